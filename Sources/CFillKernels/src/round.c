// Rounding numbers to a narrower dtype, compiled for each instruction set.

#include "kernels.h"
#include "lanes-inl.h"
#include "store-inl.h"

/// Writes the values, rounded to nearest even.
#define CK_ROUND(dtype)                                                                    \
  CK_INLINE void ck_round_##dtype(uint16_t *out, const float *values, size_t count) {      \
    ck_f32 x;                                                                              \
    for (; count >= CK_LANES; count -= CK_LANES, values += CK_LANES, out += CK_LANES) {    \
      __builtin_memcpy(&x, values, sizeof x);                                              \
      ck_store_##dtype##_from_f32(out, x);                                                 \
    }                                                                                      \
    uint16_t rest[CK_LANES];                                                               \
    x = (ck_f32){0};                                                                       \
    __builtin_memcpy(&x, values, count * sizeof *values);                                  \
    ck_store_##dtype##_from_f32(rest, x);                                                  \
    __builtin_memcpy(out, rest, count * sizeof *out);                                      \
  }

CK_ROUND(float16)
CK_ROUND(bfloat16)

/// A binary64 number rounded to odd: rounded once more, it is as if rounded once.
CK_INLINE ck_f32 ck_to_odd_f32(ck_f64 x) {
  ck_f32 nearest = CK_CONVERT(x, ck_f32);
  ck_f64 back = CK_CONVERT(nearest, ck_f64);
  ck_i64 is_larger = ((ck_i64)back & INT64_MAX) > ((ck_i64)x & INT64_MAX);
  ck_i64 is_inexact = back != x;
  ck_i32 bits = (ck_i32)nearest + CK_CONVERT(is_larger, ck_i32);
  return (ck_f32)(bits | (CK_CONVERT(is_inexact, ck_i32) & 1));
}

/// Writes the numbers, rounded once.
#define CK_ROUND_F64(dtype, type, rounded)                                                 \
  CK_INLINE void ck_round_f64_##dtype(type *out, const double *numbers, size_t count) {    \
    ck_f64 x;                                                                              \
    for (; count >= CK_LANES; count -= CK_LANES, numbers += CK_LANES, out += CK_LANES) {   \
      __builtin_memcpy(&x, numbers, sizeof x);                                             \
      ck_store_##dtype##_from_f32(out, rounded(x));                                        \
    }                                                                                      \
    type rest[CK_LANES];                                                                   \
    x = (ck_f64){0};                                                                       \
    __builtin_memcpy(&x, numbers, count * sizeof *numbers);                                \
    ck_store_##dtype##_from_f32(rest, rounded(x));                                         \
    __builtin_memcpy(out, rest, count * sizeof *out);                                      \
  }
#define CK_TO_F32(x) CK_CONVERT(x, ck_f32)

CK_ROUND_F64(float32, float, CK_TO_F32)
CK_ROUND_F64(float16, uint16_t, ck_to_odd_f32)
CK_ROUND_F64(bfloat16, uint16_t, ck_to_odd_f32)

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

CK_ROUND_ALL(baseline, )
#if defined(__x86_64__)
CK_ROUND_ALL(avx2, __attribute__((target("avx2"))))
CK_ROUND_ALL(avx512, __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl"))))
#endif

void ck_round(
    ck_instruction_set set, ck_dtype dtype, void *out, const float *values, size_t count) {
  switch (set) {
#if defined(__x86_64__)
    case CK_AVX2:
    case CK_VAES:
      return ck_round_avx2(dtype, out, values, count);
    case CK_AVX512:
      return ck_round_avx512(dtype, out, values, count);
#endif
    default:
      return ck_round_baseline(dtype, out, values, count);
  }
}

void ck_round_f64(
    ck_instruction_set set, ck_dtype dtype, void *out, const double *numbers, size_t count) {
  switch (set) {
#if defined(__x86_64__)
    case CK_AVX2:
    case CK_VAES:
      return ck_round_f64_avx2(dtype, out, numbers, count);
    case CK_AVX512:
      return ck_round_f64_avx512(dtype, out, numbers, count);
#endif
    default:
      return ck_round_f64_baseline(dtype, out, numbers, count);
  }
}
