/* Prints what every function writes, for the test to compare with what Swift's initializers give. */
#include "support.h"

static float memory[30];

static ti_generator *generator(void) {
  static ti_generator *generator;
  if (!generator) CHECK((generator = ti_generator_create("ars", 0)) != NULL);
  ti_generator_reseed(generator, 7);
  return generator;
}

#define SHOW(name, call)                       \
  do {                                         \
    CHECK((call) == TI_OK);                    \
    print_bytes(name, memory, sizeof memory);  \
  } while (0)

/* A generator of the other one's state. */
static ti_generator *restored_at(const ti_generator *other) {
  char bytes[8192];
  const int64_t count = ti_generator_state(other, NULL, 0);
  memset(bytes, 7, sizeof bytes);
  CHECK(count > 0 && ti_generator_state(other, bytes, count - 1) == count && bytes[0] == 7);
  CHECK(ti_generator_state(other, bytes, count) == count && bytes[count] == 7);
  ti_generator *restored = ti_generator_restore(bytes, count);
  CHECK(restored);
  return restored;
}

/* Whether the counts of names in a state are taken over and copied, and end with a reseeding. */
static void check_counts(void) {
  static const char counts[] = "\2\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0fc";
  char bytes[100], found[100];
  const int64_t plain = ti_generator_state(generator(), bytes, sizeof bytes);
  const int64_t whole = plain + (int64_t)sizeof counts - 1;
  memcpy(bytes + plain, counts, sizeof counts - 1);
  ti_generator *counting = ti_generator_restore(bytes, whole);
  ti_generator *copy = ti_generator_copy(counting);
  CHECK(counting && copy && ti_generator_state(copy, found, sizeof found) == whole);
  CHECK(memcmp(found, bytes, (size_t)whole) == 0);
  ti_generator *stream = ti_generator_stream(counting, "fc");
  CHECK(stream && ti_generator_state(stream, NULL, 0) == plain);
  ti_generator_reseed(counting, 7);
  CHECK(ti_generator_state(counting, found, sizeof found) == plain && memcmp(found, bytes, (size_t)plain) == 0);
  CHECK(ti_generator_restore(bytes, whole - 1) == NULL && strstr(ti_last_error(), "counts of names"));
  ti_generator_free(stream);
  ti_generator_free(counting);
  ti_generator_free(copy);
}

int main(void) {
  const int64_t shape[] = {6, 5, 1};
  const ti_tensor flat = ti_contiguous(memory, TI_FLOAT32, 2, shape);
  const ti_tensor cube = ti_contiguous(memory, TI_FLOAT32, 3, shape);
  const ti_tensor *t = &flat;

  CHECK(strcmp(ti_version(), TI_VERSION) == 0);
  CHECK(ti_stream_version() == 1);
  SHOW("ones", ti_ones(t));
  SHOW("zeros", ti_zeros(t));
  SHOW("constant(1.5)", ti_constant(t, 1.5));
  SHOW("eye", ti_eye(t));
  SHOW("dirac(2)", ti_dirac(&cube, 2));
  SHOW("uniform(-1, 3)", ti_uniform(t, -1, 3, generator()));
  SHOW("normal(1, 2)", ti_normal(t, 1, 2, generator()));
  SHOW("trunc_normal(0.5, 2, -1, 3)", ti_trunc_normal(t, 0.5, 2, -1, 3, generator()));
  SHOW("xavier_uniform(2)", ti_xavier_uniform(t, 2, generator()));
  SHOW("xavier_normal(2)", ti_xavier_normal(t, 2, generator()));
  SHOW("kaiming_uniform(fan_out, tanh)", ti_kaiming_uniform(t, TI_FAN_OUT, TI_TANH, 0, generator()));
  SHOW("kaiming_normal(slope=0.5)", ti_kaiming_normal(t, TI_FAN_IN, TI_LEAKY_RELU, 0.5, generator()));
  SHOW("orthogonal(3)", ti_orthogonal(t, 3, generator()));
  SHOW("sparse(0.4, 2)", ti_sparse(t, 0.4, 2, generator()));
  SHOW("cauchy(1, 2)", ti_cauchy(t, 1, 2, generator()));
  SHOW("exponential(2)", ti_exponential(t, 2, generator()));
  SHOW("geometric(0.2)", ti_geometric(t, 0.2, generator()));
  SHOW("log_normal(0.5, 0.25)", ti_log_normal(t, 0.5, 0.25, generator()));
  SHOW("random(-5, 90)", ti_random(t, -5, 90, generator()));
  SHOW("random", ti_random(t, 0, TI_LARGEST, generator()));
  SHOW("bernoulli(0.3)", ti_bernoulli(t, 0.3, generator()));
  SHOW("trunc_normal(std=0.1)", ti_fill(t, "trunc_normal(std=0.1)", generator()));

  ti_generator *stream = ti_generator_stream(generator(), "fc.weight");
  ti_generator *copy = ti_generator_copy(stream);
  CHECK(stream && copy && ti_generator_seed(stream) == 7);
  SHOW("stream", ti_normal(t, 0, 1, stream));
  SHOW("copy", ti_normal(t, 0, 1, copy));
  SHOW("second", ti_normal(t, 0, 1, copy));
  ti_generator *restored = restored_at(copy);
  SHOW("restored", ti_normal(t, 0, 1, restored));
  ti_generator_free(restored);
  ti_generator_free(stream);
  ti_generator_free(copy);
  ti_generator_free(NULL);
  check_counts();

  ti_generator *versioned = ti_generator_create_version("philox", 7, ti_stream_version());
  SHOW("version", ti_normal(t, 0, 1, versioned));
  ti_generator_free(versioned);

  ti_generator *torch = ti_generator_create("torch", 42);
  SHOW("torch", ti_normal(t, 0, 1, torch));
  ti_generator_free(torch);

  ti_generator_reseed(NULL, 7);
  SHOW("default", ti_normal(t, 0, 1, NULL));
  CHECK(ti_generator_seed(NULL) == 7);

  double gain = 0;
  CHECK(ti_gain(TI_LEAKY_RELU, 1, &gain) == TI_OK && gain == 1);
  return 0;
}
