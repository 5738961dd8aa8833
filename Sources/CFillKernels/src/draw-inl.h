// A draw of n bits stands for the middle of its cell, (draw + 1/2) / 2^n, so that no draw is 0 or 1.
// 32-bit arithmetic uses all of a 32-bit draw, 64-bit arithmetic the leading 52 bits of a 64-bit one.

CK_INLINE ck_f32 ck_negate_where_f32(ck_i32 mask, ck_f32 x) {
  return (ck_f32)((ck_i32)x ^ (mask & (int32_t)0x80000000));
}

CK_INLINE ck_f64 ck_negate_where_f64(ck_i64 mask, ck_f64 x) {
  return (ck_f64)((ck_i64)x ^ (mask & (int64_t)0x8000000000000000));
}

/// at_anchor + (draw + 1/2 - anchor) * step, for an anchor in 0 ... 2^32.
///
/// The distance is taken as a signed number, since few instruction sets convert others; where it wraps around, the
/// value is measured from a whole turn further on. It is exact near the anchor, so that a law that puts its zero there
/// keeps full relative precision. The step is a normal number, and a turn of steps is finite.
CK_INLINE ck_f32 ck_on_line_f32(ck_u32 draw, uint64_t anchor, double at_anchor, double step) {
  const int is_upper = anchor >= 0x80000000u;
  const double origin = at_anchor + 0.5 * step;
  const double turned = is_upper ? origin - 0x1p32 * step : origin + 0x1p32 * step;
  ck_i32 distance = (ck_i32)(draw - (uint32_t)anchor);
  ck_f32 from = CK_SPLAT((float)origin, ck_f32), further = CK_SPLAT((float)turned, ck_f32);
  // The anchor is in the middle or at an end for nearly all callers.
  if (anchor == 0) {
    from = distance < 0 ? further : from;
  } else if (anchor == 0x100000000u) {
    from = distance < 0 ? from : further;
  } else if (anchor != 0x80000000u) {
    ck_i32 past = (ck_i32)(draw >= (uint32_t)anchor);
    ck_i32 wraps = is_upper ? ~(past | distance) : past & distance;
    from = wraps < 0 ? further : from;
  }
  return ck_fma_f32(CK_CONVERT(distance, ck_f32), CK_SPLAT((float)step, ck_f32), from);
}

/// (draw + 1/2) / 2^52 of the leading 52 bits of a 64-bit draw, made as the significand of a number in
/// [1, 2), since few instruction sets convert 64-bit integers.
CK_INLINE ck_f64 ck_unit_f64(ck_u64 draw) {
  return (ck_f64)(draw >> 12 | 0x3ff0000000000000) - 0x1.fffffffffffffp-1;
}

/// The distance of a 64-bit draw from an anchor in units of 2^-32, as a share of all draws.
CK_INLINE ck_f64 ck_from_anchor_f64(ck_u64 draw, uint64_t anchor) {
  if (anchor == 0) return ck_unit_f64(draw);
  if (anchor == 0x80000000u) return ck_unit_f64(draw) - 0.5;
  ck_i64 below = (ck_i64)(draw < (anchor << 32)) | -(int64_t)(anchor >> 32);
  ck_u64 difference = draw - (anchor << 32);
  return ck_negate_where_f64(below, ck_unit_f64(difference ^ (ck_u64)below));
}

/// A 32-bit draw as the leading bits of the 64-bit draw in the middle of its cell.
CK_INLINE ck_u64 ck_widen(ck_u32 draw) { return CK_CONVERT(draw, ck_u64) << 32 | 0x80000000u; }

/// 64-bit draws: the high half is the 32-bit draw, the low half comes from another subset.
CK_INLINE ck_u64 ck_join(ck_u32 high, ck_u32 low) {
  return CK_CONVERT(high, ck_u64) << 32 | CK_CONVERT(low, ck_u64);
}

/// Which words an element has besides its first, subset 0.
enum { CK_SUBSET_REFINE = 1, CK_SUBSET_WIDE = 2, CK_SUBSET_WIDEST = 3 };
