/* Threads with generators and faults of their own do not see each other, and those that share one take turns. */
#include <pthread.h>

#include "support.h"

enum { THREADS = 64, COUNT = 70000, ROUNDS = 5 };

static float expected[THREADS][COUNT], values[THREADS][COUNT];
static ti_generator *shared;

static void fill(int number, float *memory) {
  const int64_t count = COUNT;
  const ti_tensor tensor = ti_contiguous(memory, TI_FLOAT32, 1, &count);
  ti_generator *generator = ti_generator_create(number % 2 ? "philox" : "ars", (uint64_t)number);
  for (int round = 0; round < ROUNDS; round++) {
    CHECK(ti_normal(&tensor, 0, number + 1, generator) == TI_OK);
    CHECK(ti_normal(&tensor, 0, -1 - number, generator) == TI_INVALID_ARGUMENT);
    char words[32];
    snprintf(words, sizeof words, "std is %d.0", -1 - number);
    CHECK(strstr(ti_last_error(), words));
  }
  ti_generator_free(generator);
}

static void *run(void *argument) {
  const int number = (int)(intptr_t)argument;
  fill(number, values[number]);
  return NULL;
}

static void *run_shared(void *argument) {
  const int64_t count = COUNT;
  const ti_tensor tensor = ti_contiguous(values[(intptr_t)argument], TI_FLOAT32, 1, &count);
  CHECK(ti_normal(&tensor, 0, 1, shared) == TI_OK);
  return NULL;
}

static void in_threads(void *(*body)(void *)) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, body, (void *)(intptr_t)i) == 0);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

/* What threads draw from one generator is what one would draw, in the order in which they come. */
static void check_shared(const char *algorithm) {
  const int64_t count = COUNT;
  ti_generator *alone = ti_generator_create(algorithm, 3);
  for (int i = 0; i < THREADS; i++) {
    const ti_tensor tensor = ti_contiguous(expected[i], TI_FLOAT32, 1, &count);
    CHECK(ti_normal(&tensor, 0, 1, alone) == TI_OK);
  }
  ti_generator_free(alone);
  shared = ti_generator_create(algorithm, 3);
  in_threads(run_shared);
  ti_generator_free(shared);
  int is_taken[THREADS] = {0};
  for (int i = 0; i < THREADS; i++) {
    int found = 0;
    while (found < THREADS && (is_taken[found] || memcmp(values[i], expected[found], sizeof values[i]) != 0)) found++;
    CHECK(found < THREADS);
    is_taken[found] = 1;
  }
}

int main(void) {
  for (int i = 0; i < THREADS; i++) fill(i, expected[i]);
  in_threads(run);
  CHECK(memcmp(expected, values, sizeof values) == 0);
  /* Many more than there are processors. */
  CHECK(ti_set_thread_count(THREADS) == TI_OK);
  check_shared("ars");
  check_shared("torch");
  puts("every thread");
  return 0;
}
