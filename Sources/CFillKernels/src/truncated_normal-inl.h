// Truncated normal by its inverse transform, at most 5 standard deviations beyond the mean.

CK_INLINE ck_f32 ck_truncated_normal_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_truncated_normal p = parameters->truncated_normal;
  ck_f32 scale = CK_SPLAT((float)(p.between * 0x1p-32), ck_f32);
  ck_i32 left;
  ck_f32 from_middle = ck_distance_f32(draw, p.middle, &left);
  ck_f32 at_middle = ck_negate_where_f32(left, CK_SPLAT((float)p.at_middle, ck_f32));
  ck_f32 from_end = CK_CONVERT(ck_select_u32(left, draw, ~draw), ck_f32) + 0.5f;
  ck_f32 at_end = ck_select_f32(
      left, CK_SPLAT((float)p.below, ck_f32), CK_SPLAT((float)p.above, ck_f32));
  ck_f32 z = ck_quantile_f32(
      ck_fma_f32(from_middle, scale, at_middle), ck_fma_f32(from_end, scale, at_end));
  ck_f32 x = ck_fma_f32(
      ck_negate_where_f32(left, z), CK_SPLAT((float)p.std, ck_f32),
      CK_SPLAT((float)p.mean, ck_f32));
  return ck_clamp_f32(x, p.bounds);
}

CK_INLINE ck_f64 ck_truncated_normal_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_truncated_normal p = parameters->truncated_normal;
  ck_f64 scale = CK_SPLAT(p.between * 0x1p-32, ck_f64);
  ck_i64 left;
  ck_f64 from_middle = ck_distance_f64(draw, p.middle, &left);
  ck_f64 at_middle = ck_negate_where_f64(left, CK_SPLAT(p.at_middle, ck_f64));
  ck_u64 cells = ck_select_u64(left, draw, ~draw) >> 11 | 1;
  ck_f64 from_end = CK_CONVERT((ck_i64)cells, ck_f64) * 0x1p-21;
  ck_f64 at_end = ck_select_f64(left, CK_SPLAT(p.below, ck_f64), CK_SPLAT(p.above, ck_f64));
  ck_f64 z = ck_quantile_f64(
      ck_fma_f64(from_middle, scale, at_middle), ck_fma_f64(from_end, scale, at_end));
  ck_f64 x = ck_fma_f64(
      ck_negate_where_f64(left, z), CK_SPLAT(p.std, ck_f64), CK_SPLAT(p.mean, ck_f64));
  return ck_clamp_f64(x, p.bounds);
}
