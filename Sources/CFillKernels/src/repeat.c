// One value again and again.

#include "kernels.h"

/// A cache line.
typedef __attribute__((ext_vector_type(8))) uint64_t ck_line;

/// The same past the caches, to as many whole lines as there are; gives their size in bytes.
static size_t ck_repeat_past_caches(char *out, size_t size, ck_line line) {
  if ((uintptr_t)out % sizeof line != 0) return 0;
  size_t i = 0;
  for (; size - i >= sizeof line; i += sizeof line)
    __builtin_nontemporal_store(line, (ck_line *)(out + i));
#if defined(__x86_64__)
  // Such stores would otherwise be free to come after what other threads are told next.
  _mm_sfence();
#endif
  return i;
}

void ck_repeat(void *out, size_t size, uint64_t pattern, int past_caches) {
  const ck_line line = (ck_line){0} + pattern;
  char *const bytes = out;
  size_t i = past_caches ? ck_repeat_past_caches(bytes, size, line) : 0;
  for (; size - i >= sizeof line; i += sizeof line)
    memcpy(bytes + i, &line, sizeof line);
  for (; size - i >= sizeof pattern; i += sizeof pattern)
    memcpy(bytes + i, &pattern, sizeof pattern);
  if (i < size) memcpy(bytes + i, &pattern, size - i);
}
