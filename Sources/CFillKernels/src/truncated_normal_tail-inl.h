// Truncated normal whose interval starts `start` >= 5 standard deviations out. With Q the probability
// beyond a point, the excess d over the start solves log Q(start) - log Q(start + d) = e for a truncated
// exponential variate e. Everything is relative to the start, so nothing cancels however far out it is.
// Always in 64-bit arithmetic.

/// z times Mills' ratio Q(z) / phi(z), for z >= 5: a minimax fit in 1 / z^2, made for this file.
CK_INLINE ck_f64 ck_scaled_mills(ck_f64 z) {
  static const double fit[] = {
      0x1.ffffffffffd99p-1,  -0x1.fffffffc43cc2p-1, 0x1.7ffffc268104ap+1,  -0x1.dffe717798763p+3,
      0x1.a3d639331acdcp+6,  -0x1.d5e624e14fb22p+9, 0x1.37880255d60c9p+13, -0x1.b3c48dd836b10p+16,
      0x1.0e4f7645894dep+20, -0x1.dc5cde630afc7p+22, 0x1.a06a35daedb19p+24,
  };
  return ck_polynomial_f64(1.0 / (z * z), fit, CK_COUNT(fit));
}

/// The truncated exponential variate -log(1 - u (1 - beyond)).
CK_INLINE ck_f64 ck_tail_exponential(ck_u64 draw, double beyond) {
  ck_f64 u = ck_unit_f64(draw);
  ck_f64 v = ck_unit_f64(~draw);
  ck_f64 lost = u * (1.0 - beyond);
  ck_f64 kept = ck_fma_f64(u, CK_SPLAT(beyond, ck_f64), v);
  ck_i64 near_one = lost < 0.5;
  return ck_minus_log_f64(near_one ? lost : kept, near_one);
}

CK_INLINE ck_f64 ck_truncated_normal_tail_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_truncated_normal_tail p = parameters->truncated_normal_tail;
  ck_f64 start = CK_SPLAT(p.start, ck_f64);
  ck_f64 e = ck_tail_exponential(draw, p.beyond);
  ck_f64 start_mills = ck_scaled_mills(start) / start;
  ck_f64 hazard = 1.0 / start_mills;
  ck_f64 d = (e + e) / (hazard + __builtin_elementwise_sqrt(ck_fma_f64(hazard, hazard, e + e)));
  // Two of Halley's steps: cubic convergence from a start within a few percent.
  for (int step = 0; step < 2; step++) {
    ck_f64 z = start + d;
    ck_f64 slope = z / ck_scaled_mills(z);
    ck_f64 excess = ck_fma_f64(d, ck_fma_f64(d, CK_SPLAT(0.5, ck_f64), start), -e)
        + ck_log_f64(start_mills * slope);
    d -= excess / (slope - excess * 0.5 * (slope - z));
  }
  ck_f64 x = ck_fma_f64(d, CK_SPLAT(p.step, ck_f64), CK_SPLAT(p.edge, ck_f64));
  return ck_clamp_f64(x, p.bounds);
}
