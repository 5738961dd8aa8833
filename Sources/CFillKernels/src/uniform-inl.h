// Uniform on [low, high). The anchor is the draw nearest to the value 0, from which distances are exact.

CK_INLINE ck_f32 ck_uniform_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_uniform p = parameters->uniform;
  ck_i32 below;
  ck_f32 distance = ck_distance_f32(draw, p.anchor, &below);
  distance = ck_negate_where_f32(below, distance);
  ck_f32 scale = CK_SPLAT((float)(p.width * 0x1p-32), ck_f32);
  ck_f32 at_anchor = CK_SPLAT((float)p.at_anchor, ck_f32);
  return ck_clamp_f32(ck_fma_f32(distance, scale, at_anchor), p.bounds);
}

CK_INLINE ck_f64 ck_uniform_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_uniform p = parameters->uniform;
  ck_i64 below;
  ck_f64 distance = ck_distance_f64(draw, p.anchor, &below);
  distance = ck_negate_where_f64(below, distance);
  ck_f64 scale = CK_SPLAT(p.width * 0x1p-32, ck_f64);
  ck_f64 at_anchor = CK_SPLAT(p.at_anchor, ck_f64);
  return ck_clamp_f64(ck_fma_f64(distance, scale, at_anchor), p.bounds);
}
