/* Has one call of the system fail: a library for LD_PRELOAD.
 *
 *   FAIL_CALL=pwrite FAIL_AT=3 FAIL_WITH=28 LD_PRELOAD=./fail_calls.so COMMAND
 *
 * The third pwrite of the process fails with error 28, and those after it do not; with FAIL_EVER=1 they do, too. Without
 * FAIL_AT, none does, and the number of calls is written to the file FAIL_COUNT when the process ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_long calls;
static const char *failing;
static long at;
static int with, is_ever;

__attribute__((constructor)) static void read_environment(void) {
  const char *text;
  failing = getenv("FAIL_CALL");
  at = (text = getenv("FAIL_AT")) ? atol(text) : 0;
  with = (text = getenv("FAIL_WITH")) ? atoi(text) : EIO;
  is_ever = getenv("FAIL_EVER") != NULL;
}

__attribute__((destructor)) static void write_count(void) {
  const char *path = getenv("FAIL_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

/* Whether this call of a function of that name is to fail. */
static int fails(const char *name) {
  if (!failing || strcmp(name, failing) != 0) return 0;
  const long number = atomic_fetch_add(&calls, 1) + 1;
  return at > 0 && (number == at || (is_ever && number > at));
}

/* A function with the system's result, -1 and errno where it fails. */
#define CALL(type, name, parameters, arguments)                  \
  type name parameters {                                         \
    static type(*real) parameters;                               \
    if (fails(#name)) {                                          \
      errno = with;                                              \
      return -1;                                                 \
    }                                                            \
    if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
    return real arguments;                                       \
  }

/* One that returns the error's number. */
#define CALL_WITH_CODE(name, parameters, arguments)             \
  int name parameters {                                         \
    static int(*real) parameters;                               \
    if (fails(#name)) return with;                              \
    if (!real) real = (int(*) parameters)dlsym(RTLD_NEXT, #name); \
    return real arguments;                                      \
  }

CALL(ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t offset), (file, bytes, count, offset))
CALL(ssize_t, pread, (int file, void *bytes, size_t count, off_t offset), (file, bytes, count, offset))
CALL(ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count))
CALL(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count))
CALL(int, fsync, (int file), (file))
CALL(int, fstat, (int file, struct stat *status), (file, status))
CALL(int, stat, (const char *path, struct stat *status), (path, status))
CALL(int, flock, (int file, int operation), (file, operation))
CALL(int, unlink, (const char *path), (path))
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode))
CALL(int, rmdir, (const char *path), (path))
CALL(int, rename, (const char *from, const char *to), (from, to))
CALL(int, linkat, (int old_folder, const char *from, int new_folder, const char *to, int flags),
     (old_folder, from, new_folder, to, flags))
CALL_WITH_CODE(posix_fallocate, (int file, off_t offset, off_t length), (file, offset, length))
CALL_WITH_CODE(pthread_create,
               (pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument),
               (thread, attributes, body, argument))

/* The memory of tensors and of work on them; Swift's runtime, which ends the process where it gets none, asks for smaller
 * alignments. */
int posix_memalign(void **address, size_t alignment, size_t size) {
  static int (*real)(void **, size_t, size_t);
  if (alignment >= 64 && fails("posix_memalign")) return with;
  if (!real) real = (int (*)(void **, size_t, size_t))dlsym(RTLD_NEXT, "posix_memalign");
  return real(address, alignment, size);
}

int open(const char *path, int flags, ...) {
  static int (*real)(const char *, int, ...);
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (fails("open")) {
    errno = with;
    return -1;
  }
  if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  return real(path, flags, mode);
}
