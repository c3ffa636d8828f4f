;; Calls the chain extension. Input: the number of a function (u32, little endian), then its input.
;; Returns the status (u32, little endian), and if it is zero, 64 bytes that start with the output.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_return" (func $return (param i32 i32 i32)))
  (import "seal0" "call_chain_extension"
    (func $extension (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 4: length of the output. 8: the input. 8192: status and output.
  (func (export "call")
    (i32.store (i32.const 0) (i32.const 4096))
    (call $input (i32.const 8) (i32.const 0))
    (i32.store (i32.const 4) (i32.const 64))
    (i32.store (i32.const 8192)
      (call $extension
        (i32.load (i32.const 8))
        (i32.const 12)
        (i32.sub (i32.load (i32.const 0)) (i32.const 4))
        (i32.const 8196)
        (i32.const 4)))
    (call $return (i32.const 0) (i32.const 8192) (i32.const 68)))
)
