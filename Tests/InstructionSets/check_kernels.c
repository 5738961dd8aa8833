// Runs every kernel on every instruction set that this machine has, and compares the bits with the baseline's:
//
//     check_kernels [RANDOM_PARAMETERS [SEED]]
//
// Prints how much was compared, and a digest of the baseline's bits, which the same arguments give on every
// architecture. Ends with status 1 at the first difference.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "parameters.h"

#pragma STDC FP_CONTRACT OFF

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum {
  TWISTER_WORDS = 624,
  SUBSETS = 16,
  MOST_RUNS = 8,
};

static const char *const generator_names[CK_GENERATORS] = {"philox", "ars"};
static const char *const dtype_names[CK_DTYPES] = {
    "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool",
};
static const char *const law_names[CK_LAWS] = {
    "uniform", "uniform_64", "normal", "log_normal", "truncated_normal", "truncated_normal_narrow",
    "truncated_normal_tail", "exponential", "cauchy", "normal_64", "exponential_64", "cauchy_64", "geometric",
    "bernoulli", "random",
};

static random_source source;

// MARK: - Where elements lie

/// Whole groups of 64 elements, parts of them, the place where a block's number outgrows 32 bits, and the
/// end of a stream.
static ck_run next_run(unsigned index) {
  static const ck_run runs[] = {
      {0, 1000}, {0, 64}, {0, 63}, {0, 65}, {63, 1}, {64, 0}, {1, 130}, {31, 64},
      {(UINT64_C(1) << 34) - 70, 140}, {(UINT64_C(1) << 62) - 129, 129}, {128, 256},
  };
  index %= COUNT(runs) + 1;
  if (index < COUNT(runs)) return runs[index];
  return (ck_run){random_word(&source) >> 3, random_word(&source) % 400};
}

/// Runs of a few elements or groups, as far apart as the rows of a box: some share a group of draws. Their length.
static size_t make_runs(ck_run runs[MOST_RUNS]) {
  size_t length = random_word(&source) % (MOST_ELEMENTS / MOST_RUNS + 1);
  size_t distance = length + random_word(&source) % (random_word(&source) % 2 ? 8 : 200);
  uint64_t first = random_word(&source) % 1000;
  for (unsigned i = 0; i < MOST_RUNS; i++) runs[i] = (ck_run){first + i * distance, length};
  return MOST_RUNS * length;
}

static ck_draws next_draws(uint64_t first) {
  uint64_t seed = random_word(&source);
  return (ck_draws){seed, random_word(&source), first};
}

// MARK: - Laws

static void check_runs(
    ck_generator generator, ck_law law, ck_dtype dtype, const char *parameters_name,
    const ck_parameters *parameters, const ck_draws *draws, const ck_run *runs, size_t run_count,
    size_t count) {
  size_t size = element_size(dtype), offset = size * (random_word(&source) % 8);
  char name[200];
  snprintf(name, sizeof name, "%s %s of %s, parameters %s, %zu elements in %zu runs from %" PRIu64,
      generator_names[generator], dtype_names[dtype], law_names[law], parameters_name, count,
      run_count, draws->first + runs->first);
  ck_kernel(generator, CK_BASELINE, law, dtype)(
      start(expected, offset), runs, run_count, draws, parameters);
  accept_baseline(name, offset, count * size);
  FOR_OTHER_SETS(set) {
    ck_kernel(generator, set, law, dtype)(
        start(actual, offset), runs, run_count, draws, parameters);
    compare(name, set, offset);
  }
}

static void check_fill(
    ck_generator generator, ck_law law, ck_dtype dtype, const char *parameters_name,
    const ck_parameters *parameters, const ck_draws *draws, size_t count) {
  const ck_run run = {0, count};
  check_runs(generator, law, dtype, parameters_name, parameters, draws, &run, 1, count);
}

/// A threshold that equals the draw of an element, or is one more.
static ck_parameters threshold_at_draw(ck_generator generator, const ck_draws *draws) {
  uint32_t high, low;
  ck_words(generator, CK_BASELINE, &high, 1, draws, 0);
  ck_words(generator, CK_BASELINE, &low, 1, draws, 1);
  uint64_t draw = (uint64_t)high << 32 | low;
  return (ck_parameters){.bernoulli = {.threshold = draw + random_word(&source) % 2}};
}

