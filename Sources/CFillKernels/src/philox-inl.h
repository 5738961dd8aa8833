// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011),
// sixteen blocks at a time. Each 32-bit word sits in the lower half of a 64-bit lane, because that is
// where the 32 x 32 -> 64 bit multiplication reads it; the upper half may hold anything.

/// The words of the group of 64 elements that starts at `position`, a multiple of 64: word w of the
/// group's 16 blocks belongs to elements 16 w ..< 16 w + 16.
CK_INLINE void ck_bits(
    const ck_draws *draws, uint64_t position, unsigned subset, ck_u32 words[CK_VECTORS]) {
  const ck_u64 lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const uint64_t low_half = 0xffffffff;
  ck_u64 block = lanes + (position / 4 | (uint64_t)subset << 60);
  ck_u64 x0 = block;
  ck_u64 x1 = block >> 32;
  ck_u64 x2 = CK_SPLAT(draws->stream, ck_u64);
  ck_u64 x3 = CK_SPLAT(draws->stream >> 32, ck_u64);
  uint32_t key0 = (uint32_t)draws->seed;
  uint32_t key1 = (uint32_t)(draws->seed >> 32);
  for (int round = 0; round < 10; round++) {
    ck_u64 product0 = (x0 & low_half) * 0xD2511F53u;
    ck_u64 product1 = (x2 & low_half) * 0xCD9E8D57u;
    x0 = (product1 >> 32) ^ x1 ^ (uint64_t)key0;
    x1 = product1;
    x2 = (product0 >> 32) ^ x3 ^ (uint64_t)key1;
    x3 = product0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  words[0] = CK_CONVERT(x0, ck_u32);
  words[1] = CK_CONVERT(x1, ck_u32);
  words[2] = CK_CONVERT(x2, ck_u32);
  words[3] = CK_CONVERT(x3, ck_u32);
}
