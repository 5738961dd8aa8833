// Sine and cosine of angles that are fractions of a turn in fixed point, so that the reduction to an
// eighth of a turn is exact. Polynomials: minimax fits of sin(pi x / 4) / x and
// (cos(pi x / 4) - 1) / x^2 in x^2 on [0, 1], made for this file.

/// sin(pi x / 4) and cos(pi x / 4) for x in [-1, 1].
CK_INLINE void ck_sincos_eighth_f32(ck_f32 x, ck_f32 *sine, ck_f32 *cosine) {
  static const float s[] = {0x1.921fb6p-1f, -0x1.4abbbap-4f, 0x1.465e92p-9f, -0x1.2d9302p-15f};
  static const float c[] = {-0x1.3bd3ccp-2f, 0x1.03c1dep-6f, -0x1.55c664p-12f, 0x1.d9f7bcp-19f};
  ck_f32 z = x * x;
  *sine = x * ck_polynomial_f32(z, s, CK_COUNT(s));
  *cosine = ck_fma_f32(z, ck_polynomial_f32(z, c, CK_COUNT(c)), CK_SPLAT(1.0f, ck_f32));
}

static const double CK_SINE_F64[] = {
    0x1.921fb54442d18p-1,  -0x1.4abbce625be53p-4,  0x1.466bc6775aad9p-9,
    -0x1.32d2cce62abbdp-15, 0x1.50783485c2d5ap-22, -0x1.e3074b42c3242p-30,
    0x1.e8eec79bfd8a5p-38, -0x1.6c58cc26568a3p-46,
};
static const double CK_COSINE_F64[] = {
    -0x1.3bd3cc9be45dep-2, 0x1.03c1f081b5ac4p-6,  -0x1.55d3c7e3cbfefp-12,
    0x1.e1f5068919cd3p-19, -0x1.a6d1f29f3f5f5p-26, 0x1.f9d3856ddbaa0p-34,
    -0x1.b6dd82ab8a4f6p-42, 0x1.1e2f898ad46a9p-50,
};

CK_INLINE void ck_sincos_eighth_f64(ck_f64 x, ck_f64 *sine, ck_f64 *cosine) {
  ck_f64 z = x * x;
  *sine = x * ck_polynomial_f64(z, CK_SINE_F64, CK_COUNT(CK_SINE_F64));
  *cosine = ck_fma_f64(
      z, ck_polynomial_f64(z, CK_COSINE_F64, CK_COUNT(CK_COSINE_F64)), CK_SPLAT(1.0, ck_f64));
}

/// The same of x = a + b as if not rounded, with half the error: about one unit in the last place at most.
CK_INLINE void ck_sincos_eighth_of_sum_f64(ck_f64 a, ck_f64 b, ck_f64 *sine, ck_f64 *cosine) {
  const ck_f64 high = CK_SPLAT(CK_SINE_F64[0], ck_f64);
  // pi / 4 - high.
  const ck_f64 low = CK_SPLAT(0x1.1a62633145c07p-55, ck_f64);
  ck_f64 x = a + b;
  ck_f64 t = x - a;
  ck_f64 error = ((a - (x - t)) + (b - t)) * high;
  ck_f64 z = x * x;
  ck_f64 c = z * ck_polynomial_f64(z, CK_COSINE_F64, CK_COUNT(CK_COSINE_F64));
  ck_f64 s = x * ck_fma_f64(z, ck_polynomial_f64(z, CK_SINE_F64 + 1, CK_COUNT(CK_SINE_F64) - 1), low);
  *sine = ck_fma_f64(x, high, ck_fma_f64(error, c + 1.0, s));
  *cosine = ck_fma_f64(-error, *sine, c) + 1.0;
}

/// Sine and cosine of (draw + 1/2) / 2^32 turns.
CK_INLINE void ck_sincos_turn_f32(ck_u32 draw, ck_f32 *sine, ck_f32 *cosine) {
  ck_u32 quadrant = (draw + 0x20000000u) >> 30;
  ck_f32 s, c;
  ck_sincos_eighth_f32(CK_CONVERT((ck_i32)(draw << 2 | 2), ck_f32) * 0x1p-31f, &s, &c);
  ck_i32 odd = -(ck_i32)(quadrant & 1);
  *sine = (ck_f32)((ck_u32)(odd ? c : s) ^ (quadrant & 2) << 30);
  *cosine = (ck_f32)((ck_u32)(odd ? s : c) ^ ((quadrant + 1) & 2) << 30);
}

/// Sine and cosine of (draw + 1/2) / 2^52 turns, of the leading 52 bits of a 64-bit draw.
CK_INLINE void ck_sincos_turn_f64(ck_u64 draw, ck_f64 *sine, ck_f64 *cosine) {
  ck_u64 quadrant = (draw + 0x2000000000000000u) >> 62;
  ck_u64 middle = (draw & ~(uint64_t)0xfff) | 0x800;
  ck_f64 s, c;
  // The significand of a number in [1, 2).
  ck_u64 part = (middle << 2 ^ 0x8000000000000000u) >> 12 | 0x3ff0000000000000;
  ck_sincos_eighth_f64((ck_f64)part * 2.0 - 3.0, &s, &c);
  ck_i64 odd = -(ck_i64)(quadrant & 1);
  *sine = (ck_f64)((ck_u64)(odd ? c : s) ^ (quadrant & 2) << 62);
  *cosine = (ck_f64)((ck_u64)(odd ? s : c) ^ ((quadrant + 1) & 2) << 62);
}
