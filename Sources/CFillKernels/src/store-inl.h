// A vector of values into memory as a dtype. Floating-point values are inside the dtype's finite range.

#define CK_STORE(name, vector, type, converted)                          \
  CK_INLINE void ck_store_##name(void *out, vector x) {                  \
    type stored = converted;                                             \
    __builtin_memcpy(out, &stored, sizeof stored);                       \
  }

/// The nearest float16, ties to even.
#if defined(CK_HAS_FLOAT16)
CK_INLINE ck_u16 ck_float16_bits(ck_f32 x) {
  return (ck_u16)CK_CONVERT(x, CK_VECTOR(_Float16));
}
#else
CK_INLINE ck_u16 ck_float16_bits(ck_f32 x) {
  ck_u32 bits = (ck_u32)x;
  ck_u32 magnitude = bits & 0x7fffffff;
  // Adding 1/2 makes the unit in the last place that of float16's subnormal numbers.
  ck_u32 subnormal = (ck_u32)((ck_f32)magnitude + 0.5f) - 0x3f000000;
  ck_u32 normal = (magnitude + 0xfff + (magnitude >> 13 & 1) - 0x38000000) >> 13;
  ck_u32 rounded = magnitude < 0x38800000 ? subnormal : normal;
  return CK_CONVERT(rounded | (bits >> 16 & 0x8000), ck_u16);
}
#endif

/// The nearest bfloat16, ties to even.
CK_INLINE ck_u16 ck_bfloat16_bits(ck_f32 x) {
  ck_u32 bits = (ck_u32)x;
  return CK_CONVERT((bits + 0x7fff + (bits >> 16 & 1)) >> 16, ck_u16);
}

CK_STORE(float32_from_f32, ck_f32, ck_f32, x)
CK_STORE(float16_from_f32, ck_f32, ck_u16, ck_float16_bits(x))
CK_STORE(bfloat16_from_f32, ck_f32, ck_u16, ck_bfloat16_bits(x))

CK_STORE(float64_from_f64, ck_f64, ck_f64, x)
CK_STORE(float32_from_f64, ck_f64, ck_f32, CK_CONVERT(x, ck_f32))
CK_STORE(float16_from_f64, ck_f64, ck_u16, ck_float16_bits(CK_CONVERT(x, ck_f32)))
CK_STORE(bfloat16_from_f64, ck_f64, ck_u16, ck_bfloat16_bits(CK_CONVERT(x, ck_f32)))

#define CK_STORE_NUMBERS(source, vector)                                             \
  CK_STORE(int8_from_##source, vector, ck_i8, CK_CONVERT(x, ck_i8))                  \
  CK_STORE(int16_from_##source, vector, ck_i16, CK_CONVERT(x, ck_i16))               \
  CK_STORE(int32_from_##source, vector, ck_i32, CK_CONVERT(x, ck_i32))               \
  CK_STORE(int64_from_##source, vector, ck_i64, CK_CONVERT(x, ck_i64))               \
  CK_STORE(uint8_from_##source, vector, ck_u8, CK_CONVERT(x, ck_u8))

CK_STORE_NUMBERS(f64, ck_f64)

CK_STORE_NUMBERS(i32, ck_i32)
CK_STORE(bool_from_i32, ck_i32, ck_u8, CK_CONVERT(x, ck_u8))
CK_STORE(float64_from_i32, ck_i32, ck_f64, CK_CONVERT(x, ck_f64))
CK_STORE(float32_from_i32, ck_i32, ck_f32, CK_CONVERT(x, ck_f32))
CK_STORE(float16_from_i32, ck_i32, ck_u16, ck_float16_bits(CK_CONVERT(x, ck_f32)))
CK_STORE(bfloat16_from_i32, ck_i32, ck_u16, ck_bfloat16_bits(CK_CONVERT(x, ck_f32)))

CK_STORE(int64_from_i64, ck_i64, ck_i64, x)
CK_STORE(float64_from_i64, ck_i64, ck_f64, CK_CONVERT(x, ck_f64))
