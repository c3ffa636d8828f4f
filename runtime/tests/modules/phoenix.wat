;; Instantiates a contract, calls it, instantiates it again, and sends it coins. Input: the code hash, then the coins (u128,
;; little endian) that each instance gets.
(module
  (import "seal0" "seal_input" (func $input (param i32 i32)))
  (import "seal0" "seal_transfer" (func $transfer (param i32 i32 i32 i32) (result i32)))
  (import "seal2" "call"
    (func $call (param i32 i32 i64 i64 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "seal2" "instantiate"
    (func $instantiate
      (param i32 i64 i64 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
      (result i32)))
  (import "env" "memory" (memory 1 1))

  ;; 0: length of the input. 4: the code's hash. 36: the coins. 64: no coins. 96: the salt. 128: length of the address. 132:
  ;; the address.
  (func $make
    (i32.store (i32.const 128) (i32.const 32))
    (if
      (call $instantiate
        (i32.const 4)
        (i64.const 0)
        (i64.const 0)
        (i32.const -1)
        (i32.const 36)
        (i32.const 0)
        (i32.const 0)
        (i32.const 132)
        (i32.const 128)
        (i32.const -1)
        (i32.const 0)
        (i32.const 96)
        (i32.const 4))
      (then (unreachable))))

  (func (export "deploy"))

  (func (export "call")
    (i32.store (i32.const 0) (i32.const 48))
    (call $input (i32.const 4) (i32.const 0))
    (call $make)
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
    (call $make)
    (if
      (call $transfer (i32.const 132) (i32.const 32) (i32.const 36) (i32.const 16))
      (then (unreachable))))
)
