/* Recipes: their values are those of ti_fill from the streams of the tensors' names, of parts too; faults are found before
 * anything is written; threads and forked processes share them. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { ROWS = 6, COLUMNS = 4, COUNT = ROWS * COLUMNS, THREADS = 8 };

static const int64_t shape[] = {ROWS, COLUMNS}, size[] = {ROWS};
static const ti_tensor_spec specs[] = {
    {"fc.weight", 2, shape, TI_FLOAT32, 0, {NULL, NULL}},
    {"fc.bias", 1, size, TI_FLOAT64, 0, {NULL, NULL}},
    {"norm.mean", 1, size, TI_FLOAT32, 1, {NULL, NULL}},
};
static const char *const rules =
    "seed: 7\nvars: {s: 1}\ntie: {head: fc.weight}\nrules: {\"*.bias\": ones, \"*\": normal(std=s/2)}\n";

static ti_recipe *recipe_of(const char *text) {
  return ti_recipe_create(text, (int64_t)strlen(text), "r.yaml", NULL, 0);
}

static ti_recipe_tensors *tensors_of(const char *text, int64_t count, int32_t is_strict) {
  ti_recipe *recipe = recipe_of(text);
  CHECK(recipe);
  ti_recipe_tensors *tensors = ti_recipe_assign(recipe, NULL, specs, count, is_strict);
  ti_recipe_free(recipe);
  return tensors;
}

static void check_text(const ti_recipe_tensors *tensors, int64_t index, const char *expected) {
  char text[200];
  CHECK(ti_recipe_tensors_expression(tensors, index, NULL, 0) == (int64_t)strlen(expected));
  CHECK(ti_recipe_tensors_expression(tensors, index, text, sizeof text) == (int64_t)strlen(expected));
  CHECK(strcmp(text, expected) == 0);
}

/* What ti_fill gives a tensor of this name. */
static void expect(float *values, const char *expression, const char *name) {
  const ti_tensor tensor = ti_contiguous(values, TI_FLOAT32, 2, shape);
  ti_generator *root = ti_generator_create(NULL, 7), *stream = ti_generator_stream(root, name);
  CHECK(ti_fill(&tensor, expression, stream) == TI_OK);
  ti_generator_free(stream);
  ti_generator_free(root);
}

static ti_recipe_tensors *shared;
static float expected[COUNT];

static void *fill(void *argument) {
  (void)argument;
  ti_generator *generator = ti_generator_create("ars", 7);
  for (int round = 0; round < 200; round++) {
    float values[COUNT] = {0};
    const ti_tensor tensor = ti_contiguous(values, TI_FLOAT32, 2, shape);
    /* Every time the same ones. */
    CHECK(ti_recipe_fill(shared, 0, &tensor, generator) == TI_OK);
    CHECK(memcmp(values, expected, sizeof values) == 0);
  }
  ti_generator_free(generator);
  return NULL;
}

static void values(void) {
  shared = tensors_of(rules, 3, 1);
  CHECK(shared && ti_recipe_tensors_count(shared) == 3 && ti_recipe_tensors_unmatched_count(shared) == 0);
  check_text(shared, 0, "normal(mean=0.0, std=0.5)");
  check_text(shared, 1, "ones");
  check_text(shared, 2, "");
  CHECK(ti_recipe_reaches(shared, 0) == 1 && ti_recipe_reaches(shared, 1) == 1 && ti_recipe_reaches(shared, 2) == 0);
  ti_tensor_spec spec;
  CHECK(ti_recipe_tensors_spec(shared, 2, &spec) == TI_OK);
  CHECK(strcmp(spec.name, "norm.mean") == 0 && spec.rank == 1 && spec.shape[0] == ROWS && spec.is_buffer == 1);

  expect(expected, "normal(std=0.5)", "fc.weight");
  /* What the library makes when it is first used must be there: a child would wait for who is making it. */
  fill(NULL);
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, fill, NULL) == 0);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60);
    fill(NULL);
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);

  double bias[ROWS] = {0};
  const ti_tensor vector = ti_contiguous(bias, TI_FLOAT64, 1, size);
  CHECK(ti_recipe_fill(shared, 1, &vector, NULL) == TI_OK && bias[ROWS - 1] == 1);
  int32_t is_divisible = 7;
  CHECK(ti_recipe_is_divisible(shared, 0, NULL, &is_divisible) == TI_OK && is_divisible == 1);
  ti_recipe_tensors_free(shared);
}

