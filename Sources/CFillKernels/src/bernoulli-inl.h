// Bernoulli: 1 where a 64-bit draw is below the threshold. The lower 32 bits decide only where the
// upper ones are equal; they are drawn when a group needs them.

CK_INLINE void ck_bernoulli_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i32 x[4]) {
  const ck_bernoulli p = parameters->bernoulli;
  const uint32_t upper = (uint32_t)(p.threshold >> 32);
  const uint32_t lower = (uint32_t)p.threshold;
  ck_u32 words[4];
  ck_i32 undecided[4];
  ck_philox(draws, position, 0, words);
  for (int w = 0; w < 4; w++) {
    undecided[w] = (ck_i32)(words[w] == upper);
    x[w] = (ck_i32)(words[w] < upper);
  }
  if (ck_any(undecided[0] | undecided[1] | undecided[2] | undecided[3])) {
    ck_philox(draws, position, CK_SUBSET_REFINE, words);
    for (int w = 0; w < 4; w++) x[w] |= undecided[w] & (ck_i32)(words[w] < lower);
  }
  for (int w = 0; w < 4; w++) x[w] = p.certain ? CK_SPLAT(1, ck_i32) : -x[w];
}