static void check_law(
    ck_generator generator, ck_law law, ck_dtype dtype, unsigned random_parameter_count) {
  static unsigned run_index;
  ck_parameters parameters;
  char name[32];
  for (unsigned index = 0; edge_parameters(law, dtype, index, &parameters); index++) {
    snprintf(name, sizeof name, "%u", index);
    ck_draws draws = next_draws(0);
    check_fill(generator, law, dtype, name, &parameters, &draws, 1000);
    ck_run run = next_run(run_index++), runs[MOST_RUNS];
    draws = next_draws(run.first);
    check_fill(generator, law, dtype, name, &parameters, &draws, run.count);
    size_t count = make_runs(runs);
    check_runs(generator, law, dtype, name, &parameters, &draws, runs, MOST_RUNS, count);
  }
  for (unsigned index = 0; index < random_parameter_count; index++) {
    ck_run run = next_run(run_index++);
    ck_draws draws = next_draws(run.first);
    parameters = law == CK_BERNOULLI && index % 2 == 0 ? threshold_at_draw(generator, &draws)
                                                       : random_parameters(law, dtype, &source);
    snprintf(name, sizeof name, "random %u", index);
    check_fill(generator, law, dtype, name, &parameters, &draws, run.count);
  }
}

/// A law is defined on the same dtypes everywhere.
static int is_defined(ck_generator generator, ck_law law, ck_dtype dtype) {
  int defined = ck_kernel(generator, CK_BASELINE, law, dtype) != NULL;
  FOR_OTHER_SETS(set) {
    if ((ck_kernel(generator, set, law, dtype) != NULL) == defined) continue;
    printf("%s %s of %s: defined on one of baseline and %s alone\n", generator_names[generator],
        dtype_names[dtype], law_names[law], set_names[set]);
    exit(1);
  }
  return defined;
}

// MARK: - Words

static void check_words(ck_generator generator) {
  for (unsigned subset = 0; subset < SUBSETS; subset++)
    for (unsigned index = 0; index < SUBSETS; index++) {
      ck_run run = next_run(index);
      ck_draws draws = next_draws(run.first);
      char name[80];
      snprintf(name, sizeof name, "%s words of subset %u, run %u", generator_names[generator],
          subset, index);
      size_t offset = 4 * (random_word(&source) % 8);
      ck_words(generator, CK_BASELINE, start(expected, offset), run.count, &draws, subset);
      accept_baseline(name, offset, 4 * run.count);
      FOR_OTHER_SETS(set) {
        ck_words(generator, set, start(actual, offset), run.count, &draws, subset);
        compare(name, set, offset);
      }
    }
}

// MARK: - Clearing

static void check_clear(unsigned round) {
  static uint64_t elements[MOST_ELEMENTS];
  uint64_t marks[3 * MOST_ELEMENTS / 64];
  for (unsigned i = 0; i < COUNT(elements); i++) elements[i] = random_word(&source);
  for (unsigned i = 0; i < COUNT(marks); i++) marks[i] = random_word(&source);
  marks[0] = 0;
  for (size_t size = 2; size <= sizeof *elements; size *= 2) {
    size_t words = random_word(&source) % (MOST_ELEMENTS / 64 + 1), bytes = 64 * words * size;
    size_t stride = 1 + random_word(&source) % 3, offset = size * (random_word(&source) % 8);
    uint64_t flip = round % 2 ? UINT64_MAX : 0;
    char name[100];
    snprintf(name, sizeof name, "clear of %zu words, size %zu, stride %zu, round %u", words, size,
        stride, round);
    void *place = memcpy(start(expected, offset), elements, bytes);
    ck_clear(CK_BASELINE, place, size, words, marks, stride, flip);
    accept_baseline(name, offset, bytes);
    FOR_OTHER_SETS(set) {
      place = memcpy(start(actual, offset), elements, bytes);
      ck_clear(set, place, size, words, marks, stride, flip);
      compare(name, set, offset);
    }
  }
}

