// Uniform on [low, high). The anchor is the draw nearest to the value 0, from which distances are exact.

CK_INLINE ck_f32 ck_uniform_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_uniform p = parameters->uniform;
  ck_f32 x = ck_on_line_f32(draw, p.anchor, p.at_anchor, p.width * 0x1p-32);
  return ck_clamp_f32(x, p.bounds);
}

CK_INLINE ck_f64 ck_uniform_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_uniform p = parameters->uniform;
  ck_f64 share = ck_from_anchor_f64(draw, p.anchor);
  ck_f64 x = ck_fma_f64(share, CK_SPLAT(p.width, ck_f64), CK_SPLAT(p.at_anchor, ck_f64));
  return ck_clamp_f64(x, p.bounds);
}
