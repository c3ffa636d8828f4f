;; Has a table for which the runtime has no room when a few of these call each other.
(module
  (import "env" "memory" (memory 1 1))
  (table 4000000 funcref)
  (func (export "deploy"))
  (func (export "call"))
)