/* Fused tensors have streams of their own names; a box, a range and columns have the values of the whole. */
static void fused(void) {
  ti_recipe *recipe = recipe_of(
      "tensors:\n  qkv: {shape: [6, 4], blocks: {\"{q,k}\": {size: 2, initializer: normal(std=0.5)}, "
      "v: {size: 2, initializer: orthogonal}}}\n");
  ti_recipe_tensors *tensors = ti_recipe_assign(recipe, NULL, NULL, 0, 1);
  CHECK(tensors && ti_recipe_tensors_count(tensors) == 1);
  ti_tensor_spec spec;
  CHECK(ti_recipe_tensors_spec(tensors, 0, &spec) == TI_OK && strcmp(spec.name, "qkv") == 0);
  CHECK(spec.rank == 2 && spec.shape[0] == ROWS && spec.shape[1] == COLUMNS && spec.dtype == TI_FLOAT32);
  float whole[COUNT], part[COUNT], block[COUNT];
  ti_generator *generator = ti_generator_create(NULL, 7);
  ti_tensor tensor = ti_contiguous(whole, TI_FLOAT32, 2, spec.shape);
  CHECK(ti_recipe_fill(tensors, 0, &tensor, generator) == TI_OK);
  expect(block, "normal(std=0.5)", "q");
  CHECK(memcmp(whole, block, 8 * sizeof *block) == 0);
  expect(block, "normal(std=0.5)", "k");
  CHECK(memcmp(whole + 8, block, 8 * sizeof *block) == 0);

  const int64_t box[] = {4, 2}, start[] = {1, 1}, strides[] = {1, 4};
  tensor = ti_contiguous(part, TI_FLOAT32, 2, box);
  tensor.strides = strides;
  tensor.whole_shape = spec.shape;
  tensor.whole_rank = 2;
  tensor.start = start;
  CHECK(ti_recipe_fill(tensors, 0, &tensor, generator) == TI_OK);
  for (int row = 0; row < 4; row++) {
    for (int column = 0; column < 2; column++) CHECK(part[row + 4 * column] == whole[(row + 1) * COLUMNS + column + 1]);
  }
  const int64_t range[] = {10};
  tensor = ti_contiguous(part, TI_FLOAT32, 1, range);
  tensor.whole_shape = spec.shape;
  tensor.whole_rank = 2;
  tensor.offset = 13;
  CHECK(ti_recipe_fill(tensors, 0, &tensor, generator) == TI_OK);
  CHECK(memcmp(part, whole + 13, 10 * sizeof *part) == 0);
  int32_t is_divisible = 7;
  CHECK(ti_recipe_is_divisible(tensors, 0, generator, &is_divisible) == TI_OK && is_divisible == 0);
  ti_generator_free(generator);
  ti_recipe_tensors_free(tensors);
  ti_recipe_free(recipe);
}

static void contents(void) {
  const ti_recipe_setting settings[] = {{"s", "2*3"}};
  ti_recipe *recipe = ti_recipe_create(rules, (int64_t)strlen(rules), "r.yaml", settings, 1);
  uint64_t seed = 0;
  CHECK(recipe && ti_recipe_seed(recipe, &seed) == 1 && seed == 7 && ti_recipe_seed(recipe, NULL) == 1);
  const char *name, *other;
  CHECK(ti_recipe_tie_count(recipe) == 1 && ti_recipe_tie(recipe, 0, &name, &other) == TI_OK);
  CHECK(strcmp(name, "head") == 0 && strcmp(other, "fc.weight") == 0);
  CHECK(ti_recipe_tie(recipe, 1, &name, &other) == TI_INVALID_ARGUMENT && strstr(ti_last_error(), "index is 1"));
  ti_recipe_tensors *tensors = ti_recipe_assign(recipe, "philox", specs, 2, 1);
  ti_recipe_free(recipe);
  check_text(tensors, 0, "normal(mean=0.0, std=3.0)");
  ti_recipe_tensors_free(tensors);

  /* What is left out. */
  const char *const some = "rules: {\"*.bias\": ones, x: zeros, \"y*\": {initializer: zeros, optional: true}}\n";
  CHECK(!tensors_of(some, 3, 1) && strstr(ti_last_error(), "r.yaml:1:8: no rule is for the tensor 'fc.weight'"));
  tensors = tensors_of(some, 3, 0);
  CHECK(tensors && ti_recipe_reaches(tensors, 0) == 0 && ti_recipe_reaches(tensors, 1) == 1);
  CHECK(ti_recipe_tensors_unmatched_count(tensors) == 1);
  CHECK(ti_recipe_tensors_unmatched(tensors, 0, &name) == TI_OK && strcmp(name, "x") == 0);
  CHECK(ti_recipe_tensors_unmatched(tensors, 1, &name) == TI_INVALID_ARGUMENT);
  float memory[COUNT];
  const ti_tensor tensor = ti_contiguous(memory, TI_FLOAT32, 2, shape);
  CHECK(ti_recipe_fill(tensors, 0, &tensor, NULL) == TI_INVALID_ARGUMENT && strstr(ti_last_error(), "'fc.weight'"));
  ti_recipe_tensors_free(tensors);

  recipe = recipe_of("initializer: ones\n");
  CHECK(recipe && ti_recipe_seed(recipe, &seed) == 0 && ti_recipe_tie_count(recipe) == 0);
  ti_recipe_free(recipe);
  ti_recipe_free(NULL);
  ti_recipe_tensors_free(NULL);
}

