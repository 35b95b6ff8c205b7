;; Looks for many words in one pass over bytes, sixteen at a time: each word is sought by three bytes of it, in one of eight groups; a table
;; for each half of each of the three tells which groups a byte can belong to. Where all six agree, the words of the group are compared.
;;
;; Memory, as finder.ts fills it: six tables of 16 bytes at 0; from 128 on, for each group, the address and the number of its words; a word is four
;; numbers: address, length, where in it the three bytes are, and 1 if it has to stand alone. Behind the bytes to search there are 32 that do not count.
(module
  (memory (export "memory") 1)

  (func $isWord (param $byte i32) (result i32)
    (i32.or
      (i32.or
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))
        (i32.lt_u (i32.sub (i32.or (local.get $byte) (i32.const 32)) (i32.const 97)) (i32.const 26)))
      (i32.eq (local.get $byte) (i32.const 95))))

  ;; Whether a word stands at $at, between $start and $end; beyond these there is white space.
  (func $stands (param $word i32) (param $at i32) (param $start i32) (param $end i32) (result i32)
    (local $text i32) (local $length i32) (local $i i32)
    (local.set $text (i32.load (local.get $word)))
    (local.set $length (i32.load offset=4 (local.get $word)))
    (local.set $at (i32.sub (local.get $at) (i32.load offset=8 (local.get $word))))
    (if (i32.lt_s (local.get $at) (local.get $start)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.add (local.get $at) (local.get $length)) (local.get $end)) (then (return (i32.const 0))))
    (loop $compare
      (if (i32.ne
            (i32.load8_u (i32.add (local.get $at) (local.get $i)))
            (i32.load8_u (i32.add (local.get $text) (local.get $i))))
        (then (return (i32.const 0))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $compare (i32.lt_u (local.get $i) (local.get $length))))
    (if (i32.eqz (i32.load offset=12 (local.get $word))) (then (return (i32.const 1))))
    (if (i32.gt_u (local.get $at) (local.get $start))
      (then
        (if (call $isWord (i32.load8_u (i32.sub (local.get $at) (i32.const 1)))) (then (return (i32.const 0))))))
    (local.set $at (i32.add (local.get $at) (local.get $length)))
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 1))))
    (i32.eqz (call $isWord (i32.load8_u (local.get $at)))))

  ;; Whether a word of one of the groups in $groups stands where its three bytes are at $at.
  (func $agrees (param $groups i32) (param $at i32) (param $start i32) (param $end i32) (result i32)
    (local $group i32) (local $word i32) (local $left i32)
    (loop $next
      (local.set $group (i32.add (i32.const 128) (i32.shl (i32.ctz (local.get $groups)) (i32.const 3))))
      (local.set $word (i32.load (local.get $group)))
      (local.set $left (i32.load offset=4 (local.get $group)))
      (block $none
        (loop $words
          (br_if $none (i32.eqz (local.get $left)))
          (if (call $stands (local.get $word) (local.get $at) (local.get $start) (local.get $end)) (then (return (i32.const 1))))
          (local.set $word (i32.add (local.get $word) (i32.const 16)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $words)))
      (local.set $groups (i32.and (local.get $groups) (i32.sub (local.get $groups) (i32.const 1))))
      (br_if $next (local.get $groups)))
    (i32.const 0))

  ;; Whether one of the words stands between $start and $end.
  (func (export "finds") (param $start i32) (param $end i32) (result i32)
    (local $at i32) (local $lane i32) (local $lanes i32)
    (local $v v128) (local $m v128) (local $low v128)
    (local $l0 v128) (local $h0 v128) (local $l1 v128) (local $h1 v128) (local $l2 v128) (local $h2 v128)
    (local.set $low (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $l0 (v128.load (i32.const 0)))
    (local.set $h0 (v128.load (i32.const 16)))
    (local.set $l1 (v128.load (i32.const 32)))
    (local.set $h1 (v128.load (i32.const 48)))
    (local.set $l2 (v128.load (i32.const 64)))
    (local.set $h2 (v128.load (i32.const 80)))
    (local.set $at (local.get $start))
    (block $end_
      (loop $blocks
        (br_if $end_ (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $v (v128.load (local.get $at)))
        (local.set $m
          (v128.and
            (i8x16.swizzle (local.get $l0) (v128.and (local.get $v) (local.get $low)))
            (i8x16.swizzle (local.get $h0) (i8x16.shr_u (local.get $v) (i32.const 4)))))
        (local.set $v (v128.load offset=1 (local.get $at)))
        (local.set $m
          (v128.and (local.get $m)
            (v128.and
              (i8x16.swizzle (local.get $l1) (v128.and (local.get $v) (local.get $low)))
              (i8x16.swizzle (local.get $h1) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (local.set $v (v128.load offset=2 (local.get $at)))
        (local.set $m
          (v128.and (local.get $m)
            (v128.and
              (i8x16.swizzle (local.get $l2) (v128.and (local.get $v) (local.get $low)))
              (i8x16.swizzle (local.get $h2) (i8x16.shr_u (local.get $v) (i32.const 4))))))
        (if (v128.any_true (local.get $m))
          (then
            (v128.store (i32.const 96) (local.get $m))
            (local.set $lanes (i32.xor (i8x16.bitmask (i8x16.eq (local.get $m) (v128.const i64x2 0 0))) (i32.const 65535)))
            (loop $next
              (local.set $lane (i32.ctz (local.get $lanes)))
              (if (call $agrees
                    (i32.load8_u offset=96 (local.get $lane))
                    (i32.add (local.get $at) (local.get $lane))
                    (local.get $start)
                    (local.get $end))
                (then (return (i32.const 1))))
              (local.set $lanes (i32.and (local.get $lanes) (i32.sub (local.get $lanes) (i32.const 1))))
              (br_if $next (local.get $lanes)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $blocks)))
    (i32.const 0)))
