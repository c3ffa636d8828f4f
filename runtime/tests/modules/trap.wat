;; Can be instantiated, and traps when it is called.
(module
  (import "env" "memory" (memory 1 1))
  (func (export "deploy"))
  (func (export "call") unreachable)
)
