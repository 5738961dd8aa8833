// Laws made from one exponential variate e: exponential, e / rate, and geometric, 1 + floor(e / -log(1 - p)).

CK_INLINE ck_f32 ck_scaled_exponential_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_location_scale p = parameters->location_scale;
  return ck_clamp_f32(ck_exponential_f32(draw) * (float)p.scale, p.bounds);
}

CK_INLINE ck_f64 ck_scaled_exponential_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_location_scale p = parameters->location_scale;
  return ck_clamp_f64(ck_exponential_f64(draw) * p.scale, p.bounds);
}

CK_INLINE ck_f32 ck_geometric_f32(ck_u32 draw, const ck_parameters *parameters) {
  const ck_geometric p = parameters->geometric;
  ck_f32 failures = __builtin_elementwise_floor(ck_exponential_f32(draw) * (float)p.scale);
  return ck_clamp_f32(failures + 1.0f, p.bounds);
}

CK_INLINE ck_f64 ck_geometric_f64(ck_u64 draw, const ck_parameters *parameters) {
  const ck_geometric p = parameters->geometric;
  ck_f64 failures = __builtin_elementwise_floor(ck_exponential_f64(draw) * p.scale);
  return ck_clamp_f64(failures + 1.0, p.bounds);
}
