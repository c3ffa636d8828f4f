;; When it is called, it never ends.
(module
  (import "env" "memory" (memory 1 1))
  (func (export "deploy"))
  (func (export "call") (loop $again (br $again)))
)
