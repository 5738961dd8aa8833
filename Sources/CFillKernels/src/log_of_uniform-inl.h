// The logarithm of a uniform number. Always in 64-bit arithmetic.

/// u = low + share width counts with the rest that its rounding leaves, so that a logarithm near 0 is as precise as
/// others.
CK_INLINE ck_f64 ck_log_of_uniform_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_log_of_uniform p = parameters->log_of_uniform;
  ck_f64 share = ck_unit_f64(draw);
  ck_f64 width = CK_SPLAT(p.width, ck_f64), low = CK_SPLAT(p.low, ck_f64);
  ck_f64 above = share * width;
  ck_f64 u = above + low;
  ck_f64 from_low = u - above;
  ck_f64 rest = (above - (u - from_low)) + (low - from_low) + ck_fma_f64(share, width, -above);
  ck_f64 exponent;
  ck_f64 f = ck_split_f64(u, &exponent);
  return ck_clamp_f64(ck_log_parts_f64(exponent + p.exponent, f) + rest / u, p.bounds);
}
