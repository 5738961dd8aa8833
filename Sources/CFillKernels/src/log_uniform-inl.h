// Log-uniform, low e^(u log(high / low)), and the inverse softplus of it, log(e^t - 1). Always in 64-bit arithmetic.

/// A log-uniform number t; of a subnormal one, rounded to it once.
///
/// The exponent u width counts with what its rounding and that of the width leave, since t would multiply their error.
CK_INLINE ck_f64 ck_unclamped_log_uniform(ck_u64 draw, const ck_log_uniform *p) {
  ck_f64 u = ck_unit_f64(draw);
  ck_f64 width = CK_SPLAT(p->width, ck_f64);
  ck_f64 x = u * width;
  ck_f64 rest = ck_fma_f64(u, CK_SPLAT(p->width_rest, ck_f64), ck_fma_f64(u, width, -x));
  ck_i64 k;
  ck_f64 growth = ck_growth_f64(ck_reduce_f64(x, &k) + rest);
  ck_f64 significand = CK_SPLAT(p->significand, ck_f64);
  return ck_scale_f64(ck_fma_f64(growth, significand, significand), k + p->exponent);
}

/// log(e^t - 1), which beyond 40 is t.
///
/// With t = k ln 2 + r it is the logarithm of 2^k (e^r - 1) + (2^k - 1), of which nothing cancels. At its zero, ln 2, k is
/// 1 and 2 (e^r - 1) is what that number has above 1.
CK_INLINE ck_f64 ck_inverse_softplus_f64(ck_f64 t) {
  ck_i64 is_large = t > 40.0;
  ck_i64 k;
  ck_f64 growth = ck_growth_f64(ck_reduce_f64(is_large ? CK_SPLAT(40.0, ck_f64) : t, &k));
  ck_f64 power = ck_power_of_2_f64(k);
  ck_f64 exponent;
  ck_f64 f = ck_split_any_f64(ck_fma_f64(power, growth, power - 1.0), &exponent);
  ck_i64 is_near_zero = (k == 1) & (exponent == 0.0);
  return is_large ? t : ck_log_parts_f64(exponent, is_near_zero ? growth + growth : f);
}

CK_INLINE ck_f64 ck_log_uniform_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_log_uniform p = parameters->log_uniform;
  return ck_clamp_f64(ck_unclamped_log_uniform(draw, &p), p.bounds);
}

CK_INLINE ck_f64 ck_inverse_softplus_log_uniform_f64(
    ck_u64 draw, const ck_parameters *parameters) {
  const ck_log_uniform p = parameters->log_uniform;
  ck_f64 t = ck_unclamped_log_uniform(draw, &p);
  ck_f64 floor = CK_SPLAT(p.floor, ck_f64);
  return ck_clamp_f64(ck_inverse_softplus_f64(t < floor ? floor : t), p.bounds);
}
