/* Where file descriptors, threads or memory have run out, calls give the same values or a status. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

enum { COUNT = 1 << 20 };

static float values[COUNT], expected[COUNT];
static const int64_t count = COUNT;

static void fill(float *memory) {
  const ti_tensor tensor = ti_contiguous(memory, TI_FLOAT32, 1, &count);
  ti_generator *generator = ti_generator_create("ars", 1);
  CHECK(ti_normal(&tensor, 0, 1, generator) == TI_OK);
  ti_generator_free(generator);
}

static ti_status fill_matrix(const char *expression, int64_t size) {
  const int64_t shape[] = {size, size};
  const ti_tensor tensor = ti_contiguous(values, TI_FLOAT32, 2, shape);
  values[0] = 5;
  const ti_status status = ti_fill(&tensor, expression, NULL);
  if (status != TI_OK) CHECK(values[0] == 5 && *ti_last_error());
  return status;
}

static ti_status orthogonal(void) { return fill_matrix("orthogonal", 700); }

/* Needs OpenBLAS and LAPACK, whose threads wait for each other actively where a matrix is larger. */
static ti_status factorized(void) { return fill_matrix("orthogonal(method=qr)", 90); }

/* Runs `body` in a child, whose limits are its own. */
static void in_child(void (*body)(void)) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60);
    body();
    exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void limit_memory(size_t byte_count) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file && fscanf(file, "%ld", &pages) == 1);
  fclose(file);
  struct rlimit limit;
  limit.rlim_cur = limit.rlim_max = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) + byte_count;
  CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
}

static void without_descriptors(void) {
  while (open("/dev/null", O_RDONLY) >= 0) {}
  CHECK(errno == EMFILE);
  fill(values);
  CHECK(memcmp(values, expected, sizeof values) == 0);
  CHECK(orthogonal() == TI_OK);
  CHECK(factorized() == TI_FAILURE);
  for (int descriptor = 3; descriptor < 20; descriptor++) close(descriptor);
  CHECK(factorized() == TI_OK);
}

static void *start(void *argument) { return argument; }

static void without_threads(void) {
  /* The heap may grow once, which it does by 132 KiB. */
  limit_memory(1 << 18);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, start, NULL) != 0);
  fill(values);
  CHECK(memcmp(values, expected, sizeof values) == 0);
  CHECK(orthogonal() == TI_OUT_OF_MEMORY);
  CHECK(factorized() == TI_OUT_OF_MEMORY);
}

static size_t room;

static void reflected_with_little_memory(void) {
  limit_memory(room);
  CHECK(orthogonal() == TI_OK);
}

static void factorized_with_little_memory(void) {
  limit_memory(room);
  const ti_status status = factorized();
  CHECK(status == TI_OK || status == TI_OUT_OF_MEMORY || status == TI_FAILURE);
}

/* A child has none of its parent's threads. */
static void after_fork(void) {
  fill(values);
  CHECK(memcmp(values, expected, sizeof values) == 0);
  CHECK(orthogonal() == TI_OK);
  CHECK(factorized() == TI_OK);
}

int main(void) {
  struct rlimit files;
  CHECK(getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = 100;
  CHECK(setrlimit(RLIMIT_NOFILE, &files) == 0);

  ti_set_thread_count(1);
  fill(expected);
  ti_set_thread_count(4);
  in_child(without_descriptors);
  in_child(without_threads);
  for (room = 1 << 26; room < 1 << 30; room += 1 << 26) {
    in_child(reflected_with_little_memory);
    in_child(factorized_with_little_memory);
  }
  fill(values);
  in_child(after_fork);
  CHECK(factorized() == TI_OK);
  in_child(after_fork);
  puts("every limit");
  return 0;
}