// MARK: - Rounding

static void check_round(unsigned round) {
  static float values[MOST_ELEMENTS];
  for (ck_dtype dtype = CK_FLOAT16; dtype <= CK_BFLOAT16; dtype++) {
    for (unsigned i = 0; i < COUNT(values); i++) values[i] = (float)random_number(dtype, &source);
    // Half way between two neighbours, and on either side of that.
    for (unsigned i = 0; i < 3; i++) {
      uint32_t bits = (dtype == CK_FLOAT16 ? 0x3f801000 : 0x3f808000) + i - 1;
      memcpy(&values[i], &bits, sizeof bits);
    }
    size_t count = random_word(&source) % (MOST_ELEMENTS + 1), offset = 2 * (random_word(&source) % 8);
    char name[100];
    snprintf(name, sizeof name, "rounding of %zu to %s, round %u", count, dtype_names[dtype], round);
    ck_round(CK_BASELINE, dtype, start(expected, offset), values, count);
    accept_baseline(name, offset, count * 2);
    FOR_OTHER_SETS(set) {
      ck_round(set, dtype, start(actual, offset), values, count);
      compare(name, set, offset);
    }
  }
}

static void check_round_f64(unsigned round) {
  static double numbers[MOST_ELEMENTS];
  for (ck_dtype dtype = CK_FLOAT32; dtype <= CK_BFLOAT16; dtype++) {
    for (unsigned i = 0; i < COUNT(numbers); i++) numbers[i] = random_number(dtype, &source);
    // Half way between two neighbours but for what a float doesn't hold.
    for (unsigned i = 0; i < 6; i++)
      numbers[i] = 1 + (dtype == CK_BFLOAT16 ? 0x1p-8 : 0x1p-11) * (i / 3 * 2 + 1) + ((int)(i % 3) - 1) * 0x1p-40;
    const size_t size = dtype == CK_FLOAT32 ? 4 : dtype == CK_FLOAT64 ? 8 : 2;
    size_t count = random_word(&source) % (MOST_ELEMENTS + 1), offset = size * (random_word(&source) % 8);
    char name[100];
    snprintf(name, sizeof name, "rounding of %zu numbers to %s, round %u", count, dtype_names[dtype], round);
    ck_round_f64(CK_BASELINE, dtype, start(expected, offset), numbers, count);
    accept_baseline(name, offset, count * size);
    FOR_OTHER_SETS(set) {
      ck_round_f64(set, dtype, start(actual, offset), numbers, count);
      compare(name, set, offset);
    }
  }
}

// MARK: - Sinusoids

static void check_sinusoids(unsigned round) {
  enum { MOST_ANGLES = MOST_ELEMENTS / 2 };
  static double high[MOST_ANGLES], low[MOST_ANGLES];
  for (unsigned i = 0; i < MOST_ANGLES; i++) {
    high[i] = random_unit(&source) / (double)(UINT64_C(4) << random_word(&source) % 40);
    low[i] = high[i] * random_unit(&source) * 0x1p-53;
  }
  const double position = (double)(random_word(&source) >> (14 + random_word(&source) % 50));
  size_t count = random_word(&source) % (MOST_ANGLES + 1), offset = 8 * (random_word(&source) % 8);
  char name[100];
  snprintf(name, sizeof name, "%zu sinusoids at position %.0f, round %u", count, position, round);
  double *sines = (double *)start(expected, offset);
  ck_sinusoids(CK_BASELINE, position, high, low, count, sines, sines + count);
  accept_baseline(name, offset, 2 * count * sizeof *sines);
  FOR_OTHER_SETS(set) {
    sines = (double *)start(actual, offset);
    ck_sinusoids(set, position, high, low, count, sines, sines + count);
    compare(name, set, offset);
  }
}

// MARK: - Reflectors

/// A product of reflectors in the making, on one instruction set.
typedef struct {
  ck_instruction_set set;
  const ck_reflectors *kernels;
  void *reflectors, *made;
} product;

