;; Stores 64 KiB when it is called, at the expense of the transaction's sender.
(module
  (import "seal2" "set_storage" (func $set_storage (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))
  (func (export "deploy"))
  ;; 0: the key. 1024: the value.
  (func (export "call") (local $i i32)
    (loop $again
      (i32.store (i32.const 0) (local.get $i))
      (drop
        (call $set_storage (i32.const 0) (i32.const 32) (i32.const 1024) (i32.const 16384)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 4)))))
)
