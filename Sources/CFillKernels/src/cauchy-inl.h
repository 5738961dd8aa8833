// Cauchy: location + scale * tan(pi (u - 1/2)). In the half nearest the poles the tangent is the
// cotangent of the exact distance to the pole, so that it is precise and finite there.

CK_INLINE ck_f32 ck_cauchy_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_location_scale p = parameters->location_scale;
  ck_i32 centered = (ck_i32)(draw ^ 0x80000000u);
  ck_i32 central = (centered < 0x40000000) & (centered >= -0x40000000);
  ck_i32 offset = central ? centered : (ck_i32)draw;
  ck_f32 sine, cosine;
  ck_f32 x = ck_fma_f32(
      CK_CONVERT(offset, ck_f32), CK_SPLAT(0x1p-30f, ck_f32), CK_SPLAT(0x1p-31f, ck_f32));
  ck_sincos_eighth_f32(x, &sine, &cosine);
  ck_f32 tangent = (central ? sine : -cosine) / (central ? cosine : sine);
  return ck_clamp_f32(ck_affine_f32(tangent, p), p.bounds);
}

CK_INLINE ck_f64 ck_cauchy_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_location_scale p = parameters->location_scale;
  ck_f64 centered = ck_unit_f64(draw) - 0.5;
  ck_i64 central = (centered < 0.25) & (centered > -0.25);
  ck_f64 offset = central ? centered : centered - (centered < 0 ? -0.5 : CK_SPLAT(0.5, ck_f64));
  ck_f64 sine, cosine;
  ck_sincos_eighth_f64(offset * 4.0, &sine, &cosine);
  ck_f64 tangent = (central ? sine : -cosine) / (central ? cosine : sine);
  return ck_clamp_f64(ck_affine_f64(tangent, p), p.bounds);
}
