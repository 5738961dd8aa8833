/* Threads with generators and faults of their own do not see each other. */
#include <pthread.h>

#include "support.h"

enum { THREADS = 8, COUNT = 10000, ROUNDS = 50 };

static float expected[THREADS][COUNT], values[THREADS][COUNT];

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

int main(void) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) fill(i, expected[i]);
  for (int i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i) == 0);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  CHECK(memcmp(expected, values, sizeof values) == 0);
  puts("every thread");
  return 0;
}
