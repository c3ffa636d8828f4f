;; Instantiates contracts and calls each at once. Input: the code hash, then how many (u32, little endian).
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal2" "instantiate"
    (func $instantiate
      (param i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
      (result i32)))
  (import "env" "memory" (memory 1 1))

  (func (export "deploy"))

  ;; 0: length of the input. 4: the input. 64: no coins. 96: the salt, which is the number of the contract. 128: length of
  ;; its address. 132: the address.
  (func (export "call") (local $i i32)
    (i32.store (i32.const 0) (i32.const 36))
    (call $input (i32.const 4) (i32.const 0))
    (loop $again
      (i32.store (i32.const 96) (local.get $i))
      (i32.store (i32.const 128) (i32.const 32))
      (if
        (call $instantiate
          (i32.const 4)
          (i64.const 0)
          (i64.const 0)
          (i32.const -1)
          (i32.const 64)
          (i32.const 0)
          (i32.const 0)
          (i32.const 132)
          (i32.const 128)
          (i32.const -1)
          (i32.const 0)
          (i32.const 96)
          (i32.const 4))
        (then (unreachable)))
      (if
        (call $call
          (i32.const 0)
          (i32.const 132)
          (i64.const 0)
          (i64.const 0)
          (i32.const -1)
          (i32.const 64)
          (i32.const 0)
          (i32.const 0)
          (i32.const -1)
          (i32.const 0))
        (then (unreachable)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.load (i32.const 36))))))
)
