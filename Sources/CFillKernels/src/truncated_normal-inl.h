// Truncated normal by its inverse transform, at most 5 standard deviations beyond the mean.

/// `at_end + (to_end + 1/2) * step` as of ck_on_line_f32, with the end on the left or on the right.
CK_INLINE ck_f32 ck_probability_beyond(ck_u32 draw, ck_i32 left, ck_truncated_normal p, double step) {
  const double below = p.below + 0.5 * step, above = p.above + 0.5 * step;
  ck_i32 to_end = (ck_i32)(left ? draw : ~draw);
  ck_f32 from = left ? CK_SPLAT((float)below, ck_f32) : CK_SPLAT((float)above, ck_f32);
  // Below 2^31 if both sides are alike.
  const int is_symmetric = p.middle == 0x80000000u && p.at_middle == 0;
  if (!is_symmetric) {
    ck_f32 turned = left ? CK_SPLAT((float)(below + p.between), ck_f32)
                         : CK_SPLAT((float)(above + p.between), ck_f32);
    from = to_end < 0 ? turned : from;
  }
  return ck_fma_f32(CK_CONVERT(to_end, ck_f32), CK_SPLAT((float)step, ck_f32), from);
}

CK_INLINE ck_f32 ck_truncated_normal_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_truncated_normal p = parameters->truncated_normal;
  const double step = p.between * 0x1p-32;
  const double least = p.below < p.above ? p.below : p.above;
  ck_f32 z;
  // With room for rounding.
  if (least + p.between < 0.999 * CK_TAIL_PROBABILITY) {
    const int is_left = p.below < p.above;
    ck_f32 tail = ck_on_line_f32(is_left ? draw : ~draw, 0, least, step);
    z = ck_quantile_tail_f32(tail, ck_tail_logarithm_f32(tail), least);
    z = is_left ? -z : z;
  } else {
    ck_f32 from_half = ck_on_line_f32(draw, p.middle, p.at_middle, step);
    ck_f32 tail = ck_probability_beyond(draw, (ck_i32)from_half < 0, p, step);
    z = ck_quantile_f32(from_half, tail, least);
  }
  ck_f32 x = ck_fma_f32(z, CK_SPLAT((float)p.std, ck_f32), CK_SPLAT((float)p.mean, ck_f32));
  return ck_clamp_f32(x, p.bounds);
}

CK_INLINE ck_f64 ck_truncated_normal_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_truncated_normal p = parameters->truncated_normal;
  ck_f64 scale = CK_SPLAT(p.between, ck_f64);
  ck_f64 from_half = ck_fma_f64(
      ck_from_anchor_f64(draw, p.middle), scale, CK_SPLAT(p.at_middle, ck_f64));
  ck_i64 left = (ck_i64)from_half < 0;
  ck_f64 from_end = ck_unit_f64(left ? draw : ~draw);
  ck_f64 at_end = left ? CK_SPLAT(p.below, ck_f64) : CK_SPLAT(p.above, ck_f64);
  ck_f64 z = ck_quantile_f64(from_half, ck_fma_f64(from_end, scale, at_end));
  ck_f64 x = ck_fma_f64(z, CK_SPLAT(p.std, ck_f64), CK_SPLAT(p.mean, ck_f64));
  return ck_clamp_f64(x, p.bounds);
}
