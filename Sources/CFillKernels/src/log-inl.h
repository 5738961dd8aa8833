// Natural logarithms of 32- and 64-bit draws and of floating-point numbers.
//
// A draw d stands for u = (d + 1/2) / 2^bits, which is never 0 or 1. Near u = 1 the logarithm is
// taken from the integer 2^bits - d, so that it keeps its relative precision there too.
// Polynomials: minimax fits of log1p's remainder on [sqrt(1/2) - 1, sqrt(2) - 1], made for this file.

#define CK_LN2_HIGH_F32 0x1.62e4p-1f
#define CK_LN2_LOW_F32 0x1.7f7d1cp-20f
#define CK_LN2_HIGH_F64 0x1.62e42fefa3800p-1
#define CK_LN2_LOW_F64 0x1.ef35793c76730p-45

/// exponent * ln 2 + log(1 + f), with f in the polynomial's interval.
CK_INLINE ck_f32 ck_log_parts_f32(ck_f32 exponent, ck_f32 f) {
  static const float remainder[] = {
      0x1.555548p-2f,  -0x1.000006p-2f, 0x1.99a4b6p-3f,  -0x1.555c4ep-3f, 0x1.233768p-3f,
      -0x1.fc2206p-4f, 0x1.e6f06ap-4f,  -0x1.de3c16p-4f, 0x1.1457acp-4f,
  };
  ck_f32 p = ck_polynomial_f32(f, remainder, CK_COUNT(remainder));
  ck_f32 tail = f * f * ck_fma_f32(f, p, CK_SPLAT(-0.5f, ck_f32));
  tail = ck_fma_f32(exponent, CK_SPLAT(CK_LN2_LOW_F32, ck_f32), tail);
  return ck_fma_f32(exponent, CK_SPLAT(CK_LN2_HIGH_F32, ck_f32), tail + f);
}

CK_INLINE ck_f64 ck_log_parts_f64(ck_f64 exponent, ck_f64 f) {
  static const double remainder[] = {
      0x1.5555555555555p-1, 0x1.9999999999dfep-2, 0x1.249249242b516p-2, 0x1.c71c7258ea9c1p-3,
      0x1.745cde3b9bee7p-3, 0x1.3b20aa8885250p-3, 0x1.0f5ce04b66705p-3, 0x1.0f623d441ea59p-3,
  };
  ck_f64 s = f / (f + 2.0);
  ck_f64 z = s * s;
  ck_f64 half_square = f * f * 0.5;
  ck_f64 r = ck_fma_f64(z, ck_polynomial_f64(z, remainder, CK_COUNT(remainder)), half_square);
  ck_f64 tail = ck_fma_f64(s, r, -half_square);
  tail = ck_fma_f64(exponent, CK_SPLAT(CK_LN2_LOW_F64, ck_f64), tail);
  return ck_fma_f64(exponent, CK_SPLAT(CK_LN2_HIGH_F64, ck_f64), tail + f);
}

/// x = 2^exponent (1 + f), with 1 + f from sqrt(1/2) to sqrt(2); x is positive and normal.
CK_INLINE ck_f32 ck_split_f32(ck_f32 x, ck_f32 *exponent) {
  ck_i32 bits = (ck_i32)x;
  ck_i32 e = (bits - 0x3f3504f3) >> 23;
  *exponent = CK_CONVERT(e, ck_f32);
  return (ck_f32)(bits - (e << 23)) - 1.0f;
}

CK_INLINE ck_f64 ck_split_f64(ck_f64 x, ck_f64 *exponent) {
  ck_i64 bits = (ck_i64)x;
  ck_i64 e = (bits - 0x3fe6a09e667f3bcd) >> 52;
  // As the significand of 3 * 2^51: few instruction sets convert 64-bit integers.
  *exponent = (ck_f64)(e + 0x4338000000000000) - 0x1.8p52;
  return (ck_f64)(bits - (e << 52)) - 1.0;
}

/// log(x) of positive normal numbers.
CK_INLINE ck_f32 ck_log_f32(ck_f32 x) {
  ck_f32 exponent;
  ck_f32 f = ck_split_f32(x, &exponent);
  return ck_log_parts_f32(exponent, f);
}

CK_INLINE ck_f64 ck_log_f64(ck_f64 x) {
  ck_f64 exponent;
  ck_f64 f = ck_split_f64(x, &exponent);
  return ck_log_parts_f64(exponent, f);
}

/// log(u), given u or where that is nearer to 1 the exact excess u - 1.
CK_INLINE ck_f32 ck_log_near_one_f32(ck_i32 near_one, ck_f32 excess, ck_f32 u) {
  ck_f32 exponent;
  ck_f32 f = ck_split_f32(u, &exponent);
  return ck_log_parts_f32(
      near_one ? CK_SPLAT(0.0f, ck_f32) : exponent, near_one ? excess : f);
}

CK_INLINE ck_f64 ck_log_near_one_f64(ck_i64 near_one, ck_f64 excess, ck_f64 u) {
  ck_f64 exponent;
  ck_f64 f = ck_split_f64(u, &exponent);
  return ck_log_parts_f64(
      near_one ? CK_SPLAT(0.0, ck_f64) : exponent, near_one ? excess : f);
}

/// -log((draw + 1/2) / 2^32): an exponential variate, from 2^-33 to 22.9.
CK_INLINE ck_f32 ck_exponential_f32(ck_u32 draw) {
  ck_i32 near_one = (ck_i32)(draw > 0xb504f333u);
  ck_u32 distance = near_one ? ~draw : draw;
  ck_f32 x = (CK_CONVERT(distance, ck_f32) + 0.5f) * 0x1p-32f;
  return -ck_log_near_one_f32(near_one, -x, x);
}

/// -log((draw + 1/2) / 2^52) of the leading 52 bits of a 64-bit draw: from 2^-53 to 36.8.
CK_INLINE ck_f64 ck_exponential_f64(ck_u64 draw) {
  ck_i64 near_one = (ck_i64)(draw > 0xb504f333f9de6484u);
  ck_f64 x = ck_unit_f64(near_one ? ~draw : draw);
  return -ck_log_near_one_f64(near_one, -x, x);
}