static void *memory(size_t size) {
  void *place = aligned_alloc(64, (size + 63) / 64 * 64);
  if (place == NULL) abort();
  return place;
}

/// Some lines of the product from a column on, written in parts to what is compared.
static void check_lines(
    const char *name, ck_dtype dtype, const product *products, size_t rows, size_t columns,
    size_t first, size_t lines, int is_transposed) {
  const size_t width = products->kernels->line, size = element_size(dtype);
  const size_t count = columns - first < lines * width ? columns - first : lines * width;
  const double gain = random_number(dtype, &source);
  const double largest = gain < 0 ? -gain * 0.25 : 1e30;
  for (const product *p = products; p->kernels != NULL; p++)
    p->kernels->multiply(p->reflectors, rows, columns, first, lines, p->made);
  for (size_t row = 0; row < rows;) {
    size_t row_count = 1 + random_word(&source) % (MOST_ELEMENTS / count);
    if (row_count > rows - row) row_count = rows - row;
    const ptrdiff_t row_stride = is_transposed ? 1 : (ptrdiff_t)count;
    const ptrdiff_t column_stride = is_transposed ? (ptrdiff_t)row_count : 1;
    const size_t offset = size * (random_word(&source) % 8);
    for (const product *p = products; p->kernels != NULL; p++) {
      void *const out = start(p->set == CK_BASELINE ? expected : actual, offset);
      p->kernels->store(
          p->reflectors, p->made, rows, first, count, row, row_count, gain, largest, out,
          row_stride, column_stride);
      if (p->set == CK_BASELINE) accept_baseline(name, offset, row_count * count * size);
      else compare(name, p->set, offset);
    }
    row += row_count;
  }
}

static void check_reflectors(unsigned round) {
  static const size_t sizes[][2] = {{1, 1}, {2, 1}, {2, 2}, {12, 12}, {13, 13}, {48, 48}, {49, 48},
      {49, 49}, {60, 50}, {97, 97}, {150, 20}, {150, 100}};
  for (ck_dtype dtype = CK_FLOAT32; dtype <= CK_FLOAT64; dtype++) {
    const int is_transposed = random_word(&source) % 2;
    size_t rows = 1 + random_word(&source) % 150;
    size_t columns = 1 + random_word(&source) % rows;
    if (round < COUNT(sizes)) rows = sizes[round][0], columns = sizes[round][1];
    char name[100];
    snprintf(name, sizeof name, "%s reflectors of %zu x %zu, round %u", dtype_names[dtype], rows,
        columns, round);

    void *const gaussian = memory(rows * columns * element_size(dtype));
    for (size_t i = 0; i < rows * columns; i++) {
      const double number = i == 0 && round % 4 == 0 ? 0 : 4 * random_unit(&source) - 2;
      if (dtype == CK_FLOAT32) ((float *)gaussian)[i] = (float)number;
      else ((double *)gaussian)[i] = number;
    }
    const ptrdiff_t row_stride = is_transposed ? 1 : (ptrdiff_t)columns;
    const ptrdiff_t column_stride = is_transposed ? (ptrdiff_t)rows : 1;
    product products[CK_INSTRUCTION_SETS + 1] = {{0}};
    const size_t most_lines = 1 + random_word(&source) % 5;
    unsigned count = 0;
    for (ck_instruction_set set = 0; set < CK_INSTRUCTION_SETS; set++) {
      if (!ck_runs(set)) continue;
      product *const p = &products[count++];
      p->set = set;
      p->kernels = ck_reflector_kernels(set, dtype);
      p->reflectors = memory(p->kernels->reflectors_size(rows, columns));
      p->made = memory(p->kernels->lines_size(rows, most_lines));
      for (size_t block = 0; block * p->kernels->block < columns; block++)
        p->kernels->reflect(
            gaussian, row_stride, column_stride, rows, columns, block, p->reflectors);
    }
    const size_t all_lines = (columns + products->kernels->line - 1) / products->kernels->line;
    for (size_t line = 0; line < all_lines; line += most_lines) {
      const size_t lines = all_lines - line < most_lines ? all_lines - line : most_lines;
      check_lines(name, dtype, products, rows, columns, line * products->kernels->line, lines,
          is_transposed);
    }
    free(gaussian);
    for (product *p = products; p->kernels != NULL; p++) free(p->reflectors), free(p->made);
  }
}