#define FAULT(status, words, call)                                                \
  do {                                                                            \
    CHECK_FAULT(status, words, call);                                             \
    for (int i = 0; i < COUNT; i++) CHECK(memory[i] == 5);                        \
  } while (0)

#define NOTHING(words, call) FAULT(0, words, (call) != NULL)

static void faults(void) {
  static float memory[COUNT];
  const ti_tensor good = ti_contiguous(memory, TI_FLOAT32, 2, shape);
  CHECK(ti_constant(&good, 5) == TI_OK);
  NOTHING("r.yaml:2:1: while parsing", recipe_of("a: ["));
  NOTHING("r.yaml:1:1: the file is empty", recipe_of(""));
  NOTHING("r.yaml:1:7: the text is not UTF-8", recipe_of("seed: \xff"));
  NOTHING("r.yaml:1:7: control characters", ti_recipe_create("seed: \0001", 8, "r.yaml", NULL, 0));
  NOTHING("unknown recipe key 'sed'", recipe_of("sed: 1"));
  NOTHING("path is NULL", ti_recipe_create("", 0, NULL, NULL, 0));
  NOTHING("path is ", ti_recipe_create("", 0, "\xff", NULL, 0));
  NOTHING("text is NULL", ti_recipe_create(NULL, 1, "r.yaml", NULL, 0));
  NOTHING("byte_count is -1", ti_recipe_create("", -1, "r.yaml", NULL, 0));
  NOTHING("more than", ti_recipe_create("", INT64_MAX, "r.yaml", NULL, 0));
  NOTHING("settings is NULL", ti_recipe_create("", 0, "r.yaml", NULL, 1));
  NOTHING("/nowhere/r.yaml: can't read", ti_recipe_create(NULL, 0, "/nowhere/r.yaml", NULL, 0));
  const ti_recipe_setting unknown = {"t", "1"}, nothing = {"s", NULL};
  NOTHING("unknown variable", ti_recipe_create(rules, (int64_t)strlen(rules), "r.yaml", &unknown, 1));
  NOTHING("value is NULL", ti_recipe_create(rules, (int64_t)strlen(rules), "r.yaml", &nothing, 1));

  NOTHING("r.yaml:1:11: the rule 'x' is for no tensor", tensors_of("rules:   {x: ones, \"*\": ones}", 2, 1));
  NOTHING("r.yaml:1:8: 'fc.weight' is of float64 here, and of float32 in the model",
          tensors_of("dtype: float64\ninitializer: ones", 2, 1));
  NOTHING("r.yaml:1:31: 'fc.weight' has the shape [6, 5] here, and [6, 4] in the model",
          tensors_of("tensors: {fc.weight: {shape:  [6, 5], initializer: ones}}", 1, 1));
  NOTHING("r.yaml:1:11: the model has no tensor 'x'", tensors_of("tensors: {x: {shape: [1], initializer: ones}}", 1, 1));
  NOTHING("r.yaml:1:10: the model's tensor 'fc.bias' is not among these",
          tensors_of("tensors: {fc.weight: {shape: [6, 4], initializer: ones}}", 3, 1));
  NOTHING("r.yaml:1:7: 'fc.bias' is a tensor of its own", tensors_of("tie: {fc.bias: fc.weight}\ninitializer: ones", 2, 1));
  NOTHING("r.yaml:1:10: there is no tensor 'x' to tie to", tensors_of("tie: {a: x}\ninitializer: ones", 2, 1));
  NOTHING("'fc.bias': xavier_normal", tensors_of("initializer: xavier_normal", 2, 1));

  ti_recipe *recipe = recipe_of("initializer: normal");
  NOTHING("the recipe is NULL", ti_recipe_assign(NULL, NULL, specs, 2, 1));
  NOTHING("generator 'mt'", ti_recipe_assign(recipe, "mt", specs, 2, 1));
  NOTHING("specs is NULL", ti_recipe_assign(recipe, NULL, NULL, 1, 1));
  NOTHING("spec_count is -1", ti_recipe_assign(recipe, NULL, specs, -1, 1));
  NOTHING("the recipe has no 'tensors'", ti_recipe_assign(recipe, NULL, NULL, 0, 1));
  ti_tensor_spec bad[] = {specs[0], specs[0]};
  NOTHING("two of the name 'fc.weight'", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  bad[1].name = NULL;
  NOTHING("name is NULL", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  bad[1].name = "\xc3";
  NOTHING("bytes that are UTF-8", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  bad[1] = specs[1];
  bad[1].rank = 65;
  NOTHING("'fc.bias': recipe_assign: rank is 65", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  bad[1] = specs[1];
  bad[1].shape = NULL;
  NOTHING("shape is NULL", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  bad[1] = specs[1];
  bad[1].dtype = 77;
  NOTHING("dtype is 77", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  const int64_t huge[] = {INT64_MAX, INT64_MAX};
  bad[1] = specs[0];
  bad[1].name = "huge";
  bad[1].shape = huge;
  NOTHING("62 bits", ti_recipe_assign(recipe, NULL, bad, 2, 1));
  bad[1] = specs[1];
  bad[1].reserved[1] = memory;
  NOTHING("reserved is not NULL", ti_recipe_assign(recipe, NULL, bad, 2, 1));

  ti_recipe_tensors *tensors = ti_recipe_assign(recipe, NULL, specs, 2, 1);
  int32_t answer = 7;
  FAULT(TI_INVALID_ARGUMENT, "the tensors is NULL", ti_recipe_fill(NULL, 0, &good, NULL));
  FAULT(TI_INVALID_ARGUMENT, "the tensor is NULL", ti_recipe_fill(tensors, 0, NULL, NULL));
  FAULT(TI_INVALID_ARGUMENT, "index is 2", ti_recipe_fill(tensors, 2, &good, NULL));
  FAULT(TI_INVALID_ARGUMENT, "index is -1", ti_recipe_is_divisible(tensors, -1, NULL, &answer));
  FAULT(TI_INVALID_ARGUMENT, "is_divisible is NULL", ti_recipe_is_divisible(tensors, 0, NULL, NULL));
  FAULT(TI_INVALID_SHAPE, "'fc.bias': recipe_fill: the tensor's shape is [6, 4]; expected [6]", ti_recipe_fill(tensors, 1, &good, NULL));
  ti_tensor other = good;
  other.dtype = TI_INT32;
  FAULT(TI_UNSUPPORTED_DTYPE, "expected float32", ti_recipe_fill(tensors, 0, &other, NULL));
  other = good;
  const int64_t overlapping[] = {0, 1};
  other.strides = overlapping;
  FAULT(TI_INVALID_ARGUMENT, "same memory", ti_recipe_fill(tensors, 0, &other, NULL));
  FAULT(TI_INVALID_ARGUMENT, "spec is NULL", ti_recipe_tensors_spec(tensors, 0, NULL));
  CHECK(ti_recipe_tensors_expression(tensors, 2, NULL, 0) == -1 && ti_recipe_reaches(tensors, INT64_MAX) == 0);
  CHECK(ti_recipe_tensors_count(NULL) == 0 && ti_recipe_tie_count(NULL) == 0 && ti_recipe_seed(NULL, NULL) == 0);
  CHECK(answer == 7);
  ti_recipe_tensors_free(tensors);
  ti_recipe_free(recipe);
}

int main(void) {
  values();
  fused();
  contents();
  faults();
  puts("every recipe");
  return 0;
}
