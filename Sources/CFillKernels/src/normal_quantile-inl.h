// z of the standard normal from its probability, given twice, so that neither loses digits: `from_half` is
// the cumulative probability's distance from 1/2, with the sign of z, and `tail` the probability of the
// tail on the side of z.
//
// Far out, and in 64-bit arithmetic everywhere, by Wichura's rational approximations (algorithm
// AS 241, Applied Statistics 37, 1988) with the published coefficients: PPND7 for 32-bit, PPND16 for
// 64-bit arithmetic.

CK_INLINE ck_f32 ck_quantile_far_f32(ck_f32 tail) {
  static const float near_up[] = {
      1.4234372777e+00f, 2.7568153900e+00f, 1.3067284816e+00f, 1.7023821103e-01f};
  static const float near_down[] = {1.0f, 7.3700164250e-01f, 1.2021132975e-01f};
  static const float far_up[] = {
      6.6579051150e+00f, 3.0812263860e+00f, 4.2868294337e-01f, 1.7337203997e-02f};
  static const float far_down[] = {1.0f, 2.4197894225e-01f, 1.2258202635e-02f};

  ck_f32 s = __builtin_elementwise_sqrt(ck_minus_log_f32(tail, (ck_i32){0}));
  ck_f32 t = s - 1.6f;
  ck_f32 up = ck_polynomial_f32(t, near_up, CK_COUNT(near_up));
  ck_f32 down = ck_polynomial_f32(t, near_down, CK_COUNT(near_down));
  ck_i32 far = s > 5.0f;
  if (ck_any(far)) {
    t = s - 5.0f;
    up = far ? ck_polynomial_f32(t, far_up, CK_COUNT(far_up)) : up;
    down = far ? ck_polynomial_f32(t, far_down, CK_COUNT(far_down)) : down;
  }
  return up / down;
}

/// Below this probability of the tail, z is found from the tail alone.
#define CK_TAIL_PROBABILITY 0.0017

/// log2(4 tail (1 - tail)), which is 0 in the middle.
///
/// z / from_half is a smooth function of it (Giles, "Approximating the erfinv function", 2010), and in the tail so is
/// z. Both change slowly with it, so that a short absolute fit does: a minimax one for significands of 1 to 2, made
/// for this file.
CK_INLINE ck_f32 ck_tail_logarithm_f32(ck_f32 tail) {
  static const float log2[] = {
      0x1.2b803ep-1f,  0x1.ec7072p-1f, -0x1.4853d8p-2f, 0x1.23eecep-3f,
      -0x1.212292p-4f, 0x1.31a784p-5f, -0x1.9b9f1ap-6f, 0x1.efa010p-7f,
  };
  ck_i32 bits = (ck_i32)ck_fma_f32(-tail, tail, tail);
  ck_i32 exponent = (bits >> 23) - 125;
  ck_f32 f = (ck_f32)((bits & 0x7fffff) | 0x3f800000) - 1.5f;
  return CK_CONVERT(exponent, ck_f32) + ck_polynomial_f32(f, log2, CK_COUNT(log2));
}

/// z of a tail of less than CK_TAIL_PROBABILITY, and of `least` or more: a minimax fit for tails from 2^-23 on,
/// made for this file.
CK_INLINE ck_f32 ck_quantile_tail_f32(ck_f32 tail, ck_f32 logarithm, double least) {
  static const float fit[] = {
      0x1.0ada2ap+2f,  -0x1.438d5ep-3f, -0x1.649662p-9f,  -0x1.7f5288p-14f, -0x1.00ee26p-18f,
      -0x1.86fcd2p-23f, -0x1.1ba0f4p-27f, -0x1.bccda2p-32f, -0x1.c51ff4p-35f, -0x1.022494p-38f,
  };
  ck_f32 z = ck_polynomial_f32(logarithm + 14.0f, fit, CK_COUNT(fit));
  if (least < 0x1p-23) {
    ck_i32 is_far = tail < 0x1p-23f;
    if (ck_any(is_far)) z = is_far ? ck_quantile_far_f32(tail) : z;
  }
  return z;
}

/// z of any tail of `least` or more; the fit, minimax as well, is one for tails from CK_TAIL_PROBABILITY on.
CK_INLINE ck_f32 ck_quantile_f32(ck_f32 from_half, ck_f32 tail, double least) {
  static const float centre[] = {
      0x1.40d930p+1f,   -0x1.d1ca10p-2f, 0x1.00c31ap-6f,  0x1.1bbb0cp-9f,  -0x1.c94516p-14f,
      -0x1.044c22p-15f, -0x1.7c8f60p-20f, 0x1.afddf8p-25f, 0x1.29f6d6p-28f,
  };
  ck_f32 logarithm = ck_tail_logarithm_f32(tail);
  ck_f32 z = from_half * ck_polynomial_f32(logarithm, centre, CK_COUNT(centre));
  if (least < CK_TAIL_PROBABILITY) {
    ck_i32 is_tail = tail < (float)CK_TAIL_PROBABILITY;
    if (ck_any(is_tail)) {
      ck_f32 beyond = ck_quantile_tail_f32(tail, logarithm, least);
      z = is_tail ? ck_negate_where_f32((ck_i32)from_half < 0, beyond) : z;
    }
  }
  return z;
}

CK_INLINE ck_f64 ck_quantile_f64(ck_f64 from_half, ck_f64 tail) {
  static const double centre_up[] = {
      3.3871328727963666080e0,  1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4,  4.5921953931549871457e4, 6.7265770927008700853e4,
      3.3430575583588128105e4,  2.5090809287301226727e3,
  };
  static const double centre_down[] = {
      1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2,
      5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
      2.8729085735721942674e4, 5.2264952788528545610e3,
  };
  static const double near_up[] = {
      1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
      3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4,
  };
  static const double near_down[] = {
      1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,
      6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
      5.47593808499534494600e-4, 1.05075007164441684324e-9,
  };
  static const double far_up[] = {
      6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7,
  };
  static const double far_down[] = {
      1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1,
      1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
      1.42151175831644588870e-7, 2.04426310338993978564e-15,
  };

  ck_f64 square = ck_fma_f64(-from_half, from_half, CK_SPLAT(0.180625, ck_f64));
  ck_f64 s = __builtin_elementwise_sqrt(ck_minus_log_f64(tail, (ck_i64){0}));
  ck_f64 t = s - 1.6;
  ck_f64 up = ck_polynomial_f64(t, near_up, CK_COUNT(near_up));
  ck_f64 down = ck_polynomial_f64(t, near_down, CK_COUNT(near_down));
  ck_i64 far = s > 5.0;
  if (__builtin_reduce_or(far)) {
    t = s - 5.0;
    up = far ? ck_polynomial_f64(t, far_up, CK_COUNT(far_up)) : up;
    down = far ? ck_polynomial_f64(t, far_down, CK_COUNT(far_down)) : down;
  }
  ck_f64 distance = __builtin_elementwise_abs(from_half);
  ck_i64 centre = distance <= 0.425;
  up = centre ? distance * ck_polynomial_f64(square, centre_up, CK_COUNT(centre_up)) : up;
  down = centre ? ck_polynomial_f64(square, centre_down, CK_COUNT(centre_down)) : down;
  return ck_negate_where_f64((ck_i64)from_half < 0, up / down);
}
