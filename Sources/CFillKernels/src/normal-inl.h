// Normal and log-normal by Box and Muller's transform (1958): two draws give a radius and an angle, and so
// two values.

CK_INLINE void ck_standard_normal_f32(ck_u32 radius_draw, ck_u32 angle_draw, ck_f32 z[2]) {
  ck_f32 radius = __builtin_elementwise_sqrt(ck_exponential_f32(radius_draw) * 2.0f);
  ck_f32 sine, cosine;
  ck_sincos_turn_f32(angle_draw, &sine, &cosine);
  z[0] = radius * cosine;
  z[1] = radius * sine;
}

CK_INLINE void ck_standard_normal_f64(ck_u64 radius_draw, ck_u64 angle_draw, ck_f64 z[2]) {
  ck_f64 radius = __builtin_elementwise_sqrt(ck_exponential_f64(radius_draw) * 2.0);
  ck_f64 sine, cosine;
  ck_sincos_turn_f64(angle_draw, &sine, &cosine);
  z[0] = radius * cosine;
  z[1] = radius * sine;
}

CK_INLINE ck_f32 ck_affine_f32(ck_f32 z, ck_location_scale p) {
  return ck_fma_f32(
      z, CK_SPLAT((float)p.scale, ck_f32), CK_SPLAT((float)p.location, ck_f32));
}

CK_INLINE ck_f64 ck_affine_f64(ck_f64 z, ck_location_scale p) {
  return ck_fma_f64(z, CK_SPLAT(p.scale, ck_f64), CK_SPLAT(p.location, ck_f64));
}

CK_INLINE void ck_normal_f32(
    ck_u32 radius_draw, ck_u32 angle_draw, const ck_parameters *parameters, ck_f32 x[2]) {
  const ck_location_scale p = parameters->location_scale;
  ck_standard_normal_f32(radius_draw, angle_draw, x);
  for (int i = 0; i < 2; i++) x[i] = ck_clamp_f32(ck_affine_f32(x[i], p), p.bounds);
}

CK_INLINE void ck_normal_f64(
    ck_u64 radius_draw, ck_u64 angle_draw, const ck_parameters *parameters, ck_f64 x[2]) {
  const ck_location_scale p = parameters->location_scale;
  ck_standard_normal_f64(radius_draw, angle_draw, x);
  for (int i = 0; i < 2; i++) x[i] = ck_clamp_f64(ck_affine_f64(x[i], p), p.bounds);
}

CK_INLINE void ck_log_normal_f32(
    ck_u32 radius_draw, ck_u32 angle_draw, const ck_parameters *parameters, ck_f32 x[2]) {
  const ck_location_scale p = parameters->location_scale;
  // No standard normal of a 32-bit draw is beyond 6.8.
  const int is_moderate = __builtin_fabs(p.location) + 6.8 * p.scale < 87;
  ck_standard_normal_f32(radius_draw, angle_draw, x);
  for (int i = 0; i < 2; i++)
    x[i] = ck_clamp_f32(ck_exp_f32(ck_affine_f32(x[i], p), is_moderate), p.bounds);
}

CK_INLINE void ck_log_normal_f64(
    ck_u64 radius_draw, ck_u64 angle_draw, const ck_parameters *parameters, ck_f64 x[2]) {
  const ck_location_scale p = parameters->location_scale;
  ck_standard_normal_f64(radius_draw, angle_draw, x);
  for (int i = 0; i < 2; i++) x[i] = ck_clamp_f64(ck_exp_f64(ck_affine_f64(x[i], p)), p.bounds);
}
