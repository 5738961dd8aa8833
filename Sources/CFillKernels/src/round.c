// Rounding numbers to a narrower dtype, compiled for each instruction set.

#include "kernels.h"
#include "lanes-inl.h"
#include "store-inl.h"

/// A binary64 number rounded to odd: rounded once more, it is as if rounded once.
CK_INLINE ck_f32 ck_to_odd_f32(ck_f64 x) {
  ck_f32 nearest = CK_CONVERT(x, ck_f32);
  ck_f64 back = CK_CONVERT(nearest, ck_f64);
  ck_i64 is_larger = ((ck_i64)back & INT64_MAX) > ((ck_i64)x & INT64_MAX);
  ck_i64 is_inexact = back != x;
  ck_i32 bits = (ck_i32)nearest + CK_CONVERT(is_larger, ck_i32);
  return (ck_f32)(bits | (CK_CONVERT(is_inexact, ck_i32) & 1));
}

#define CK_AS_IT_IS(x) (x)
#define CK_TO_F32(x) CK_CONVERT(x, ck_f32)

/// Writes numbers, rounded once to nearest even; `to_f32` makes binary32 of them for the store.
#define CK_ROUND(name, dtype, type, number, vector, to_f32)                                \
  CK_INLINE void name##_##dtype(type *out, const number *numbers, size_t count) {          \
    vector x;                                                                              \
    for (; count >= CK_LANES; count -= CK_LANES, numbers += CK_LANES, out += CK_LANES) {   \
      __builtin_memcpy(&x, numbers, sizeof x);                                             \
      ck_store_##dtype##_from_f32(out, to_f32(x));                                         \
    }                                                                                      \
    type rest[CK_LANES];                                                                   \
    x = (vector){0};                                                                       \
    __builtin_memcpy(&x, numbers, count * sizeof *numbers);                                \
    ck_store_##dtype##_from_f32(rest, to_f32(x));                                          \
    __builtin_memcpy(out, rest, count * sizeof *out);                                      \
  }

CK_ROUND(ck_round, float16, uint16_t, float, ck_f32, CK_AS_IT_IS)
CK_ROUND(ck_round, bfloat16, uint16_t, float, ck_f32, CK_AS_IT_IS)
CK_ROUND(ck_round_f64, float32, float, double, ck_f64, CK_TO_F32)
CK_ROUND(ck_round_f64, float16, uint16_t, double, ck_f64, ck_to_odd_f32)
CK_ROUND(ck_round_f64, bfloat16, uint16_t, double, ck_f64, ck_to_odd_f32)

#define CK_ROUND_ALL(set, target)                                                          \
  target static void ck_round_##set(                                                       \
      ck_dtype dtype, void *out, const float *values, size_t count) {                      \
    return dtype == CK_FLOAT16 ? ck_round_float16(out, values, count)                      \
                               : ck_round_bfloat16(out, values, count);                    \
  }                                                                                        \
  target static void ck_round_f64_##set(                                                   \
      ck_dtype dtype, void *out, const double *numbers, size_t count) {                    \
    switch (dtype) {                                                                       \
      case CK_FLOAT32: return ck_round_f64_float32(out, numbers, count);                   \
      case CK_FLOAT16: return ck_round_f64_float16(out, numbers, count);                   \
      case CK_BFLOAT16: return ck_round_f64_bfloat16(out, numbers, count);                 \
      default: memcpy(out, numbers, count * sizeof *numbers);                              \
    }                                                                                      \
  }

CK_COMPILE(CK_ROUND_ALL)

void ck_round(
    ck_instruction_set set, ck_dtype dtype, void *out, const float *values, size_t count) {
  CK_CALL(set, ck_round, dtype, out, values, count);
}

void ck_round_f64(
    ck_instruction_set set, ck_dtype dtype, void *out, const double *numbers, size_t count) {
  CK_CALL(set, ck_round_f64, dtype, out, numbers, count);
}
