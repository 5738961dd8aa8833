// From a law, which knows 16 elements, to a kernel, which fills any run of elements.

enum { CK_GROUP = 64 };

/// A kernel from CK_NAME(name##_group), which writes the group of 64 elements at a position.
#define CK_KERNEL(name, element)                                                           \
  static void ck_##name(                                                                   \
      void *out, size_t count, const ck_draws *draws, const ck_parameters *parameters) {   \
    element *next = out;                                                                   \
    uint64_t position = draws->first;                                                      \
    while (count > 0) {                                                                    \
      size_t skipped = position % CK_GROUP;                                                \
      size_t written = CK_GROUP - skipped < count ? CK_GROUP - skipped : count;            \
      if (written == CK_GROUP) {                                                           \
        ck_##name##_group(next, draws, position, parameters);                              \
      } else {                                                                             \
        element group[CK_GROUP];                                                           \
        ck_##name##_group(group, draws, position - skipped, parameters);                   \
        memcpy(next, group + skipped, written * sizeof(element));                          \
      }                                                                                    \
      next += written;                                                                     \
      position += written;                                                                 \
      count -= written;                                                                    \
    }                                                                                      \
  }

#define CK_GROUP_FUNCTION(name, element)                                                   \
  CK_INLINE void ck_##name##_group(                                                        \
      element *out, const ck_draws *draws, uint64_t position, const ck_parameters *parameters)

/// A law of one 32-bit draw an element.
#define CK_FILL_F32(law, dtype, element)                                                   \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 draw[4];                                                                        \
    ck_philox(draws, position, 0, draw);                                                   \
    for (int w = 0; w < 4; w++)                                                            \
      ck_store_##dtype##_from_f32(out + w * CK_LANES, ck_##law##_f32(draw[w], parameters)); \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

/// A law of one 64-bit draw an element.
#define CK_FILL_F64(law, dtype, element)                                                   \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 high[4], low[4];                                                                \
    ck_philox(draws, position, 0, high);                                                   \
    ck_philox(draws, position, CK_SUBSET_REFINE, low);                                     \
    for (int w = 0; w < 4; w++)                                                            \
      ck_store_##dtype##_from_f64(                                                         \
          out + w * CK_LANES, ck_##law##_f64(ck_join(high[w], low[w]), parameters));       \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

/// A law that needs 64-bit arithmetic even for the 32-bit draw of a narrower dtype.
#define CK_FILL_F64_FROM_32(name, law, dtype, element)                                     \
  CK_GROUP_FUNCTION(name##_##dtype, element) {                                             \
    ck_u32 draw[4];                                                                        \
    ck_philox(draws, position, 0, draw);                                                   \
    for (int w = 0; w < 4; w++)                                                            \
      ck_store_##dtype##_from_f64(                                                         \
          out + w * CK_LANES, ck_##law##_f64(ck_widen(draw[w]), parameters));              \
  }                                                                                        \
  CK_KERNEL(name##_##dtype, element)

/// A law that makes two elements of two draws.
#define CK_FILL_PAIRS_F32(law, dtype, element)                                             \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 draw[4];                                                                        \
    ck_philox(draws, position, 0, draw);                                                   \
    for (int pair = 0; pair < 4; pair += 2) {                                              \
      ck_f32 x[2];                                                                         \
      ck_##law##_f32(draw + pair, parameters, x);                                          \
      for (int i = 0; i < 2; i++)                                                          \
        ck_store_##dtype##_from_f32(out + (pair + i) * CK_LANES, x[i]);                    \
    }                                                                                      \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

#define CK_FILL_PAIRS_F64(law, dtype, element)                                             \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 high[4], low[4];                                                                \
    ck_philox(draws, position, 0, high);                                                   \
    ck_philox(draws, position, CK_SUBSET_REFINE, low);                                     \
    for (int pair = 0; pair < 4; pair += 2) {                                              \
      ck_u64 draw[2];                                                                      \
      for (int i = 0; i < 2; i++) draw[i] = ck_join(high[pair + i], low[pair + i]);        \
      ck_f64 x[2];                                                                         \
      ck_##law##_f64(draw, parameters, x);                                                 \
      for (int i = 0; i < 2; i++)                                                          \
        ck_store_##dtype##_from_f64(out + (pair + i) * CK_LANES, x[i]);                    \
    }                                                                                      \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

/// A law of integers, which asks for its own words.
#define CK_FILL_INTEGERS(law, bits, dtype, element)                                        \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_i##bits x[4];                                                                       \
    ck_##law##_group(draws, position, parameters, x);                                      \
    for (int w = 0; w < 4; w++) ck_store_##dtype##_from_i##bits(out + w * CK_LANES, x[w]); \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)
