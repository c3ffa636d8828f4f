;; Calls a contract repeatedly, and ignores failures. Input: how often (u32, little endian), the gas for each call (u64,
;; little endian; 0 for all that is left), and the contract's address.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 4: the input. 64: no coins.
  (func (export "call") (local $left i32)
    (i32.store (i32.const 0) (i32.const 44))
    (call $input (i32.const 4) (i32.const 0))
    (local.set $left (i32.load (i32.const 4)))
    (loop $again
      (drop
        (call $call
          (i32.const 0)
          (i32.const 16)
          (i64.load (i32.const 8))
          (i64.const 0)
          (i32.const -1)
          (i32.const 64)
          (i32.const 0)
          (i32.const 0)
          (i32.const -1)
          (i32.const 0)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $again (local.get $left))))
)
