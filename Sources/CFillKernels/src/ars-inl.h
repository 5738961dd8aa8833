// ARS-7 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011): rounds of
// the Advanced Encryption Standard on a counter, with a Weyl sequence for their keys.

#include "aes-inl.h"

enum {
  CK_ARS_ROUNDS = 7,
  CK_BLOCKS_AT_ONCE = sizeof(ck_aes) / 16,
  CK_ARS_VECTORS = CK_GROUP / 4 / CK_BLOCKS_AT_ONCE,
};

/// The words of the group of 64 elements that starts at `position`, a multiple of 64: those of the group's
/// 16 blocks in their order.
CK_INLINE void ck_bits(
    const ck_draws *draws, uint64_t position, unsigned subset, ck_u32 words[CK_VECTORS]) {
  ck_aes key, step, counter, state[CK_ARS_VECTORS];
  for (int block = 0; block < CK_BLOCKS_AT_ONCE; block++) {
    key[2 * block] = draws->seed;
    key[2 * block + 1] = 0;
    step[2 * block] = 0x9E3779B97F4A7C15;
    step[2 * block + 1] = 0xBB67AE8584CAA73B;
    counter[2 * block] = (position / 4 | (uint64_t)subset << 60) + (uint64_t)block;
    counter[2 * block + 1] = draws->stream;
  }
  ck_aes next = {0};
  for (int block = 0; block < CK_BLOCKS_AT_ONCE; block++) next[2 * block] = CK_BLOCKS_AT_ONCE;
  for (int v = 0; v < CK_ARS_VECTORS; v++) {
    state[v] = counter ^ key;
    counter += next;
  }
#pragma clang loop unroll(full)
  for (int round = 1; round < CK_ARS_ROUNDS; round++) {
    key += step;
    for (int v = 0; v < CK_ARS_VECTORS; v++) state[v] = ck_aes_round(state[v], key);
  }
  key += step;
  for (int v = 0; v < CK_ARS_VECTORS; v++) state[v] = ck_aes_last_round(state[v], key);
  memcpy(words, state, sizeof state);
}
