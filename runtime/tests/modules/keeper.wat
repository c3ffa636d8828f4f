;; Stores 32 bytes when it is instantiated. Terminates when it is called, in favour of the caller.
(module
  (import "seal0" "seal_caller" (func $caller (param i32 i32)))
  (import "seal1" "terminate" (func $terminate (param i32)))
  (import "seal2" "set_storage" (func $set_storage (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy")
    (drop (call $set_storage (i32.const 0) (i32.const 32) (i32.const 32) (i32.const 32))))

  (func (export "call")
    (i32.store (i32.const 0) (i32.const 32))
    (call $caller (i32.const 4) (i32.const 0))
    (call $terminate (i32.const 4)))
)
