// PyTorch's normal numbers of 32 bits: blocks of 16 uniform numbers, of which the first 8 give radii and
// the others angles (Box and Muller, 1958). Logarithm, sine and cosine are those of the Cephes library
// (Moshier, 1989), fused exactly where the compiler of PyTorch's x86-64 builds fused them: the last bits
// depend on it.

/// c[0] x^(n-1) + ... + c[n-1].
CK_INLINE ck_f32 ck_cephes_polynomial(ck_f32 x, const float *coefficients, int count) {
  ck_f32 sum = CK_SPLAT(coefficients[0], ck_f32);
  for (int k = 1; k < count; k++) sum = ck_fma_f32(sum, x, CK_SPLAT(coefficients[k], ck_f32));
  return sum;
}

/// log(x) for x in [2^-24, 1].
CK_INLINE ck_f32 ck_cephes_log(ck_f32 x) {
  static const float c[] = {
      7.0376836292e-2f, -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f, 1.4249322787e-1f,
      -1.6668057665e-1f, 2.0000714765e-1f, -2.4999993993e-1f, 3.3333331174e-1f,
  };
  const float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  ck_u32 bits = (ck_u32)x;
  ck_f32 fraction = (ck_f32)((bits & 0x807fffffu) | 0x3f000000u);
  ck_i32 small = (ck_i32)(fraction < 0.707106781186547524f);
  ck_f32 exponent = CK_CONVERT((ck_i32)(bits >> 23) - 126 + small, ck_f32);
  x = fraction - 1.0f;
  x = small ? x + fraction : x;
  ck_f32 z = x * x;
  ck_f32 y = ck_cephes_polynomial(x, c, CK_COUNT(c)) * x;
  y = ck_fma_f32(y, z, exponent * ln2_low);
  x = x + (y - 0.5f * z);
  return ck_fma_f32(exponent, CK_SPLAT(ln2_high, ck_f32), x);
}

/// sin(x) and cos(x) for x in [0, 2 pi].
CK_INLINE void ck_cephes_sincos(ck_f32 x, ck_f32 *sine, ck_f32 *cosine) {
  static const float s[] = {-1.9515295891e-4f, 8.3321608736e-3f, -1.6666654611e-1f};
  static const float c[] = {2.443315711809948e-5f, -1.388731625493765e-3f, 4.166664568298827e-2f};
  ck_i32 octant = (CK_CONVERT(x * 1.27323954473516f, ck_i32) + 1) & ~1;
  // Pi / 4 in three parts, so that the reduction is as precise as if it had three times the bits.
  ck_f32 n = CK_CONVERT(octant, ck_f32);
  x = ck_fma_f32(n, CK_SPLAT(-0.78515625f, ck_f32), x);
  x = ck_fma_f32(n, CK_SPLAT(-2.4187564849853515625e-4f, ck_f32), x);
  x = ck_fma_f32(n, CK_SPLAT(-3.77489497744594108e-8f, ck_f32), x);
  ck_f32 z = x * x;
  ck_f32 even = ck_cephes_polynomial(z, c, CK_COUNT(c)) * z;
  even = ck_fma_f32(even, z, -(0.5f * z)) + 1.0f;
  ck_f32 odd = ck_cephes_polynomial(z, s, CK_COUNT(s)) * z;
  odd = ck_fma_f32(odd, x, x);
  ck_i32 swapped = (ck_i32)((octant & 2) != 0);
  ck_u32 sine_sign = (ck_u32)(octant & 4) << 29;
  ck_u32 cosine_sign = (ck_u32)(~(octant - 2) & 4) << 29;
  *sine = (ck_f32)((ck_u32)(swapped ? even : odd) ^ sine_sign);
  *cosine = (ck_f32)((ck_u32)(swapped ? odd : even) ^ cosine_sign);
}

/// Two blocks of 16 uniform numbers, made normal.
CK_INLINE void ck_torch_normal_blocks(float *elements, float mean, float std) {
  ck_f32 first, second;
  memcpy(&first, elements, sizeof first);
  memcpy(&second, elements + 16, sizeof second);
  ck_f32 u = __builtin_shufflevector(
      first, second, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  ck_f32 v = __builtin_shufflevector(
      first, second, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  ck_f32 radius = __builtin_elementwise_sqrt(-2.0f * ck_cephes_log(1.0f - u));
  ck_f32 sine, cosine;
  ck_cephes_sincos(6.28318530717958647692f * v, &sine, &cosine);
  ck_f32 scale = CK_SPLAT(std, ck_f32), location = CK_SPLAT(mean, ck_f32);
  u = ck_fma_f32(radius * cosine, scale, location);
  v = ck_fma_f32(radius * sine, scale, location);
  first = __builtin_shufflevector(
      u, v, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  second = __builtin_shufflevector(
      u, v, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  memcpy(elements, &first, sizeof first);
  memcpy(elements + 16, &second, sizeof second);
}

static void ck_torch_normal_transform(float *elements, size_t blocks, float mean, float std) {
  for (; blocks >= 2; blocks -= 2, elements += 32) ck_torch_normal_blocks(elements, mean, std);
  if (blocks == 1) {
    float pair[32] = {0};
    memcpy(pair, elements, 16 * sizeof *pair);
    ck_torch_normal_blocks(pair, mean, std);
    memcpy(elements, pair, 16 * sizeof *pair);
  }
}
