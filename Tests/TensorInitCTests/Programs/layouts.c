/* Every dtype, every place of an element in memory, every part of a tensor: the same values. */
#include "support.h"

enum { ROWS = 300, COLUMNS = 70, COUNT = ROWS * COLUMNS };

static const int64_t shape[] = {ROWS, COLUMNS};
static const int sizes[] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};

static void fill(const ti_tensor *tensor, const char *expression) {
  ti_generator *generator = ti_generator_create(NULL, 3);
  CHECK(ti_fill(tensor, expression, generator) == TI_OK);
  ti_generator_free(generator);
}

/* The element of row i and column j of `strided` is that of `whole`. */
static void check_strides(
    ti_dtype dtype, const char *expression, const char *whole, int64_t down, int64_t right, int64_t first) {
  const int size = sizes[dtype];
  static char memory[4 * COUNT * 8];
  char untouched[8];
  memset(memory, 0x5a, sizeof memory);
  memset(untouched, 0x5a, sizeof untouched);
  char *origin = memory + first * size;
  const int64_t strides[] = {down, right};
  ti_tensor tensor = ti_contiguous(origin, dtype, 2, shape);
  tensor.strides = strides;
  fill(&tensor, expression);
  for (int i = 0; i < ROWS; i++) {
    for (int j = 0; j < COLUMNS; j++) {
      char *element = origin + (i * down + j * right) * size;
      CHECK(memcmp(element, whole + (i * COLUMNS + j) * size, (size_t)size) == 0);
      memcpy(element, untouched, (size_t)size);
    }
  }
  /* And nothing else was written. */
  for (size_t i = 0; i < sizeof memory; i++) CHECK(memory[i] == 0x5a);
}

static void check_parts(ti_dtype dtype, const char *expression, const char *whole) {
  const int size = sizes[dtype];
  static const int64_t ends[] = {0, 1, 64, 1000, 1063, 20000, COUNT};
  static char memory[COUNT * 8];
  for (int i = 0; i < 6; i++) {
    const int64_t count = ends[i + 1] - ends[i];
    ti_tensor part = ti_contiguous(memory + ends[i] * size, dtype, 1, &count);
    part.whole_shape = shape;
    part.whole_rank = 2;
    part.offset = ends[i];
    fill(&part, expression);
  }
  CHECK(memcmp(memory, whole, (size_t)(COUNT * size)) == 0);
}

/* Boxes between these ends, each in memory of its own layout. */
static void check_boxes(ti_dtype dtype, const char *expression, const char *whole) {
  const int size = sizes[dtype];
  static const int64_t row_ends[] = {0, 1, 1, 150, ROWS};
  static const int64_t column_ends[] = {0, 17, 64, COLUMNS};
  static char memory[COUNT * 8];
  for (int i = 0; i < 4; i++) {
    for (int j = 0; j < 3; j++) {
      const int64_t start[] = {row_ends[i], column_ends[j]};
      const int64_t box[] = {row_ends[i + 1] - start[0], column_ends[j + 1] - start[1]};
      const int64_t down_columns[] = {1, box[0]};
      ti_tensor part = ti_contiguous(memory, dtype, 2, box);
      part.whole_shape = shape;
      part.whole_rank = 2;
      part.start = start;
      for (int is_transposed = 0; is_transposed < 2; is_transposed++) {
        part.strides = is_transposed ? down_columns : NULL;
        memset(memory, 0x5a, sizeof memory);
        fill(&part, expression);
        for (int64_t row = 0; row < box[0]; row++) {
          for (int64_t column = 0; column < box[1]; column++) {
            const int64_t place = is_transposed ? column * box[0] + row : row * box[1] + column;
            const char *expected = whole + ((start[0] + row) * COLUMNS + start[1] + column) * size;
            CHECK(memcmp(memory + place * size, expected, (size_t)size) == 0);
          }
        }
        for (size_t k = (size_t)(box[0] * box[1] * size); k < sizeof memory; k++) CHECK(memory[k] == 0x5a);
      }
    }
  }
}

