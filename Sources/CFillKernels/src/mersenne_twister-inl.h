// MT19937 (Matsumoto and Nishimura, "Mersenne twister", 1998), 624 words at a time. Each loop's words
// depend on none that are fewer than 227 before them, so that the compiler can make many at once.

enum { CK_TWISTER_WORDS = 624, CK_TWISTER_DISTANCE = 397 };

CK_INLINE uint32_t ck_twisted(uint32_t word, uint32_t next, uint32_t distant) {
  uint32_t joined = (word & 0x80000000u) | (next & 0x7fffffffu);
  return distant ^ joined >> 1 ^ (-(next & 1) & 0x9908b0dfu);
}

/// The 624 words of output that a state stands for.
static void ck_temper(const uint32_t *restrict state, uint32_t *restrict words) {
  for (int i = 0; i < CK_TWISTER_WORDS; i++) {
    uint32_t x = state[i];
    x ^= x >> 11;
    x ^= x << 7 & 0x9d2c5680u;
    x ^= x << 15 & 0xefc60000u;
    words[i] = x ^ x >> 18;
  }
}

/// Moves the state on by 624 words, and gives them.
static void ck_twist(uint32_t *restrict state, uint32_t *restrict words) {
  const int wrapped = CK_TWISTER_WORDS - CK_TWISTER_DISTANCE;
  const int last = CK_TWISTER_WORDS - 1;
  for (int i = 0; i < wrapped; i++)
    state[i] = ck_twisted(state[i], state[i + 1], state[i + CK_TWISTER_DISTANCE]);
  for (int i = wrapped; i < last; i++)
    state[i] = ck_twisted(state[i], state[i + 1], state[i - wrapped]);
  state[last] = ck_twisted(state[last], state[0], state[last - wrapped]);
  ck_temper(state, words);
}
