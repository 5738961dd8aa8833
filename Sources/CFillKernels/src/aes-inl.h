// One round of the Advanced Encryption Standard (FIPS 197) on as many 16-byte blocks as the instruction
// set takes at once: CK_AES_BYTES / 16 of them, or in plain C where the includer doesn't set that.

#if defined(CK_AES_BYTES)

typedef __attribute__((ext_vector_type(CK_AES_BYTES / 8))) uint64_t ck_aes;

#if CK_AES_BYTES == 64
CK_INLINE ck_aes ck_aes_round(ck_aes x, ck_aes key) {
  return (ck_aes)_mm512_aesenc_epi128((__m512i)x, (__m512i)key);
}
CK_INLINE ck_aes ck_aes_last_round(ck_aes x, ck_aes key) {
  return (ck_aes)_mm512_aesenclast_epi128((__m512i)x, (__m512i)key);
}
#elif CK_AES_BYTES == 32
CK_INLINE ck_aes ck_aes_round(ck_aes x, ck_aes key) {
  return (ck_aes)_mm256_aesenc_epi128((__m256i)x, (__m256i)key);
}
CK_INLINE ck_aes ck_aes_last_round(ck_aes x, ck_aes key) {
  return (ck_aes)_mm256_aesenclast_epi128((__m256i)x, (__m256i)key);
}
#elif defined(__x86_64__)
CK_INLINE ck_aes ck_aes_round(ck_aes x, ck_aes key) {
  return (ck_aes)_mm_aesenc_si128((__m128i)x, (__m128i)key);
}
CK_INLINE ck_aes ck_aes_last_round(ck_aes x, ck_aes key) {
  return (ck_aes)_mm_aesenclast_si128((__m128i)x, (__m128i)key);
}
#else
// Arm's instruction adds its key before the round and leaves the mixing of columns to another.
CK_INLINE ck_aes ck_aes_last_round(ck_aes x, ck_aes key) {
  return (ck_aes)vaeseq_u8((uint8x16_t)x, vdupq_n_u8(0)) ^ key;
}
CK_INLINE ck_aes ck_aes_round(ck_aes x, ck_aes key) {
  return (ck_aes)vaesmcq_u8(vaeseq_u8((uint8x16_t)x, vdupq_n_u8(0))) ^ key;
}
#endif

#else

typedef __attribute__((ext_vector_type(2))) uint64_t ck_aes;

