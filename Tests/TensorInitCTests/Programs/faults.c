/* Whatever a caller gets wrong is a status and a sentence, and nothing is written. */
#include "support.h"

static float memory[12];
static const int64_t shape[] = {3, 4};

#define FAULT(status, words, call)                        \
  do {                                                    \
    CHECK_FAULT(status, words, call);                     \
    for (int i = 0; i < 12; i++) CHECK(memory[i] == 5);   \
  } while (0)

/* Who asks whether a tensor can be made in parts hears of the same faults as who fills it. */
#define FAULT_OF_BOTH(status, words, tensor)                                        \
  do {                                                                              \
    int32_t answer = 7;                                                             \
    FAULT(status, words, ti_fill(tensor, "normal", NULL));                          \
    FAULT(status, words, ti_is_divisible(tensor, "normal", NULL, &answer));         \
    CHECK(answer == 7);                                                             \
  } while (0)

int main(void) {
  const ti_tensor good = ti_contiguous(memory, TI_FLOAT32, 2, shape);
  ti_tensor bad;
  CHECK(strcmp(ti_last_error(), "") == 0);
  CHECK(ti_constant(&good, 5) == TI_OK);

  FAULT(TI_INVALID_ARGUMENT, "NULL", ti_zeros(NULL));
  FAULT(TI_INVALID_ARGUMENT, "NULL", ti_fill(&good, NULL, NULL));
  FAULT(TI_UNKNOWN_NAME, "did you mean 'normal'?", ti_fill(&good, "nomal", NULL));
  FAULT(TI_INVALID_EXPRESSION, "parenthesis", ti_fill(&good, "normal(", NULL));
  FAULT(TI_INVALID_ARGUMENT, "bytes that are UTF-8", ti_fill(&good, "normal(std=\xc3", NULL));
  FAULT(TI_INVALID_ARGUMENT, "std is -1.0", ti_normal(&good, 0, -1, NULL));
  FAULT(TI_INVALID_ARGUMENT, "mode is 2", ti_kaiming_normal(&good, 2, TI_RELU, 0, NULL));
  FAULT(TI_INVALID_ARGUMENT, "nonlinearity is -1", ti_kaiming_uniform(&good, TI_FAN_IN, -1, 0, NULL));
  FAULT(TI_INVALID_SHAPE, "3, 4 or 5 dimensions", ti_dirac(&good, 1));
  FAULT(TI_INVALID_ARGUMENT, "gain is NULL", ti_gain(TI_RELU, 0, NULL));
  FAULT(TI_INVALID_ARGUMENT, "count is -1", ti_set_thread_count(-1));

  bad = good;
  bad.data = NULL;
  FAULT(TI_INVALID_ARGUMENT, "data is NULL", ti_zeros(&bad));
  bad.data = (char *)memory + 1;
  FAULT(TI_INVALID_ARGUMENT, "a multiple of 4", ti_zeros(&bad));
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "a multiple of 4", &bad);
  bad = good;
  bad.shape = NULL;
  FAULT(TI_INVALID_ARGUMENT, "shape is NULL", ti_zeros(&bad));
  bad = good;
  bad.dtype = 10;
  FAULT(TI_INVALID_ARGUMENT, "dtype is 10", ti_zeros(&bad));
  bad.dtype = TI_INT32;
  FAULT(TI_UNSUPPORTED_DTYPE, "int32", ti_normal(&bad, 0, 1, NULL));
  bad = good;
  bad.rank = -1;
  FAULT(TI_INVALID_ARGUMENT, "rank is -1", ti_zeros(&bad));
  bad.rank = 1000000;
  FAULT(TI_INVALID_ARGUMENT, "rank is 1000000", ti_zeros(&bad));

  const int64_t negative[] = {3, -4};
  bad = good;
  bad.shape = negative;
  FAULT(TI_INVALID_SHAPE, "0 or more", ti_zeros(&bad));
  const int64_t huge[] = {INT64_MAX, INT64_MAX};
  bad.shape = huge;
  FAULT(TI_INVALID_SHAPE, "62 bits", ti_zeros(&bad));

  bad = good;
  const int64_t far_apart[] = {INT64_MIN, 1};
  bad.strides = far_apart;
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "62 bits", &bad);
  FAULT(TI_INVALID_ARGUMENT, "62 bits", ti_zeros(&bad));
  static const int64_t overlapping[][2] = {{0, 1}, {1, 1}, {2, 1}, {-1, 1}, {-1, 2}};
  for (int i = 0; i < 5; i++) {
    bad.strides = overlapping[i];
    bad.data = memory + (i < 3 ? 0 : 2);
    FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "same memory", &bad);
    FAULT(TI_INVALID_ARGUMENT, "same memory", ti_eye(&bad));
    CHECK(ti_constant(&bad, 5) == TI_OK);
    CHECK(ti_normal(&bad, 5, 0, NULL) == TI_OK && ti_uniform(&bad, 5, 5, NULL) == TI_OK);
    int32_t is_divisible = 7;
    bad.data = NULL;
    CHECK(ti_is_divisible(&bad, "log_uniform(5, 5)", NULL, &is_divisible) == TI_OK && is_divisible == 1);
    FAULT(TI_INVALID_ARGUMENT, "same memory", ti_is_divisible(&bad, "eye", NULL, &is_divisible));
  }

  const int64_t whole[] = {4, 4};
  bad = good;
  bad.whole_shape = whole;
  bad.whole_rank = 2;
  bad.offset = 5;
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "5..<17", &bad);
  bad.offset = -1;
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "offset is -1", &bad);
  bad.offset = INT64_MAX;
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "offset", &bad);
  bad.offset = 4;
  bad.whole_rank = -2;
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "whole_rank is -2", &bad);
  bad = good;
  bad.offset = 4;
  FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "whole_shape is NULL", &bad);

  static const int64_t starts[][2] = {{2, 0}, {0, 1}, {-1, 0}, {0, INT64_MAX}};
  static const char *const words[] = {
      "the box is [2..<5, 0..<4]", "within the sizes [4, 4]", "as long as the sizes [3, 4]", "start is 9223372036854775807"};
  for (int i = 0; i < 4; i++) {
    bad = good;
    bad.start = starts[i];
    FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "whole_shape is NULL", &bad);
    bad.whole_shape = whole;
    bad.whole_rank = 2;
    FAULT_OF_BOTH(TI_INVALID_ARGUMENT, words[i], &bad);
    bad.offset = 1;
    FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "offset is 1; expected 0 beside a start", &bad);
    bad.offset = 0;
    bad.whole_rank = 1;
    FAULT_OF_BOTH(TI_INVALID_ARGUMENT, "rank is 2; expected whole_rank, which is 1", &bad);
  }
  bad = good;
  bad.reserved[3] = memory;
  FAULT(TI_INVALID_ARGUMENT, "reserved is not NULL", ti_zeros(&bad));

  int32_t answer = 7;
  FAULT(TI_INVALID_ARGUMENT, "the tensor is NULL", ti_is_divisible(NULL, "normal", NULL, &answer));
  FAULT(TI_INVALID_ARGUMENT, "is_divisible is NULL", ti_is_divisible(&good, "normal", NULL, NULL));
  FAULT(TI_INVALID_ARGUMENT, "expression is NULL", ti_is_divisible(&good, NULL, NULL, &answer));
  FAULT(TI_UNKNOWN_NAME, "did you mean 'normal'?", ti_is_divisible(&good, "nomal", NULL, &answer));
  FAULT(TI_INVALID_SHAPE, "3, 4 or 5 dimensions", ti_is_divisible(&good, "dirac", NULL, &answer));
  FAULT(TI_INVALID_ARGUMENT, "reserved is not NULL", ti_is_divisible(&bad, "normal", NULL, &answer));
  bad = good;
  bad.whole_shape = negative;
  bad.whole_rank = 2;
  FAULT(TI_INVALID_SHAPE, "0 or more", ti_is_divisible(&bad, "normal", NULL, &answer));
  bad = good;
  bad.dtype = TI_INT32;
  FAULT(TI_UNSUPPORTED_DTYPE, "int32", ti_is_divisible(&bad, "normal", NULL, &answer));
  bad.shape = NULL;
  FAULT(TI_INVALID_ARGUMENT, "shape is NULL", ti_is_divisible(&bad, "zeros", NULL, &answer));
  CHECK(answer == 7);

  CHECK(ti_generator_create("mt", 1) == NULL && strstr(ti_last_error(), "generator 'mt'"));
  CHECK(ti_generator_create_version(NULL, 1, 2) == NULL && strstr(ti_last_error(), "those that are known: 1"));
  CHECK(ti_generator_create_version("torch", 1, 1) == NULL && strstr(ti_last_error(), "PyTorch"));
  CHECK(ti_generator_restore(NULL, 0) == NULL && strstr(ti_last_error(), "bytes is NULL"));
  CHECK(ti_generator_restore("", -1) == NULL && strstr(ti_last_error(), "byte_count is -1"));
  CHECK(ti_generator_restore("", INT64_MAX) == NULL && strstr(ti_last_error(), "byte_count"));
  CHECK(ti_generator_restore("TIState", 8) == NULL && strstr(ti_last_error(), "8 bytes"));
  CHECK(ti_generator_stream(NULL, NULL) == NULL && strstr(ti_last_error(), "name is NULL"));
  CHECK(ti_generator_stream(NULL, "\xe9") == NULL && strstr(ti_last_error(), "bytes that are UTF-8"));
  CHECK(ti_generator_create("ars\xff", 1) == NULL && strstr(ti_last_error(), "bytes that are UTF-8"));

  const int64_t none[] = {3, 0};
  const ti_tensor empty = ti_contiguous(NULL, TI_FLOAT32, 2, none);
  const ti_tensor odd = ti_contiguous((char *)memory + 1, TI_FLOAT32, 2, none);
  CHECK(ti_normal(&odd, 0, 1, NULL) == TI_OK);
  CHECK(ti_normal(&empty, 0, 1, NULL) == TI_OK && ti_kaiming_normal(&empty, 0, 0, 0, NULL) == TI_OK);
  float scalar = 0;
  const ti_tensor alone = ti_contiguous(&scalar, TI_FLOAT32, 0, NULL);
  CHECK(ti_ones(&alone) == TI_OK && scalar == 1);
  puts("every fault");
  return 0;
}