// MARK: - PyTorch's stream

/// One of the four kernels, on memory that holds the same random words before each call.
static void run_torch_kernel(
    unsigned kernel, ck_instruction_set set, uint8_t *output, const uint32_t *words, size_t count,
    float a, float b) {
  ck_torch_kernels kernels = ck_torch(set);
  uint32_t *state = start(output, 0);
  float *numbers = (float *)state;
  switch (kernel) {
    case 0:
      memcpy(state, words, 4 * TWISTER_WORDS);
      kernels.twist(state, state + TWISTER_WORDS);
      break;
    case 1:
      kernels.temper(words, state);
      break;
    case 2:
      kernels.uniform(words, count, a, a + b, numbers);
      break;
    default:
      for (size_t i = 0; i < 16 * count; i++) numbers[i] = (float)(words[i] >> 8) * 0x1p-24f;
      kernels.normal(numbers, count, a, b);
  }
}

static void check_torch(unsigned round) {
  static const char *const names[] = {"twist", "temper", "uniform", "normal"};
  static const float locations[] = {0, -1, 1e-3f, -1e30f}, scales[] = {1, 2.5f, 1e-30f, 1e37f};
  uint32_t words[TWISTER_WORDS];
  for (unsigned i = 0; i < TWISTER_WORDS; i++) words[i] = (uint32_t)random_word(&source);
  // The smallest and the largest draw, in both roles that the normal kernel has for them.
  words[0] = words[15] = 0;
  words[1] = words[14] = UINT32_MAX;
  float location = locations[round % COUNT(locations)];
  float scale = scales[round / COUNT(locations) % COUNT(scales)];
  for (unsigned kernel = 0; kernel < COUNT(names); kernel++) {
    size_t most = kernel == 2 ? TWISTER_WORDS : TWISTER_WORDS / 16;
    size_t count = random_word(&source) % (most + 1);
    size_t written[] = {8 * TWISTER_WORDS, 4 * TWISTER_WORDS, 4 * count, 64 * count};
    char name[80];
    snprintf(name, sizeof name, "torch %s, round %u", names[kernel], round);
    run_torch_kernel(kernel, CK_BASELINE, expected, words, count, location, scale);
    accept_baseline(name, 0, written[kernel]);
    FOR_OTHER_SETS(set) {
      run_torch_kernel(kernel, set, actual, words, count, location, scale);
      compare(name, set, 0);
    }
  }
}

// MARK: - All

static unsigned long number(const char *text) {
  char *end;
  unsigned long value = strtoul(text, &end, 0);
  if (*text >= '0' && *text <= '9' && *end == 0) return value;
  fprintf(stderr, "usage: check_kernels [RANDOM_PARAMETERS [SEED]]\n");
  exit(64);
}

int main(int count, char **arguments) {
  unsigned random_parameter_count = count > 1 ? (unsigned)number(arguments[1]) : 20;
  source.state = count > 2 ? number(arguments[2]) : 1;
  for (ck_generator generator = 0; generator < CK_GENERATORS; generator++) {
    check_words(generator);
    for (ck_law law = 0; law < CK_LAWS; law++)
      for (ck_dtype dtype = 0; dtype < CK_DTYPES; dtype++)
        if (is_defined(generator, law, dtype))
          check_law(generator, law, dtype, random_parameter_count);
  }
  for (unsigned round = 0; round < 16 + random_parameter_count; round++) {
    check_clear(round);
    check_round(round);
    check_round_f64(round);
    check_sinusoids(round);
    check_reflectors(round);
    check_torch(round);
  }
  for (unsigned i = 0; i < 1000; i++) {
    double values[] = {ck_exp((random_unit(&source) - 0.5) * 1500), ck_log1p(-random_unit(&source))};
    add_to_digest(values, sizeof values);
  }
  print_comparisons();
}
