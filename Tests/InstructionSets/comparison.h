#ifndef COMPARISON_H
#define COMPARISON_H

#include "CFillKernels.h"

enum {
  MOST_ELEMENTS = 1100,
  /// Bytes on either side of what a kernel writes, which it leaves alone.
  MARGIN = 64,
  /// Elements may start at up to this many bytes after an aligned place.
  MOST_OFFSET = 64,
  OUTPUT_BYTES = MARGIN + MOST_OFFSET + 8 * MOST_ELEMENTS + MARGIN,
};

extern const char *const set_names[CK_INSTRUCTION_SETS];

/// What the baseline writes, and what another instruction set does.
extern uint8_t expected[OUTPUT_BYTES], actual[OUTPUT_BYTES];

/// Makes an output fresh, and gives the place of its first element.
void *start(uint8_t *output, size_t offset);

/// Checks that the baseline wrote nothing around its `count` bytes, which join the digest.
void accept_baseline(const char *name, size_t offset, size_t count);

/// Ends the program where another set's output is not the baseline's.
void compare(const char *name, ck_instruction_set set, size_t offset);

void add_to_digest(const void *bytes, size_t count);

/// How many cases each instruction set had, and the digest.
void print_comparisons(void);

/// Those that this machine has beside the baseline.
#define FOR_OTHER_SETS(set)                                                              \
  for (ck_instruction_set set = CK_BASELINE + 1; set < CK_INSTRUCTION_SETS; set++)       \
    if (ck_runs(set))

#endif
