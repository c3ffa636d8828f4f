;; Can be instantiated, and never called.
(module
  (import "env" "memory" (memory 1 1))
  (func (export "deploy"))
  (func (export "call") unreachable)
)
