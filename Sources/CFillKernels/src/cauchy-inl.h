// Cauchy: location + scale * tan(pi (u - 1/2)). In the half nearest the poles the tangent is the
// cotangent of the exact distance to the pole, so that it is precise and finite there.

CK_INLINE ck_f32 ck_cauchy_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_location_scale p = parameters->location_scale;
  ck_i32 centered = (ck_i32)(draw ^ 0x80000000u);
  ck_i32 central = (centered < 0x40000000) & (centered >= -0x40000000);
  ck_i32 offset = (ck_i32)ck_select_u32(central, (ck_u32)centered, draw);
  ck_f32 sine, cosine;
  ck_sincos_eighth_f32((CK_CONVERT(offset, ck_f32) + 0.5f) * 0x1p-30f, &sine, &cosine);
  ck_f32 tangent = ck_select_f32(central, sine, -cosine) / ck_select_f32(central, cosine, sine);
  return ck_clamp_f32(ck_affine_f32(tangent, p), p.bounds);
}

CK_INLINE ck_f64 ck_cauchy_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_location_scale p = parameters->location_scale;
  ck_u64 middle = (draw & ~(uint64_t)0xfff) | 0x800;
  ck_i64 centered = (ck_i64)(middle ^ 0x8000000000000000u);
  ck_i64 central = (centered < 0x4000000000000000) & (centered >= -0x4000000000000000);
  ck_i64 offset = (ck_i64)ck_select_u64(central, (ck_u64)centered, middle);
  ck_f64 sine, cosine;
  ck_sincos_eighth_f64(CK_CONVERT(offset, ck_f64) * 0x1p-62, &sine, &cosine);
  ck_f64 tangent = ck_select_f64(central, sine, -cosine) / ck_select_f64(central, cosine, sine);
  return ck_clamp_f64(ck_affine_f64(tangent, p), p.bounds);
}
