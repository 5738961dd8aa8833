// Integers low ... low + span: floor(draw * (span + 1) / 2^bits), with a 64-bit draw for up to 2^32
// values and a 128-bit draw for more, so that probabilities differ by less than 2^-32 of themselves.
// The second 32 bits matter only where they carry into the result; they are drawn when a group needs them.

CK_INLINE void ck_random_narrow_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i64 x[4]) {
  const uint64_t span = parameters->random.span;
  const uint64_t low_half = 0xffffffff;
  ck_u32 words[4];
  ck_philox(draws, position, 0, words);
  ck_u64 product[4];
  ck_u64 may_carry = {0};
  for (int w = 0; w < 4; w++) {
    ck_u64 draw = CK_CONVERT(words[w], ck_u64);
    product[w] = draw * span + draw;
    may_carry |= (product[w] & low_half) + span;
  }
  if (ck_any(CK_CONVERT(may_carry >> 32, ck_i32))) {
    ck_philox(draws, position, CK_SUBSET_REFINE, words);
    for (int w = 0; w < 4; w++) {
      ck_u64 draw = CK_CONVERT(words[w], ck_u64);
      product[w] += (draw * span + draw) >> 32;
    }
  }
  for (int w = 0; w < 4; w++) x[w] = (ck_i64)(product[w] >> 32) + parameters->random.low;
}

CK_INLINE void ck_random_wide_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i64 x[4]) {
  const uint64_t span = parameters->random.span;
  ck_u32 words[4][4];
  for (unsigned subset = 0; subset < 4; subset++) ck_philox(draws, position, subset, words[subset]);
  for (int w = 0; w < 4; w++) {
    ck_u64 high = ck_join(words[0][w], words[CK_SUBSET_REFINE][w]);
    ck_u64 low = ck_join(words[CK_SUBSET_WIDE][w], words[CK_SUBSET_WIDEST][w]);
    for (int lane = 0; lane < CK_LANES; lane++) {
      unsigned __int128 carry = (unsigned __int128)low[lane] * span + low[lane];
      unsigned __int128 sum = (unsigned __int128)high[lane] * span + high[lane] + (carry >> 64);
      uint64_t offset = (uint64_t)(sum >> 64);
      x[w][lane] = (int64_t)((uint64_t)parameters->random.low + offset);
    }
  }
}

CK_INLINE void ck_random_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i64 x[4]) {
  if (parameters->random.span >> 32 == 0)
    ck_random_narrow_group(draws, position, parameters, x);
  else
    ck_random_wide_group(draws, position, parameters, x);
}
