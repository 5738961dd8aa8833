// Clearing the marked ones of a run of elements, compiled for each instruction set.

#include "kernels.h"
#include "lanes-inl.h"

/// Clears `elements[64 w + b]` where bit b of `marks[w * stride] ^ flip` is set.
#define CK_CLEAR(element, vector)                                                          \
  CK_INLINE void ck_clear_##vector(                                                        \
      element *elements, size_t words, const uint64_t *marks, size_t stride, uint64_t flip) { \
    for (size_t w = 0; w < words; w++, marks += stride) {                                  \
      const uint64_t word = *marks ^ flip;                                                 \
      for (int v = 0; v < CK_VECTORS; v++, elements += CK_LANES) {                         \
        vector places, x;                                                                  \
        for (int lane = 0; lane < CK_LANES; lane++) places[lane] = (element)(1u << lane);  \
        __builtin_memcpy(&x, elements, sizeof x);                                          \
        x &= (vector)((places & (element)(word >> v * CK_LANES)) == 0);                    \
        __builtin_memcpy(elements, &x, sizeof x);                                          \
      }                                                                                    \
    }                                                                                      \
  }

CK_CLEAR(uint16_t, ck_u16)
CK_CLEAR(uint32_t, ck_u32)
CK_CLEAR(uint64_t, ck_u64)

#define CK_CLEAR_ALL(set, target)                                                          \
  target static void ck_clear_##set(                                                       \
      void *elements, size_t size, size_t words, const uint64_t *marks, size_t stride,     \
      uint64_t flip) {                                                                     \
    switch (size) {                                                                        \
      case 2: return ck_clear_ck_u16(elements, words, marks, stride, flip);                \
      case 4: return ck_clear_ck_u32(elements, words, marks, stride, flip);                \
      default: return ck_clear_ck_u64(elements, words, marks, stride, flip);               \
    }                                                                                      \
  }

CK_CLEAR_ALL(baseline, )
#if defined(__x86_64__)
CK_CLEAR_ALL(avx2, __attribute__((target("avx2"))))
CK_CLEAR_ALL(avx512, __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl"))))
#endif

void ck_clear(
    ck_instruction_set set, void *elements, size_t size, size_t words, const uint64_t *marks,
    size_t stride, uint64_t flip) {
  switch (set) {
#if defined(__x86_64__)
    case CK_AVX2:
    case CK_VAES:
      return ck_clear_avx2(elements, size, words, marks, stride, flip);
    case CK_AVX512:
      return ck_clear_avx512(elements, size, words, marks, stride, flip);
#endif
    default:
      return ck_clear_baseline(elements, size, words, marks, stride, flip);
  }
}
