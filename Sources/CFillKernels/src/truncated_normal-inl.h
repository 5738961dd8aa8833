// Truncated normal by its inverse transform, at most 5 standard deviations beyond the mean.

CK_INLINE ck_f32 ck_truncated_normal_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_truncated_normal p = parameters->truncated_normal;
  ck_f32 scale = CK_SPLAT((float)(p.between * 0x1p-32), ck_f32);
  ck_f32 from_half = ck_fma_f32(
      ck_from_anchor_f32(draw, p.middle), scale, CK_SPLAT((float)p.at_middle, ck_f32));
  ck_i32 left = (ck_i32)from_half < 0;
  ck_u32 to_end = left ? draw : ~draw;
  // Below 2^31 if both sides are alike; conversion of signed integers takes fewer instructions.
  const int is_symmetric = p.middle == 0x80000000u && p.at_middle == 0;
  ck_f32 from_end = is_symmetric ? CK_CONVERT((ck_i32)to_end, ck_f32) : CK_CONVERT(to_end, ck_f32);
  ck_f32 at_end = left ? CK_SPLAT((float)p.below, ck_f32) : CK_SPLAT((float)p.above, ck_f32);
  ck_f32 z = ck_quantile_f32(from_half, ck_fma_f32(from_end + 0.5f, scale, at_end));
  ck_f32 x = ck_fma_f32(z, CK_SPLAT((float)p.std, ck_f32), CK_SPLAT((float)p.mean, ck_f32));
  return ck_clamp_f32(x, p.bounds);
}

CK_INLINE ck_f64 ck_truncated_normal_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_truncated_normal p = parameters->truncated_normal;
  ck_f64 scale = CK_SPLAT(p.between * 0x1p-32, ck_f64);
  ck_f64 from_half = ck_fma_f64(
      ck_from_anchor_f64(draw, p.middle), scale, CK_SPLAT(p.at_middle, ck_f64));
  ck_i64 left = (ck_i64)from_half < 0;
  ck_f64 from_end = ck_unit_f64(left ? draw : ~draw) * 0x1p32;
  ck_f64 at_end = left ? CK_SPLAT(p.below, ck_f64) : CK_SPLAT(p.above, ck_f64);
  ck_f64 z = ck_quantile_f64(from_half, ck_fma_f64(from_end, scale, at_end));
  ck_f64 x = ck_fma_f64(z, CK_SPLAT(p.std, ck_f64), CK_SPLAT(p.mean, ck_f64));
  return ck_clamp_f64(x, p.bounds);
}
