// Integers low ... low + span: floor(draw * (span + 1) / 2^bits), with a 64-bit draw for up to 2^32
// values and a 128-bit draw for more, so that probabilities differ by less than 2^-32 of themselves.
// The second 32 bits matter only where they carry into the result; they are drawn when a group needs them.

/// Eight 64-bit lanes, each over two 32-bit ones.
typedef __attribute__((ext_vector_type(CK_LANES / 2))) uint64_t ck_wide;

/// 64-bit products of the lower or the upper halves, of 32 bits each, with span + 1.
CK_INLINE ck_wide ck_low_products(ck_u32 x, uint64_t span) {
  ck_wide halves = (ck_wide)x & 0xffffffff;
  return halves * span + halves;
}

CK_INLINE ck_wide ck_high_products(ck_u32 x, uint64_t span) {
  ck_wide halves = (ck_wide)x >> 32;
  return halves * span + halves;
}

/// floor(draw * (span + 1) / 2^64) of 64-bit draws, for a span below 2^32.
CK_INLINE void ck_random_offsets(
    const ck_draws *draws, uint64_t position, uint64_t span, ck_u32 offsets[CK_VECTORS]) {
  const uint64_t low_half = 0xffffffff;
  ck_u32 words[CK_VECTORS];
  ck_bits(draws, position, 0, words);
  ck_wide low[CK_VECTORS], high[CK_VECTORS], may_carry = {0};
  for (int v = 0; v < CK_VECTORS; v++) {
    low[v] = ck_low_products(words[v], span);
    high[v] = ck_high_products(words[v], span);
    may_carry |= ((low[v] & low_half) + span) | ((high[v] & low_half) + span);
  }
  if (__builtin_reduce_or(may_carry >> 32) != 0) {
    ck_bits(draws, position, CK_SUBSET_REFINE, words);
    for (int v = 0; v < CK_VECTORS; v++) {
      low[v] += ck_low_products(words[v], span) >> 32;
      high[v] += ck_high_products(words[v], span) >> 32;
    }
  }
  for (int v = 0; v < CK_VECTORS; v++)
    offsets[v] = (ck_u32)(low[v] >> 32 | (high[v] & ~low_half));
}

/// For dtypes whose integers all fit 32 bits.
CK_INLINE void ck_random_narrow_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i32 x[CK_VECTORS]) {
  ck_u32 offsets[CK_VECTORS];
  ck_random_offsets(draws, position, parameters->random.span, offsets);
  for (int v = 0; v < CK_VECTORS; v++)
    x[v] = (ck_i32)(offsets[v] + (uint32_t)parameters->random.low);
}

CK_INLINE void ck_random_widest_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i64 x[CK_VECTORS]) {
  const uint64_t span = parameters->random.span;
  ck_u32 words[4][CK_VECTORS];
  for (unsigned subset = 0; subset < 4; subset++) ck_bits(draws, position, subset, words[subset]);
  for (int v = 0; v < CK_VECTORS; v++) {
    ck_u64 high = ck_join(words[0][v], words[CK_SUBSET_REFINE][v]);
    ck_u64 low = ck_join(words[CK_SUBSET_WIDE][v], words[CK_SUBSET_WIDEST][v]);
    for (int lane = 0; lane < CK_LANES; lane++) {
      unsigned __int128 carry = (unsigned __int128)low[lane] * span + low[lane];
      unsigned __int128 sum = (unsigned __int128)high[lane] * span + high[lane] + (carry >> 64);
      uint64_t offset = (uint64_t)(sum >> 64);
      x[v][lane] = (int64_t)((uint64_t)parameters->random.low + offset);
    }
  }
}

CK_INLINE void ck_random_wide_group(
    const ck_draws *draws, uint64_t position, const ck_parameters *parameters, ck_i64 x[CK_VECTORS]) {
  if (parameters->random.span >> 32 != 0)
    return ck_random_widest_group(draws, position, parameters, x);
  ck_u32 offsets[CK_VECTORS];
  ck_random_offsets(draws, position, parameters->random.span, offsets);
  for (int v = 0; v < CK_VECTORS; v++)
    x[v] = (ck_i64)(CK_CONVERT(offsets[v], ck_u64) + (uint64_t)parameters->random.low);
}
