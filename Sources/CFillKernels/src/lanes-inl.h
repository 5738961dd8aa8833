// Sixteen elements at a time: vector types that the compiler splits into what the instruction set has.
// (As many as one register holds measured slower: longer vectors give independent work to wait with.)
// Fused multiply-adds are written where they are meant; nothing else may fuse.

#pragma STDC FP_CONTRACT OFF

#ifndef CK_LANES
#define CK_LANES 16
#endif
#define CK_INLINE static inline __attribute__((always_inline))
#define CK_VECTOR(type) __attribute__((ext_vector_type(CK_LANES))) type

/// Elements are drawn in groups, each of CK_VECTORS vectors.
enum { CK_GROUP = 64, CK_VECTORS = CK_GROUP / CK_LANES };

typedef CK_VECTOR(int8_t) ck_i8;
typedef CK_VECTOR(uint8_t) ck_u8;
typedef CK_VECTOR(int16_t) ck_i16;
typedef CK_VECTOR(uint16_t) ck_u16;
typedef CK_VECTOR(int32_t) ck_i32;
typedef CK_VECTOR(uint32_t) ck_u32;
typedef CK_VECTOR(int64_t) ck_i64;
typedef CK_VECTOR(uint64_t) ck_u64;
typedef CK_VECTOR(float) ck_f32;
typedef CK_VECTOR(double) ck_f64;

#define CK_CONVERT(value, type) __builtin_convertvector(value, type)
#define CK_SPLAT(value, type) ((type){0} + (value))

CK_INLINE ck_f32 ck_fma_f32(ck_f32 a, ck_f32 b, ck_f32 c) {
  return __builtin_elementwise_fma(a, b, c);
}

CK_INLINE ck_f64 ck_fma_f64(ck_f64 a, ck_f64 b, ck_f64 c) {
  return __builtin_elementwise_fma(a, b, c);
}

CK_INLINE ck_f32 ck_clamp_f32(ck_f32 x, ck_bounds bounds) {
  ck_f32 lowest = CK_SPLAT((float)bounds.lowest, ck_f32);
  ck_f32 highest = CK_SPLAT((float)bounds.highest, ck_f32);
  x = x < lowest ? lowest : x;
  return x > highest ? highest : x;
}

CK_INLINE ck_f64 ck_clamp_f64(ck_f64 x, ck_bounds bounds) {
  ck_f64 lowest = CK_SPLAT(bounds.lowest, ck_f64);
  ck_f64 highest = CK_SPLAT(bounds.highest, ck_f64);
  x = x < lowest ? lowest : x;
  return x > highest ? highest : x;
}

/// Whether any lane of a comparison holds.
CK_INLINE int ck_any(ck_i32 mask) { return __builtin_reduce_or(mask) != 0; }

/// c[0] + c[1] x + ... + c[n-1] x^(n-1), one fused multiply-add a step: from the highest power down, or if
/// there are more than five coefficients the even and the odd powers apart, which waits half as long.
#define CK_POLYNOMIAL(name, type, scalar, fma)                                    \
  CK_INLINE type name##_by(int step, type x, const scalar *c, int count) {        \
    int k = (count - 1) / step * step;                                            \
    type sum = CK_SPLAT(c[k], type);                                              \
    for (k -= step; k >= 0; k -= step) sum = fma(sum, x, CK_SPLAT(c[k], type));   \
    return sum;                                                                   \
  }                                                                               \
  CK_INLINE type name(type x, const scalar *coefficients, int count) {            \
    if (count <= 5) return name##_by(1, x, coefficients, count);          \
    type odd = name##_by(2, x * x, coefficients + 1, count - 1);                  \
    return fma(odd, x, name##_by(2, x * x, coefficients, count));                 \
  }

CK_POLYNOMIAL(ck_polynomial_f32, ck_f32, float, ck_fma_f32)
CK_POLYNOMIAL(ck_polynomial_f64, ck_f64, double, ck_fma_f64)

#define CK_COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
