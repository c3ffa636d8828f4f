;; Calls a host function when it is called, and then loops for ever.
(module
  (import "seal0" "seal_caller_is_origin" (func $caller_is_origin (result i32)))
  (import "env" "memory" (memory 1 1))
  (func (export "deploy"))
  (func (export "call")
    (drop (call $caller_is_origin))
    (loop $again (br $again)))
)
