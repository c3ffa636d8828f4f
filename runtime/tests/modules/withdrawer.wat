;; Without input, stores 64 KiB. With input, clears them and calls a contract with a deposit limit. Input: the limit (u128,
;; little endian; 0 for none), and the contract's address.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal1" "clear_storage" (func $clear_storage (param i32 i32) (result i32)))
  (import "seal2" "set_storage" (func $set_storage (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 16: the input. 64: no coins. 128: the key. 1024: the value.
  (func (export "call") (local $i i32)
    (i32.store (i32.const 0) (i32.const 48))
    (call $input (i32.const 16) (i32.const 0))
    (loop $again
      (i32.store (i32.const 128) (local.get $i))
      (if (i32.load (i32.const 0))
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
      (br_if $again (i32.lt_u (local.get $i) (i32.const 4))))
    (if (i32.load (i32.const 0))
      (then
        (drop
          (call $call
            (i32.const 0)
            (i32.const 32)
            (i64.const 0)
            (i64.const 0)
            (i32.const 16)
            (i32.const 64)
            (i32.const 0)
            (i32.const 0)
            (i32.const -1)
            (i32.const 0))))))
)