/* What comes after a part is the same whichever part it was, one without elements too. */
static void check_next(void) {
  static const int64_t starts[] = {0, 30, COLUMNS};
  float next[3][4];
  for (int i = 0; i < 3; i++) {
    const int64_t start[] = {0, starts[i]};
    const int64_t box[] = {ROWS, i < 2 ? 30 : 0};
    static float memory[COUNT];
    const int64_t four = 4;
    ti_tensor part = ti_contiguous(memory, TI_FLOAT32, 2, box);
    const ti_tensor after = ti_contiguous(next[i], TI_FLOAT32, 1, &four);
    part.whole_shape = shape;
    part.whole_rank = 2;
    part.start = start;
    ti_generator *generator = ti_generator_create(NULL, 3);
    CHECK(ti_normal(&part, 0, 1, generator) == TI_OK);
    CHECK(ti_normal(&after, 0, 1, generator) == TI_OK);
    ti_generator_free(generator);
    CHECK(memcmp(next[i], next[0], sizeof next[0]) == 0);
  }
}

/* Which initializers cost nothing to make in several parts; asked without memory, and of a part as of its whole. */
static void check_divisible(void) {
  static const struct {
    const char *expression, *algorithm;
    int32_t expected;
  } cases[] = {
      {"zeros", NULL, 1},   {"normal", NULL, 1},       {"eye", NULL, 1},       {"trunc_normal(std=0.02)", "philox", 1},
      {"sparse(0.3)", NULL, 0}, {"orthogonal", NULL, 0}, {"orthogonal( gain = 2 )", "philox", 0},
      {"normal", "torch", 0}, {"zeros", "torch", 1}, {"uniform", "ktorch", 0},
      {"eye", "torch", 1}, {"arange", "ktorch", 1}, {"sinusoidal", NULL, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const int64_t four = 4;
    ti_tensor tensor = ti_contiguous(NULL, TI_FLOAT32, 2, shape);
    ti_generator *generator = ti_generator_create(cases[i].algorithm, 3);
    int32_t is_divisible = -1;
    CHECK(ti_is_divisible(&tensor, cases[i].expression, generator, &is_divisible) == TI_OK);
    CHECK(is_divisible == cases[i].expected);
    tensor = ti_contiguous(NULL, TI_FLOAT32, 1, &four);
    tensor.whole_shape = shape;
    tensor.whole_rank = 2;
    is_divisible = -1;
    CHECK(ti_is_divisible(&tensor, cases[i].expression, generator, &is_divisible) == TI_OK);
    CHECK(is_divisible == cases[i].expected);
    ti_generator_free(generator);
  }
}

int main(void) {
  static char whole[COUNT * 8];
  for (ti_dtype dtype = TI_FLOAT32; dtype <= TI_BOOL; dtype++) {
    static const char *const all[] = {"bernoulli(0.3)", "eye", "ones"};
    static const char *const floating[] = {
        "normal", "uniform", "kaiming_normal(mode=fan_out)", "sparse(0.3)", "trunc_normal", "orthogonal"};
    const int floats = dtype <= TI_BFLOAT16 ? 6 : 0;
    for (int i = 0; i < 3 + floats; i++) {
      const char *expression = i < 3 ? all[i] : floating[i - 3];
      const ti_tensor tensor = ti_contiguous(whole, dtype, 2, shape);
      fill(&tensor, expression);
      check_strides(dtype, expression, whole, COLUMNS, 1, 3);
      check_strides(dtype, expression, whole, 1, ROWS, 0);
      check_strides(dtype, expression, whole, 2 * COLUMNS, 2, 1);
      check_strides(dtype, expression, whole, COLUMNS + 9, 1, 0);
      check_strides(dtype, expression, whole, -COLUMNS, 1, COUNT - COLUMNS);
      check_strides(dtype, expression, whole, -1, -ROWS, COUNT - 1);
      check_parts(dtype, expression, whole);
      check_boxes(dtype, expression, whole);
    }
  }
  check_next();
  check_divisible();
  puts("every layout");
  return 0;
}
