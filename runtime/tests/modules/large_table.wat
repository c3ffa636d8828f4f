;; Has a table too large for the runtime's memory if a few such contracts call each other.
(module
  (import "env" "memory" (memory 1 1))
  (table 4000000 funcref)
  (func (export "deploy"))
  (func (export "call"))
)
