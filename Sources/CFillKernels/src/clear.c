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

CK_COMPILE(CK_CLEAR_ALL)

void ck_clear(
    ck_instruction_set set, void *elements, size_t size, size_t words, const uint64_t *marks,
    size_t stride, uint64_t flip) {
  CK_CALL(set, ck_clear, elements, size, words, marks, stride, flip);
}
