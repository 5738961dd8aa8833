// What is measured: the kernels' arithmetic, law by law, and the exact values to which it is compared.

#ifndef LAWS_H
#define LAWS_H

#include "CFillKernels.h"

/// Elements are computed so many at a time.
enum { LANES = 16 };

typedef enum {
  UNIFORM,
  /// The factors of Box and Muller's normal numbers.
  RADIUS,
  SINE,
  NORMAL,
  EXPONENTIAL,
  CAUCHY,
  /// e^x of a floating-point number instead of a draw.
  EXPONENTIAL_FUNCTION,
  LOG_NORMAL,
  TRUNCATED_NORMAL,
  TRUNCATED_NORMAL_TAIL,
  GEOMETRIC,
  LOG_UNIFORM,
  INVERSE_SOFTPLUS_LOG_UNIFORM,
  /// log(e^t - 1) of a positive floating-point number instead of a draw.
  INVERSE_SOFTPLUS,
  LOG_OF_UNIFORM,
} part;

typedef struct {
  const char *name;
  part part;
  /// The bounds of a uniform or log-uniform, and those of a truncated normal in standard deviations; p of a geometric.
  double low, high;
  /// The largest error that is allowed, in units in the last place: of float32, and of float64; 0 for one that isn't
  /// measured. Of a geometric, the share of draws that give another integer than the exact one.
  double most_float32, most_float64;
} row;

extern const row rows[];
extern const int row_count;

/// How many numbers there are to draw from in float32: all 32-bit draws, or the arguments of a function.
uint64_t draw_count(const row *row);

/// Whether an element has one draw, not two.
int has_one_draw(const row *row);

/// The arguments that draws stand for where a function is measured.
float float32_argument(uint32_t draw);
double float64_argument(uint64_t draw);
double inverse_softplus_argument32(uint32_t draw);
double inverse_softplus_argument64(uint64_t draw);

/// The kernels' parameters of a row, for a dtype.
ck_parameters row_parameters(const row *row, ck_dtype dtype);

/// The unit in the last place of a dtype at x.
double last_place(ck_dtype dtype, double x);

/// The bounds to which a dtype's values are limited.
ck_bounds row_bounds(const row *row, ck_dtype dtype);

/// The values of float32's draws, before they are limited to the bounds of a dtype; a law of two draws takes the second
/// from `others`.
void float32_values(
    const row *row, const ck_parameters *parameters, const uint32_t draws[LANES],
    const uint32_t others[LANES], float values[LANES]);

/// Limits values to bounds and rounds them to a narrow dtype; as numbers, and as its bits.
void rounded_values(
    ck_dtype dtype, ck_bounds bounds, const float values[LANES], double rounded[LANES],
    uint32_t bits[LANES]);

/// The exact values, in binary64, to within a few units in its last place.
void float32_exact(
    const row *row, const ck_parameters *parameters, const uint32_t draws[LANES],
    const uint32_t others[LANES], double exact[LANES]);

/// The same of float64's draws.
void float64_values(
    const row *row, const ck_parameters *parameters, const uint64_t draws[LANES],
    const uint64_t others[LANES], double values[LANES]);

/// The exact values to within a few units in the last place of a long double.
///
/// - Parameter bits: 32 for the draws of float32, in the lower halves, or 64.
long double exact_value(const row *row, int bits, uint64_t draw, uint64_t other);

#endif