/// The standard's substitution box.
#define CK_SUBSTITUTIONS(x) \
  x(63) x(7c) x(77) x(7b) x(f2) x(6b) x(6f) x(c5) x(30) x(01) x(67) x(2b) x(fe) x(d7) x(ab) x(76) \
  x(ca) x(82) x(c9) x(7d) x(fa) x(59) x(47) x(f0) x(ad) x(d4) x(a2) x(af) x(9c) x(a4) x(72) x(c0) \
  x(b7) x(fd) x(93) x(26) x(36) x(3f) x(f7) x(cc) x(34) x(a5) x(e5) x(f1) x(71) x(d8) x(31) x(15) \
  x(04) x(c7) x(23) x(c3) x(18) x(96) x(05) x(9a) x(07) x(12) x(80) x(e2) x(eb) x(27) x(b2) x(75) \
  x(09) x(83) x(2c) x(1a) x(1b) x(6e) x(5a) x(a0) x(52) x(3b) x(d6) x(b3) x(29) x(e3) x(2f) x(84) \
  x(53) x(d1) x(00) x(ed) x(20) x(fc) x(b1) x(5b) x(6a) x(cb) x(be) x(39) x(4a) x(4c) x(58) x(cf) \
  x(d0) x(ef) x(aa) x(fb) x(43) x(4d) x(33) x(85) x(45) x(f9) x(02) x(7f) x(50) x(3c) x(9f) x(a8) \
  x(51) x(a3) x(40) x(8f) x(92) x(9d) x(38) x(f5) x(bc) x(b6) x(da) x(21) x(10) x(ff) x(f3) x(d2) \
  x(cd) x(0c) x(13) x(ec) x(5f) x(97) x(44) x(17) x(c4) x(a7) x(7e) x(3d) x(64) x(5d) x(19) x(73) \
  x(60) x(81) x(4f) x(dc) x(22) x(2a) x(90) x(88) x(46) x(ee) x(b8) x(14) x(de) x(5e) x(0b) x(db) \
  x(e0) x(32) x(3a) x(0a) x(49) x(06) x(24) x(5c) x(c2) x(d3) x(ac) x(62) x(91) x(95) x(e4) x(79) \
  x(e7) x(c8) x(37) x(6d) x(8d) x(d5) x(4e) x(a9) x(6c) x(56) x(f4) x(ea) x(65) x(7a) x(ae) x(08) \
  x(ba) x(78) x(25) x(2e) x(1c) x(a6) x(b4) x(c6) x(e8) x(dd) x(74) x(1f) x(4b) x(bd) x(8b) x(8a) \
  x(70) x(3e) x(b5) x(66) x(48) x(03) x(f6) x(0e) x(61) x(35) x(57) x(b9) x(86) x(c1) x(1d) x(9e) \
  x(e1) x(f8) x(98) x(11) x(69) x(d9) x(8e) x(94) x(9b) x(1e) x(87) x(e9) x(ce) x(55) x(28) x(df) \
  x(8c) x(a1) x(89) x(0d) x(bf) x(e6) x(42) x(68) x(41) x(99) x(2d) x(0f) x(b0) x(54) x(bb) x(16)

/// A column of the matrix that mixes columns, times a substituted byte: 2, 1, 1 and 3 times it.
#define CK_DOUBLED(s) ((0x##s << 1 ^ (0x##s >> 7) * 0x11b) & 0xff)
#define CK_MIXED(s)                                                                        \
  (uint32_t)CK_DOUBLED(s) | (uint32_t)0x##s << 8 | (uint32_t)0x##s << 16                   \
      | (uint32_t)(CK_DOUBLED(s) ^ 0x##s) << 24,

static const uint32_t ck_aes_mixed[256] = {CK_SUBSTITUTIONS(CK_MIXED)};

CK_INLINE uint32_t ck_rotated(uint32_t x, int bits) { return x << bits | x >> (32 - bits); }

/// The bytes of a column after the rows are shifted, which come from four columns.
#define CK_SHIFTED_BYTE(x, column, row) ((uint8_t)((x)[((column) + (row)) % 4] >> 8 * (row)))

static __attribute__((noinline)) ck_aes ck_aes_round(ck_aes block, ck_aes key) {
  uint32_t x[4], y[4];
  memcpy(x, &block, sizeof x);
  for (int column = 0; column < 4; column++)
    y[column] = ck_aes_mixed[CK_SHIFTED_BYTE(x, column, 0)]
        ^ ck_rotated(ck_aes_mixed[CK_SHIFTED_BYTE(x, column, 1)], 8)
        ^ ck_rotated(ck_aes_mixed[CK_SHIFTED_BYTE(x, column, 2)], 16)
        ^ ck_rotated(ck_aes_mixed[CK_SHIFTED_BYTE(x, column, 3)], 24);
  memcpy(&block, y, sizeof block);
  return block ^ key;
}

static __attribute__((noinline)) ck_aes ck_aes_last_round(ck_aes block, ck_aes key) {
  uint32_t x[4], y[4] = {0};
  memcpy(x, &block, sizeof x);
  for (int column = 0; column < 4; column++)
    for (int row = 0; row < 4; row++)
      y[column] |= (ck_aes_mixed[CK_SHIFTED_BYTE(x, column, row)] >> 8 & 0xff) << 8 * row;
  memcpy(&block, y, sizeof block);
  return block ^ key;
}

#endif
