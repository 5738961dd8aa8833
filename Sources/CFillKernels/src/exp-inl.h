// The exponential: 2^k e^r with r at most ln(2) / 2 away from 0. Polynomials: minimax fits of
// (e^r - 1 - r) / r^2, made for this file. Results beyond the largest number are infinite, results
// below the smallest normal number are rounded once, to a subnormal number or 0.

/// Where the arguments are known to be moderate, from -87 to 87, results are normal numbers.
CK_INLINE ck_f32 ck_exp_f32(ck_f32 x, int is_moderate) {
  static const float remainder[] = {
      0x1.fffffcp-2f, 0x1.55548ap-3f, 0x1.555916p-5f, 0x1.123fc6p-7f, 0x1.6a1a72p-10f,
  };
  if (!is_moderate) x = ck_clamp_f32(x, (ck_bounds){-120, 120});
  const ck_f32 rounder = CK_SPLAT(0x1.8p23f, ck_f32);
  ck_f32 shifted = ck_fma_f32(x, CK_SPLAT(0x1.715476p0f, ck_f32), rounder);
  ck_i32 k = (ck_i32)shifted - 0x4b400000;
  ck_f32 n = shifted - rounder;
  ck_f32 r = ck_fma_f32(n, CK_SPLAT(-CK_LN2_HIGH_F32, ck_f32), x);
  r = ck_fma_f32(n, CK_SPLAT(-CK_LN2_LOW_F32, ck_f32), r);
  ck_f32 p = ck_polynomial_f32(r, remainder, CK_COUNT(remainder));
  ck_f32 y = ck_fma_f32(r * r, p, r) + 1.0f;
  if (is_moderate) return (ck_f32)((ck_i32)y + k * 0x800000);
  ck_i32 half = k >> 1;
  return y * (ck_f32)((half + 127) << 23) * (ck_f32)((k - half + 127) << 23);
}

/// x = k ln 2 + r of an x within -1500...1500, with r at most ln(2) / 2 away from 0.
CK_INLINE ck_f64 ck_reduce_f64(ck_f64 x, ck_i64 *k) {
  const ck_f64 rounder = CK_SPLAT(0x1.8p52, ck_f64);
  ck_f64 shifted = ck_fma_f64(x, CK_SPLAT(0x1.71547652b82fep0, ck_f64), rounder);
  *k = (ck_i64)shifted - 0x4338000000000000;
  ck_f64 n = shifted - rounder;
  ck_f64 r = ck_fma_f64(n, CK_SPLAT(-CK_LN2_HIGH_F64, ck_f64), x);
  return ck_fma_f64(n, CK_SPLAT(-CK_LN2_LOW_F64, ck_f64), r);
}

/// e^r - 1, with full relative precision near 0.
CK_INLINE ck_f64 ck_growth_f64(ck_f64 r) {
  static const double remainder[] = {
      0x1.0000000000000p-1,  0x1.555555555555cp-3,  0x1.55555555554fap-5,  0x1.111111110e95ep-7,
      0x1.6c16c16c325fcp-10, 0x1.a01a01b4ab5dcp-13, 0x1.a01a013025a68p-16, 0x1.71dded27a8905p-19,
      0x1.27e5bbae7cb87p-22, 0x1.af71234cd7faep-26, 0x1.1e39b0e4b2f86p-29,
  };
  return ck_fma_f64(r * r, ck_polynomial_f64(r, remainder, CK_COUNT(remainder)), r);
}

/// 2^k of a k within -1022...1023.
CK_INLINE ck_f64 ck_power_of_2_f64(ck_i64 k) { return (ck_f64)((k + 1023) << 52); }

/// 2^k y of a y near 1, rounded once.
CK_INLINE ck_f64 ck_scale_f64(ck_f64 y, ck_i64 k) {
  ck_i64 half = k >> 1;
  return y * ck_power_of_2_f64(half) * ck_power_of_2_f64(k - half);
}

CK_INLINE ck_f64 ck_exp_f64(ck_f64 x) {
  ck_i64 k;
  ck_f64 r = ck_reduce_f64(ck_clamp_f64(x, (ck_bounds){-800, 800}), &k);
  return ck_scale_f64(ck_growth_f64(r) + 1.0, k);
}
