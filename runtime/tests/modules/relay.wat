;; Calls contracts in turn, and traps if a call fails. Input, for each call: the deposit limit (u128, little endian; 0 for
;; none), the contract's address, the length of its input (u32, little endian), and its input.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 16: no coins. 64: the input.
  (func (export "call") (local $at i32) (local $end i32)
    (i32.store (i32.const 0) (i32.const 4096))
    (call $input (i32.const 64) (i32.const 0))
    (local.set $at (i32.const 64))
    (local.set $end (i32.add (local.get $at) (i32.load (i32.const 0))))
    (loop $again
      (if
        (call $call
          (i32.const 0)
          (i32.add (local.get $at) (i32.const 16))
          (i64.const 0)
          (i64.const 0)
          (local.get $at)
          (i32.const 16)
          (i32.add (local.get $at) (i32.const 52))
          (i32.load offset=48 (local.get $at))
          (i32.const -1)
          (i32.const 0))
        (then (unreachable)))
      (local.set $at
        (i32.add
          (i32.add (local.get $at) (i32.const 52))
          (i32.load offset=48 (local.get $at))))
      (br_if $again (i32.lt_u (local.get $at) (local.get $end)))))
)
