// One value in memory that the caches can't hold.

#include "kernels.h"

typedef __attribute__((ext_vector_type(8))) uint64_t ck_line;

void ck_repeat_past_caches(void *out, size_t lines, uint64_t pattern) {
  const ck_line line = (ck_line){0} + pattern;
  for (size_t i = 0; i < lines; i++) __builtin_nontemporal_store(line, (ck_line *)out + i);
#if defined(__x86_64__)
  // Such stores would otherwise be free to come after what other threads are told next.
  _mm_sfence();
#endif
}
