// PyTorch's uniform numbers of 32 bits: from the lowest 24 bits of a word, in one fused step, with `high`
// itself replaced by `low`.

static void ck_torch_uniform_fill(
    const uint32_t *restrict words, size_t count, float low, float high, float *restrict out) {
  const float width = high - low;
  for (size_t i = 0; i < count; i++) {
    float u = (float)(int32_t)(words[i] & 0xffffff) * 0x1p-24f;
    float x = __builtin_fmaf(u, width, low);
    out[i] = x == high ? low : x;
  }
}
