/* The standard generator gives a forked process numbers of its own, unless the caller seeded it. */
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
  puts("every process");
  return 0;
}
