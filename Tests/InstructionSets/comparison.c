// Outputs of the instruction sets, byte by byte.

#include "comparison.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNTOUCHED = 0xa5 };

const char *const set_names[CK_INSTRUCTION_SETS] = {
    "baseline", "avx2", "vaes", "avx512", "neon",
};

_Alignas(MARGIN) uint8_t expected[OUTPUT_BYTES];
_Alignas(MARGIN) uint8_t actual[OUTPUT_BYTES];
static unsigned long compared[CK_INSTRUCTION_SETS];
/// FNV-1a (Fowler, Noll and Vo), 64 bits.
static uint64_t digest = 0xcbf29ce484222325;

void add_to_digest(const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) digest = (digest ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3;
}

void *start(uint8_t *output, size_t offset) {
  memset(output, UNTOUCHED, OUTPUT_BYTES);
  return output + MARGIN + offset;
}

/// Ends with what is at a byte, counted from the first element, and what should be.
static void fail(const char *name, const char *reason, ptrdiff_t byte, uint8_t is, uint8_t should_be) {
  printf("%s: %s at byte %td: %02x instead of %02x\n", name, reason, byte, is, should_be);
  exit(1);
}

void accept_baseline(const char *name, size_t offset, size_t count) {
  const size_t first = MARGIN + offset;
  for (size_t i = 0; i < OUTPUT_BYTES; i++) {
    if (expected[i] == UNTOUCHED || (i >= first && i < first + count)) continue;
    fail(name, "baseline writes outside", (ptrdiff_t)i - (ptrdiff_t)first, expected[i], UNTOUCHED);
  }
  add_to_digest(expected + first, count);
  compared[CK_BASELINE]++;
}

void compare(const char *name, ck_instruction_set set, size_t offset) {
  compared[set]++;
  if (memcmp(expected, actual, OUTPUT_BYTES) == 0) return;
  size_t i = 0;
  while (expected[i] == actual[i]) i++;
  char reason[64];
  snprintf(reason, sizeof reason, "%s differs from baseline", set_names[set]);
  fail(name, reason, (ptrdiff_t)i - (ptrdiff_t)(MARGIN + offset), actual[i], expected[i]);
}

void print_comparisons(void) {
  for (ck_instruction_set set = 0; set < CK_INSTRUCTION_SETS; set++)
    if (ck_runs(set)) printf("%s: %lu cases\n", set_names[set], compared[set]);
    else printf("%s: not on this machine\n", set_names[set]);
  printf("digest: %016" PRIx64 "\n", digest);
}
