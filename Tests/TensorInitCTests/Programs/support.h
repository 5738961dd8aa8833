/* What the programs share. They are C11 and C++17. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensor_init.h"

#define CHECK(condition)                                                          \
  do {                                                                            \
    if (!(condition)) {                                                           \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #condition, ti_last_error()); \
      exit(1);                                                                    \
    }                                                                             \
  } while (0)

/* A call ends with a status, and the sentence has these words. */
#define CHECK_FAULT(status, words, call)                                          \
  do {                                                                            \
    CHECK((call) == (status));                                                    \
    if (!strstr(ti_last_error(), words)) {                                        \
      fprintf(stderr, "%s: %s\n", #call, ti_last_error());                        \
      exit(1);                                                                    \
    }                                                                             \
  } while (0)

static inline void print_bytes(const char *name, const void *bytes, size_t count) {
  printf("%s ", name);
  for (size_t i = 0; i < count; i++) printf("%02x", ((const unsigned char *)bytes)[i]);
  printf("\n");
}
