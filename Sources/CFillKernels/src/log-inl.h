// Natural logarithms of 32- and 64-bit draws and of floating-point numbers.
//
// A draw d stands for u = (d + 1/2) / 2^bits, which is never 0 or 1. Near u = 1 the logarithm is
// taken from the integer 2^bits - d, so that it keeps its relative precision there too.
// Polynomials: minimax fits, made for this file.

// ln 2, and in two parts of which small multiples of the first are exact.
#define CK_LN2_F32 0x1.62e430p-1f
#define CK_LN2_HIGH_F32 0x1.62e4p-1f
#define CK_LN2_LOW_F32 0x1.7f7d1cp-20f
#define CK_LN2_F64 0x1.62e42fefa39efp-1
#define CK_LN2_HIGH_F64 0x1.62e42fefa3800p-1
#define CK_LN2_LOW_F64 0x1.ef35793c76730p-45

/// -log(x) for x of (0, 1), or where `near_one` holds -log(1 - x) for x of (0, 1/2].
///
/// It is k ln 2 - log(1 - y), with 1 - y of [1/2, 1) the significand of x, or with k = 0 and y = x. Both
/// terms have one sign, so that nothing cancels.
CK_INLINE ck_f32 ck_minus_log_f32(ck_f32 x, ck_i32 near_one) {
  // -log(1 - y) / y.
  static const float ratio[] = {
      0x1.000000p+0f,  0x1.fffe20p-2f, 0x1.55b59ep-2f,  0x1.f143cep-3f, 0x1.141540p-2f,
      -0x1.a0d7acp-3f, 0x1.41f626p+0f, -0x1.b22002p+0f, 0x1.70ec0ap+0f,
  };
  ck_i32 bits = (ck_i32)x;
  ck_f32 k = CK_CONVERT((126 - (bits >> 23)) & ~near_one, ck_f32);
  ck_f32 significand = (ck_f32)((bits & 0x7fffff) | 0x3f000000);
  ck_f32 y = near_one ? x : 1.0f - significand;
  return ck_fma_f32(y, ck_polynomial_f32(y, ratio, CK_COUNT(ratio)), k * CK_LN2_F32);
}

/// The same, by -log(1 - y) = 2 artanh(s) = 2 s + s R(s^2) of s = y / (2 - y), with 2 s = y + s y.
CK_INLINE ck_f64 ck_minus_log_f64(ck_f64 x, ck_i64 near_one) {
  // R(z) / z.
  static const double remainder[] = {
      0x1.5555555555834p-1, 0x1.9999999909541p-2, 0x1.2492496e507abp-2,
      0x1.c71c4dbe18c5bp-3, 0x1.7461feed32e9ep-3, 0x1.3aadbe7e13536p-3,
      0x1.16185ec95d48cp-3, 0x1.97075ffc66163p-4, 0x1.69f267c9b44fep-3,
  };
  ck_u64 bits = (ck_u64)x;
  // As the significand of 2^52: few instruction sets convert 64-bit integers.
  ck_u64 exponent = (1022 - (bits >> 52)) & ~(ck_u64)near_one;
  ck_f64 k = (ck_f64)(exponent | 0x4330000000000000) - 0x1p52;
  ck_f64 significand = (ck_f64)((bits & 0xfffffffffffff) | 0x3fe0000000000000);
  ck_f64 y = near_one ? x : 1.0 - significand;
  ck_f64 s = y / (2.0 - y);
  ck_f64 z = s * s;
  ck_f64 sum = ck_fma_f64(k, CK_SPLAT(CK_LN2_F64, ck_f64), y);
  ck_f64 r = ck_fma_f64(z, ck_polynomial_f64(z, remainder, CK_COUNT(remainder)), y);
  return ck_fma_f64(s, r, sum);
}

/// -log((draw + 1/2) / 2^32): an exponential variate, from 2^-33 to 22.9.
CK_INLINE ck_f32 ck_exponential_f32(ck_u32 draw) {
  ck_i32 near_one = (ck_i32)draw >> 31;
  ck_f32 n = CK_CONVERT((ck_i32)draw ^ near_one, ck_f32);
  ck_f32 x = ck_fma_f32(n, CK_SPLAT(0x1p-32f, ck_f32), CK_SPLAT(0x1p-33f, ck_f32));
  return ck_minus_log_f32(x, near_one);
}

/// -log((draw + 1/2) / 2^52) of the leading 52 bits of a 64-bit draw: from 2^-53 to 36.8.
CK_INLINE ck_f64 ck_exponential_f64(ck_u64 draw) {
  ck_i64 near_one = (ck_i64)draw < 0;
  return ck_minus_log_f64(ck_unit_f64(draw ^ (ck_u64)near_one), near_one);
}

/// exponent * ln 2 + log(1 + f), with 1 + f from sqrt(1/2) to sqrt(2).
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
CK_INLINE ck_f64 ck_split_f64(ck_f64 x, ck_f64 *exponent) {
  ck_i64 bits = (ck_i64)x;
  ck_i64 e = (bits - 0x3fe6a09e667f3bcd) >> 52;
  // As the significand of 3 * 2^51: few instruction sets convert 64-bit integers.
  *exponent = (ck_f64)(e + 0x4338000000000000) - 0x1.8p52;
  return (ck_f64)(bits - (e << 52)) - 1.0;
}

/// log(x) of positive normal numbers.
CK_INLINE ck_f64 ck_log_f64(ck_f64 x) {
  ck_f64 exponent;
  ck_f64 f = ck_split_f64(x, &exponent);
  return ck_log_parts_f64(exponent, f);
}

/// The same as ck_split_f64, of subnormal numbers too.
CK_INLINE ck_f64 ck_split_any_f64(ck_f64 x, ck_f64 *exponent) {
  ck_i64 is_subnormal = x < 0x1p-1022;
  ck_f64 f = ck_split_f64(is_subnormal ? x * 0x1p64 : x, exponent);
  *exponent -= is_subnormal ? CK_SPLAT(64.0, ck_f64) : CK_SPLAT(0.0, ck_f64);
  return f;
}
