;; Calls the contract whose address is the input, without an input for it.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 4: the input. 64: no coins.
  (func (export "call")
    (i32.store (i32.const 0) (i32.const 32))
    (call $input (i32.const 4) (i32.const 0))
    (if
      (call $call
        (i32.const 0)
        (i32.const 4)
        (i64.const 0)
        (i64.const 0)
        (i32.const -1)
        (i32.const 64)
        (i32.const 0)
        (i32.const 0)
        (i32.const -1)
        (i32.const 0))
      (then (unreachable))))
)
