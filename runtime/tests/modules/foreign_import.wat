;; Imports a host function that doesn't exist.
(module
  (import "env" "memory" (memory 1 1))
  (import "seal0" "fetch" (func (param i32)))
  (func (export "deploy"))
  (func (export "call"))
)
