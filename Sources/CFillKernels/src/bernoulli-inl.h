// Bernoulli: 1 where a 64-bit draw is below the threshold. The lower 32 bits decide only where the
// upper ones are equal; they are drawn when a group needs them.

CK_INLINE void ck_bernoulli_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i32 x[CK_VECTORS]) {
  const ck_bernoulli p = parameters->bernoulli;
  const uint32_t upper = (uint32_t)(p.threshold >> 32);
  const uint32_t lower = (uint32_t)p.threshold;
  ck_u32 words[CK_VECTORS];
  ck_i32 undecided[CK_VECTORS], any = {0};
  ck_bits(draws, position, 0, words);
  for (int v = 0; v < CK_VECTORS; v++) {
    undecided[v] = (ck_i32)(words[v] == upper);
    x[v] = (ck_i32)(words[v] < upper);
    any |= undecided[v];
  }
  if (ck_any(any)) {
    ck_bits(draws, position, CK_SUBSET_REFINE, words);
    for (int v = 0; v < CK_VECTORS; v++) x[v] |= undecided[v] & (ck_i32)(words[v] < lower);
  }
  for (int v = 0; v < CK_VECTORS; v++) x[v] = p.certain ? CK_SPLAT(1, ck_i32) : -x[v];
}
