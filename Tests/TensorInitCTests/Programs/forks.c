/* A forked process can do what its parent can, whatever other threads were at; the standard generator gives it numbers of
 * its own, unless the caller seeded it. */
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { COUNT = 16, CHILDREN = 4 };

typedef struct { float values[COUNT]; } draw;

/* What the standard generator gives next, with whatever number of threads. */
static draw next_draw(void) {
  draw drawn;
  const int64_t count = COUNT;
  const ti_tensor tensor = ti_contiguous(drawn.values, TI_FLOAT32, 1, &count);
  CHECK(ti_normal(&tensor, 0, 1, NULL) == TI_OK);
  return drawn;
}

static draw draw_of_child(void) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    const draw drawn = next_draw();
    _exit(write(ends[1], &drawn, sizeof drawn) == (ssize_t)sizeof drawn ? 0 : 1);
  }
  draw drawn;
  int status;
  CHECK(read(ends[0], &drawn, sizeof drawn) == (ssize_t)sizeof drawn);
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  close(ends[0]);
  close(ends[1]);
  return drawn;
}

static int are_equal(const draw *first, const draw *second) {
  return memcmp(first->values, second->values, sizeof first->values) == 0;
}

/* One thread is in these all the time while another one forks. */
static const char *const busy[] = {"normal", "orthogonal", "orthogonal(method=qr)"};
static const char *expression;
static ti_generator *shared;
static int is_done;

static void fill_busily(float *values) {
  static const int64_t shape[] = {100, 100};
  const ti_tensor tensor = ti_contiguous(values, TI_FLOAT32, 2, shape);
  CHECK(ti_fill(&tensor, expression, shared) == TI_OK);
}

static void *work(void *values) {
  while (!__atomic_load_n(&is_done, __ATOMIC_RELAXED)) fill_busily((float *)values);
  return NULL;
}

/* The same as a process makes that has never forked. */
static void fill_with_own_generator(const char *algorithm, float *values) {
  static const int64_t shape[] = {100, 100};
  const ti_tensor tensor = ti_contiguous(values, TI_FLOAT32, 2, shape);
  ti_generator *own = ti_generator_create(algorithm, 7);
  CHECK(ti_fill(&tensor, expression, own) == TI_OK);
  ti_generator_free(own);
}

static void fork_beside_work(const char *algorithm) {
  static float values[2][10000], expected[10000];
  pthread_t thread;
  shared = ti_generator_create(algorithm, 1);
  is_done = 0;
  /* What the library makes when it is first used must be there: a child would wait for who is making it. */
  fill_busily(values[1]);
  fill_with_own_generator(algorithm, expected);
  CHECK(pthread_create(&thread, NULL, work, values[0]) == 0);
  for (int i = 0; i < 40; i++) {
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(60);
      fill_busily(values[1]);
      fill_with_own_generator(algorithm, values[1]);
      CHECK(memcmp(values[1], expected, sizeof expected) == 0);
      _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
  }
  __atomic_store_n(&is_done, 1, __ATOMIC_RELAXED);
  pthread_join(thread, NULL);
  ti_generator_free(shared);
}

int main(void) {
  draw draws[CHILDREN + 1];
  next_draw();
  for (int i = 0; i < CHILDREN; i++) draws[i] = draw_of_child();
  draws[CHILDREN] = next_draw();
  for (int i = 0; i <= CHILDREN; i++) {
    for (int j = 0; j < i; j++) CHECK(!are_equal(&draws[i], &draws[j]));
  }

  ti_generator_reseed(NULL, 7);
  next_draw();
  for (int i = 0; i < CHILDREN; i++) draws[i] = draw_of_child();
  draws[CHILDREN] = next_draw();
  for (int i = 1; i <= CHILDREN; i++) CHECK(are_equal(&draws[i], &draws[0]));

  for (int i = 0; i < 3; i++) {
    expression = busy[i];
    fork_beside_work("ars");
    fork_beside_work("torch");
  }
  puts("every process");
  return 0;
}
