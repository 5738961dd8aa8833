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
      /* QR's last bits may depend on where the matrix lies. */
      if (strcmp(expression, "orthogonal") == 0) continue;
      check_strides(dtype, expression, whole, COLUMNS, 1, 3);
      check_strides(dtype, expression, whole, 1, ROWS, 0);
      check_strides(dtype, expression, whole, 2 * COLUMNS, 2, 1);
      check_strides(dtype, expression, whole, COLUMNS + 9, 1, 0);
      check_strides(dtype, expression, whole, -COLUMNS, 1, COUNT - COLUMNS);
      check_strides(dtype, expression, whole, -1, -ROWS, COUNT - 1);
      check_parts(dtype, expression, whole);
    }
  }
  puts("every layout");
  return 0;
}
