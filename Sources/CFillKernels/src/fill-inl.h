// From a law, which knows one vector of elements, to a kernel, which fills any runs of elements.

/// A kernel from CK_NAME(name##_group), which writes the group of 64 elements at a position.
#define CK_KERNEL(name, element)                                                           \
  static void ck_##name(                                                                   \
      void *out, const ck_run *runs, size_t run_count, const ck_draws *from,               \
      const ck_parameters *of) {                                                           \
    /* Copies, which what is written to `out` can't change. */                             \
    const ck_draws own_draws = *from, *draws = &own_draws;                                 \
    const ck_parameters own_parameters = *of, *parameters = &own_parameters;               \
    element *next = out;                                                                   \
    /* The last group of which a part was taken, which may be that of the next run too. */ \
    element group[CK_GROUP];                                                               \
    uint64_t made = UINT64_MAX;                                                            \
    for (const ck_run *run = runs; run < runs + run_count; run++) {                        \
      uint64_t position = draws->first + run->first;                                       \
      size_t count = run->count;                                                           \
      while (count > 0) {                                                                  \
        size_t skipped = position % CK_GROUP;                                              \
        size_t written = CK_GROUP - skipped < count ? CK_GROUP - skipped : count;          \
        if (written == CK_GROUP) {                                                         \
          ck_##name##_group(next, draws, position, parameters);                            \
        } else {                                                                           \
          if (made != position - skipped) {                                                \
            made = position - skipped;                                                     \
            ck_##name##_group(group, draws, made, parameters);                             \
          }                                                                                \
          memcpy(next, group + skipped, written * sizeof(element));                        \
        }                                                                                  \
        next += written;                                                                   \
        position += written;                                                               \
        count -= written;                                                                  \
      }                                                                                    \
    }                                                                                      \
  }

#define CK_GROUP_FUNCTION(name, element)                                                   \
  CK_INLINE void ck_##name##_group(                                                        \
      element *out, const ck_draws *draws, uint64_t position, const ck_parameters *parameters)

#define CK_FILL_F32_LOOP(law, dtype, element, loop)                                        \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 draw[CK_VECTORS];                                                               \
    ck_bits(draws, position, 0, draw);                                                     \
    loop for (int v = 0; v < CK_VECTORS; v++)                                              \
      ck_store_##dtype##_from_f32(out + v * CK_LANES, ck_##law##_f32(draw[v], parameters));\
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

/// A law of one 32-bit draw an element.
#define CK_FILL_F32(law, dtype, element) CK_FILL_F32_LOOP(law, dtype, element, )

/// The same, of so few instructions that a loop's own would count.
#define CK_FILL_SHORT_F32(law, dtype, element)                                             \
  CK_FILL_F32_LOOP(law, dtype, element, _Pragma("clang loop unroll(full)"))

/// A law of one 64-bit draw an element.
#define CK_FILL_F64(law, dtype, element)                                                   \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 high[CK_VECTORS], low[CK_VECTORS];                                              \
    ck_bits(draws, position, 0, high);                                                     \
    ck_bits(draws, position, CK_SUBSET_REFINE, low);                                       \
    for (int v = 0; v < CK_VECTORS; v++)                                                   \
      ck_store_##dtype##_from_f64(                                                         \
          out + v * CK_LANES, ck_##law##_f64(ck_join(high[v], low[v]), parameters));       \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

/// A law that needs 64-bit arithmetic even for the 32-bit draw of a narrower dtype.
#define CK_FILL_F64_FROM_32(name, law, dtype, element)                                     \
  CK_GROUP_FUNCTION(name##_##dtype, element) {                                             \
    ck_u32 draw[CK_VECTORS];                                                               \
    ck_bits(draws, position, 0, draw);                                                     \
    for (int v = 0; v < CK_VECTORS; v++)                                                   \
      ck_store_##dtype##_from_f64(                                                         \
          out + v * CK_LANES, ck_##law##_f64(ck_widen(draw[v]), parameters));              \
  }                                                                                        \
  CK_KERNEL(name##_##dtype, element)

/// A law that makes two elements of two draws, which lie a vector apart.
#define CK_FILL_PAIRS_F32(law, dtype, element)                                             \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 draw[CK_VECTORS];                                                               \
    ck_bits(draws, position, 0, draw);                                                     \
    for (int first = 0; first < CK_VECTORS; first += 2) {                                  \
      const int second = first + 1;                                                        \
      ck_f32 x[2];                                                                         \
      ck_##law##_f32(draw[first], draw[second], parameters, x);                            \
      ck_store_##dtype##_from_f32(out + first * CK_LANES, x[0]);                           \
      ck_store_##dtype##_from_f32(out + second * CK_LANES, x[1]);                          \
    }                                                                                      \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

#define CK_FILL_PAIRS_F64(law, dtype, element)                                             \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_u32 high[CK_VECTORS], low[CK_VECTORS];                                              \
    ck_bits(draws, position, 0, high);                                                     \
    ck_bits(draws, position, CK_SUBSET_REFINE, low);                                       \
    for (int first = 0; first < CK_VECTORS; first += 2) {                                  \
      const int second = first + 1;                                                        \
      ck_u64 draw = ck_join(high[first], low[first]);                                      \
      ck_u64 other = ck_join(high[second], low[second]);                                   \
      ck_f64 x[2];                                                                         \
      ck_##law##_f64(draw, other, parameters, x);                                          \
      ck_store_##dtype##_from_f64(out + first * CK_LANES, x[0]);                           \
      ck_store_##dtype##_from_f64(out + second * CK_LANES, x[1]);                          \
    }                                                                                      \
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)

/// A law of pairs that needs 64-bit arithmetic even for the 32-bit draws of a narrower dtype.
#define CK_FILL_PAIRS_F64_FROM_32(name, law, dtype, element)                               \
  CK_GROUP_FUNCTION(name##_##dtype, element) {                                             \
    ck_u32 draw[CK_VECTORS];                                                               \
    ck_bits(draws, position, 0, draw);                                                     \
    for (int first = 0; first < CK_VECTORS; first += 2) {                                  \
      const int second = first + 1;                                                        \
      ck_f64 x[2];                                                                         \
      ck_##law##_f64(ck_widen(draw[first]), ck_widen(draw[second]), parameters, x);        \
      ck_store_##dtype##_from_f64(out + first * CK_LANES, x[0]);                           \
      ck_store_##dtype##_from_f64(out + second * CK_LANES, x[1]);                          \
    }                                                                                      \
  }                                                                                        \
  CK_KERNEL(name##_##dtype, element)

/// A law of integers, which asks for its own words.
#define CK_FILL_INTEGERS(law, bits, dtype, element)                                        \
  CK_GROUP_FUNCTION(law##_##dtype, element) {                                              \
    ck_i##bits x[CK_VECTORS];                                                              \
    ck_##law##_group(draws, position, parameters, x);                                      \
    for (int v = 0; v < CK_VECTORS; v++) ck_store_##dtype##_from_i##bits(out + v * CK_LANES, x[v]);\
  }                                                                                        \
  CK_KERNEL(law##_##dtype, element)
