;; Without input, does nothing. Otherwise the input is a contract's address: stores 8 KiB, then calls that contract with its
;; own address, so that the other one may call it again.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_address" (func $address (param i32 i32)))
  (import "seal2" "set_storage" (func $set_storage (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 4: the input. 64: no coins. 128: length of its address. 132: its address.
  (func (export "call")
    (i32.store (i32.const 0) (i32.const 32))
    (call $input (i32.const 4) (i32.const 0))
    (if (i32.eqz (i32.load (i32.const 0))) (then (return)))
    (drop (call $set_storage (i32.const 64) (i32.const 32) (i32.const 256) (i32.const 8192)))
    (i32.store (i32.const 128) (i32.const 32))
    (call $address (i32.const 132) (i32.const 128))
    (if
      (call $call
        (i32.const 8)
        (i32.const 4)
        (i64.const 0)
        (i64.const 0)
        (i32.const -1)
        (i32.const 64)
        (i32.const 132)
        (i32.const 32)
        (i32.const -1)
        (i32.const 0))
      (then (unreachable))))
)
