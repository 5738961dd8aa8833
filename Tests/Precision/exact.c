// Exact values by the C library's functions of long doubles, which are wider than binary64.

#include <math.h>
#include <string.h>

#include "laws.h"

static const long double pi = 3.141592653589793238462643383279502884L;
static const long double root_half = 0.707106781186547524400844362104849039L;

/// A draw of 32 bits, or the leading 52 of 64 bits, stands for the middle of its cell.
typedef struct {
  int bits;
  uint64_t steps;
} cell;

static cell cell_of(int bits, uint64_t draw) {
  return bits == 32 ? (cell){32, draw} : (cell){52, draw >> 12};
}

static long double share(cell c) { return ldexpl((long double)c.steps + 0.5L, -c.bits); }
static long double share_above(cell c) {
  return ldexpl(ldexpl(1, c.bits) - (long double)c.steps - 0.5L, -c.bits);
}

static long double exponential(cell c) {
  long double u = share(c);
  return u < 0.5L ? -logl(u) : -log1pl(-share_above(c));
}

/// From the nearest quarter of a turn, which is exact.
static void turn(cell c, long double *sine, long double *cosine) {
  int quadrant = (int)((c.steps + (UINT64_C(1) << (c.bits - 3))) >> (c.bits - 2));
  long double angle = 2 * pi * (share(c) - 0.25L * quadrant);
  long double s = sinl(angle), k = cosl(angle);
  *sine = quadrant % 2 ? k : s;
  *cosine = quadrant % 2 ? s : k;
  if (quadrant & 2) *sine = -*sine;
  if ((quadrant + 1) & 2) *cosine = -*cosine;
}

static long double normal(cell c, cell other) {
  long double sine, cosine;
  turn(other, &sine, &cosine);
  return sqrtl(2 * exponential(c)) * cosine;
}

static long double tangent(cell c) {
  long double u = share(c);
  if (u < 0.25L) return -1 / tanl(pi * u);
  return u > 0.75L ? 1 / tanl(pi * share_above(c)) : tanl(pi * (u - 0.5L));
}

static long double beyond(long double x) { return erfcl(x * root_half) / 2; }
static long double from_centre(long double x) { return erfl(x * root_half) / 2; }
static long double density(long double x) { return expl(-x * x / 2) * root_half / sqrtl(pi); }

/// z of the probability between 0 and z, if it is moderate, or else of that beyond z: by Newton's steps.
static long double quantile(long double from_half, long double tail) {
  int is_central = fabsl(from_half) < 0.4L;
  long double z = is_central ? fabsl(from_half) * 2.5L : sqrtl(-2 * logl(tail));
  for (int step = 0; step < 60; step++) {
    long double miss = is_central ? (from_centre(z) - fabsl(from_half)) / density(z)
                                  // Of the logarithm, which is nearly a parabola.
                                  : logl(tail / beyond(z)) * beyond(z) / density(z);
    z -= miss;
    if (fabsl(miss) < z * 0x1p-61L) break;
  }
  return from_half < 0 ? -z : z;
}

static long double truncated_normal(const row *row, cell c) {
  const long double low = row->low, high = row->high;
  const long double between = low > 0 ? beyond(low) - beyond(high)
      : high < 0                      ? beyond(-high) - beyond(-low)
                                      : from_centre(high) - from_centre(low);
  // Where the bounds are alike, without a difference of the products.
  long double from_half = low == -high ? (share(c) - share_above(c)) * from_centre(high)
                                       : from_centre(low) + share(c) * between;
  long double tail = from_half < 0 ? beyond(-low) + share(c) * between
                                   : beyond(high) + share_above(c) * between;
  return quantile(from_half, tail);
}

/// Of a tail that a draw of 1 ends at infinity.
static long double truncated_normal_tail(const row *row, cell c) {
  return quantile(1, beyond(row->low) * share_above(c));
}

static long double log_uniform(const row *row, cell c) {
  return row->low * expl(share(c) * logl((long double)row->high / (long double)row->low));
}

/// log(e^t - 1), near its zero log 2 by the exact distance from that.
static long double inverse_softplus(long double t) {
  if (t < 0.5L || t > 1) return t > 60 ? t : logl(expm1l(t));
  return log1pl(2 * expm1l((t - 0x0.b17217f7d1cf79acp0L) - -1.14583527267987333260e-20L));
}

long double exact_value(const row *row, int bits, uint64_t draw, uint64_t other) {
  const cell c = cell_of(bits, draw), second = cell_of(bits, other);
  // What a 32-bit draw is in 64-bit arithmetic.
  const cell wide = bits == 32 ? cell_of(64, draw << 32 | 0x80000000u) : c;
  long double sine, cosine;
  switch (row->part) {
    case UNIFORM:
      return row->low + share(c) * ((long double)row->high - row->low);
    case RADIUS:
      return sqrtl(2 * exponential(c));
    case SINE:
      turn(c, &sine, &cosine);
      return sine;
    case NORMAL:
      return normal(c, second);
    case EXPONENTIAL:
      return exponential(c);
    case CAUCHY:
      return tangent(c);
    case EXPONENTIAL_FUNCTION:
      return expl(bits == 32 ? float32_argument((uint32_t)draw) : float64_argument(draw));
    case LOG_NORMAL:
      return expl(normal(c, second));
    case TRUNCATED_NORMAL:
      return truncated_normal(row, c);
    case TRUNCATED_NORMAL_TAIL:
      return truncated_normal_tail(row, c);
    case LOG_UNIFORM:
      return log_uniform(row, wide);
    case INVERSE_SOFTPLUS_LOG_UNIFORM:
      return inverse_softplus(log_uniform(row, wide));
    case INVERSE_SOFTPLUS:
      return inverse_softplus(
          bits == 32 ? inverse_softplus_argument32((uint32_t)draw) : inverse_softplus_argument64(draw));
    case LOG_OF_UNIFORM:
      // Exact up to the logarithm.
      return log1pl(share(wide) * ((long double)row->high - row->low) + (row->low - 1));
    case GEOMETRIC:
      return floorl(exponential(c) / -log1pl(-(long double)row->high)) + 1;
  }
  return NAN;
}
