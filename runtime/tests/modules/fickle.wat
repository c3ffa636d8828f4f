;; Input: one byte. 0: store 64 KiB. 1: clear them. 2: terminate in favour of the caller.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_caller" (func $caller (param i32 i32)))
  (import "seal1" "clear_storage" (func $clear_storage (param i32 i32) (result i32)))
  (import "seal1" "terminate" (func $terminate (param i32)))
  (import "seal2" "set_storage" (func $set_storage (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 4: the input. 16: length of the caller's account. 20: the account. 128: the key. 1024: the
  ;; value.
  (func (export "call") (local $i i32)
    (i32.store (i32.const 0) (i32.const 1))
    (call $input (i32.const 4) (i32.const 0))
    (if (i32.eq (i32.load8_u (i32.const 4)) (i32.const 2))
      (then
        (i32.store (i32.const 16) (i32.const 32))
        (call $caller (i32.const 20) (i32.const 16))
        (call $terminate (i32.const 20))))
    (loop $again
      (i32.store (i32.const 128) (local.get $i))
      (if (i32.load8_u (i32.const 4))
        (then
          (drop (call $clear_storage (i32.const 128) (i32.const 32))))
        (else
          (drop
            (call $set_storage
              (i32.const 128)
              (i32.const 32)
              (i32.const 1024)
              (i32.const 16384)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 4)))))
)
