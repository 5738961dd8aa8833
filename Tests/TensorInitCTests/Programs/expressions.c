/* Prints what ti_fill writes: for each pair of arguments, an expression and a shape (3x4), the whole tensor and a
 * box of it, all but its first row and column, for the test to compare with what Swift's initializers give. */
#include "support.h"

enum { MOST = 64, RANKS = 8 };

int main(int count, char **arguments) {
  ti_generator *generator = ti_generator_create(NULL, 0);
  CHECK(generator);
  for (int i = 1; i + 1 < count; i += 2) {
    const char *expression = arguments[i];
    int64_t shape[RANKS], part[RANKS], start[RANKS];
    int32_t rank = 0;
    size_t size = 1, part_size = 1;
    for (const char *text = arguments[i + 1]; *text; rank++) {
      char *end;
      CHECK(rank < RANKS);
      shape[rank] = strtol(text, &end, 10);
      start[rank] = rank < 2 ? 1 : 0;
      part[rank] = shape[rank] - start[rank];
      size *= (size_t)shape[rank];
      part_size *= (size_t)part[rank];
      text = *end ? end + 1 : end;
    }
    double memory[MOST];
    CHECK(size <= MOST);
    ti_tensor tensor = ti_contiguous(memory, TI_FLOAT64, rank, shape);
    ti_generator_reseed(generator, 7);
    CHECK(ti_fill(&tensor, expression, generator) == TI_OK);
    print_bytes("whole", memory, size * sizeof *memory);
    tensor.shape = part;
    tensor.whole_shape = shape;
    tensor.whole_rank = rank;
    tensor.start = start;
    ti_generator_reseed(generator, 7);
    CHECK(ti_fill(&tensor, expression, generator) == TI_OK);
    print_bytes("box", memory, part_size * sizeof *memory);
  }
  ti_generator_free(generator);
  return 0;
}
