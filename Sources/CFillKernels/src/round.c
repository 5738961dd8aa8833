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

#define CK_ROUND_ALL(set, target)                                                          \
  target static void ck_round_##set(                                                       \
      ck_dtype dtype, void *out, const float *values, size_t count) {                      \
    return dtype == CK_FLOAT16 ? ck_round_float16(out, values, count)                      \
                               : ck_round_bfloat16(out, values, count);                    \
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
