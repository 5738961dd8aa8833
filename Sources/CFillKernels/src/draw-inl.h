// A draw of n bits stands for the middle of its cell, (draw + 1/2) / 2^n, so that no draw is 0 or 1.
// 32-bit arithmetic uses all of a 32-bit draw, 64-bit arithmetic the leading 52 bits of a 64-bit one.

/// |draw + 1/2 - anchor|, and in `below` whether the draw is below the anchor (0 to 2^32).
/// Distances are exact near the anchor, so a law that puts its zero there keeps full relative precision.
CK_INLINE ck_f32 ck_distance_f32(ck_u32 draw, uint64_t anchor, ck_i32 *below) {
  ck_u32 difference = draw - (uint32_t)anchor;
  *below = (ck_i32)(draw < (uint32_t)anchor) | -(int32_t)(anchor >> 32);
  return CK_CONVERT(difference ^ (ck_u32)*below, ck_f32) + 0.5f;
}

/// The same in units of 2^-32 as well, of a 64-bit draw.
CK_INLINE ck_f64 ck_distance_f64(ck_u64 draw, uint64_t anchor, ck_i64 *below) {
  ck_u64 difference = draw - (anchor << 32);
  *below = (ck_i64)(draw < (anchor << 32)) | -(int64_t)(anchor >> 32);
  ck_u64 cells = (difference ^ (ck_u64)*below) >> 11 | 1;
  return CK_CONVERT((ck_i64)cells, ck_f64) * 0x1p-21;
}

CK_INLINE ck_f32 ck_negate_where_f32(ck_i32 mask, ck_f32 x) {
  return (ck_f32)((ck_i32)x ^ (mask & (int32_t)0x80000000));
}

CK_INLINE ck_f64 ck_negate_where_f64(ck_i64 mask, ck_f64 x) {
  return (ck_f64)((ck_i64)x ^ (mask & (int64_t)0x8000000000000000));
}

/// A 32-bit draw as the leading bits of the 64-bit draw in the middle of its cell.
CK_INLINE ck_u64 ck_widen(ck_u32 draw) { return CK_CONVERT(draw, ck_u64) << 32 | 0x80000000u; }
