// |z| of the standard normal from its probabilities, by Wichura's rational approximations (algorithm
// AS 241, Applied Statistics 37, 1988): PPND7 for 32-bit, PPND16 for 64-bit arithmetic. The
// coefficients are the published ones. Near the centre they want the distance of the cumulative
// probability from 1/2, beyond that the probability of the tail; the caller has both without cancellation.

#define CK_CENTRE_ENDS 0.425
#define CK_CENTRE_SQUARE 0.180625

CK_INLINE ck_f32 ck_quantile_f32(ck_f32 from_half, ck_f32 tail) {
  static const float centre_up[] = {
      3.3871327179e+00f, 5.0434271938e+01f, 1.5929113202e+02f, 5.9109374720e+01f};
  static const float centre_down[] = {
      1.0f, 1.7895169469e+01f, 7.8757757664e+01f, 6.7187563600e+01f};
  static const float near_up[] = {
      1.4234372777e+00f, 2.7568153900e+00f, 1.3067284816e+00f, 1.7023821103e-01f};
  static const float near_down[] = {1.0f, 7.3700164250e-01f, 1.2021132975e-01f};
  static const float far_up[] = {
      6.6579051150e+00f, 3.0812263860e+00f, 4.2868294337e-01f, 1.7337203997e-02f};
  static const float far_down[] = {1.0f, 2.4197894225e-01f, 1.2258202635e-02f};

  ck_f32 square = ck_fma_f32(-from_half, from_half, CK_SPLAT((float)CK_CENTRE_SQUARE, ck_f32));
  ck_f32 s = __builtin_elementwise_sqrt(-ck_log_f32(tail));
  ck_i32 far = s > 5.0f;
  ck_f32 t = s - ck_select_f32(far, CK_SPLAT(5.0f, ck_f32), CK_SPLAT(1.6f, ck_f32));
  ck_f32 up = ck_select_f32(
      far, ck_polynomial_f32(t, far_up, CK_COUNT(far_up)),
      ck_polynomial_f32(t, near_up, CK_COUNT(near_up)));
  ck_f32 down = ck_select_f32(
      far, ck_polynomial_f32(t, far_down, CK_COUNT(far_down)),
      ck_polynomial_f32(t, near_down, CK_COUNT(near_down)));
  ck_i32 centre = from_half <= (float)CK_CENTRE_ENDS;
  up = ck_select_f32(
      centre, from_half * ck_polynomial_f32(square, centre_up, CK_COUNT(centre_up)), up);
  down = ck_select_f32(
      centre, ck_polynomial_f32(square, centre_down, CK_COUNT(centre_down)), down);
  return up / down;
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

  ck_f64 square = ck_fma_f64(-from_half, from_half, CK_SPLAT(CK_CENTRE_SQUARE, ck_f64));
  ck_f64 s = __builtin_elementwise_sqrt(-ck_log_f64(tail));
  ck_i64 far = s > 5.0;
  ck_f64 t = s - ck_select_f64(far, CK_SPLAT(5.0, ck_f64), CK_SPLAT(1.6, ck_f64));
  ck_f64 up = ck_select_f64(
      far, ck_polynomial_f64(t, far_up, CK_COUNT(far_up)),
      ck_polynomial_f64(t, near_up, CK_COUNT(near_up)));
  ck_f64 down = ck_select_f64(
      far, ck_polynomial_f64(t, far_down, CK_COUNT(far_down)),
      ck_polynomial_f64(t, near_down, CK_COUNT(near_down)));
  ck_i64 centre = from_half <= CK_CENTRE_ENDS;
  up = ck_select_f64(
      centre, from_half * ck_polynomial_f64(square, centre_up, CK_COUNT(centre_up)), up);
  down = ck_select_f64(
      centre, ck_polynomial_f64(square, centre_down, CK_COUNT(centre_down)), down);
  return up / down;
}
