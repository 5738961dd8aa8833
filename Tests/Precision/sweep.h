// Every value of a law, or a sample of them, against the exact ones.

#ifndef SWEEP_H
#define SWEEP_H

#include "laws.h"

typedef struct {
  uint64_t count;
  double smallest, largest;
  /// The least magnitude above 0.
  double nearest;
  /// The greatest distance from the exact value, which is limited to the bounds, in units in the last place of the
  /// dtype there, and a draw that has it.
  double error;
  uint64_t worst;
  /// How many values are not the exact one, rounded to the dtype.
  uint64_t other_count;
  /// How many different ones there are; 0 where not all draws were looked at.
  uint64_t different;
} findings;

enum { NARROW_DTYPES = 3 };
extern const ck_dtype narrow_dtypes[NARROW_DTYPES];

/// Looks at every so many draws, and at all of the first and the last few thousand.
void sample_narrow(const row *row, uint64_t stride, findings found[NARROW_DTYPES]);

/// Looks at all draws: their values in float32, and which those are in the other dtypes. Of these the errors stay as
/// they were found before.
void sweep_all(const row *row, int threads, findings found[NARROW_DTYPES]);

/// Those of random draws, and of the first and the last few, of float64.
findings sample_float64(const row *row, uint64_t count);

/// How far binary64's exact values of float32's draws are from those of long doubles, of some, in units in their last
/// place.
double error_of_exact(const row *row, uint64_t count);

#endif
