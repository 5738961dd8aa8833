// The kernels' arithmetic, law by law.

#include "laws.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "kernels.h"
#include "lanes-inl.h"

#include "draw-inl.h"

#include "log-inl.h"
#include "exp-inl.h"
#include "sincos-inl.h"
#include "normal_quantile-inl.h"

#include "uniform-inl.h"
#include "normal-inl.h"
#include "exponential-inl.h"
#include "cauchy-inl.h"
#include "truncated_normal-inl.h"
#include "truncated_normal_tail-inl.h"
#include "log_uniform-inl.h"
#include "log_of_uniform-inl.h"

#include "store-inl.h"

_Static_assert(LANES == CK_LANES, "a vector at a time");

// The errors allowed are a tenth above those that the page states, or more where these are of samples.
const row rows[] = {
    {"uniform(0, 1)", UNIFORM, 0, 1, 0.825, 0.55},
    {"uniform(-1, 1)", UNIFORM, -1, 1, 0.825, 0.55},
    {"uniform(-1, 3)", UNIFORM, -1, 3, 0.825, 0.55},
    {"uniform(2.5, 7.25)", UNIFORM, 2.5, 7.25, 0.88, 0.55},
    {"normal's radius", RADIUS, 0, 0, 2.6, 1.5},
    // Of the cosine they are the same, a quarter of all draws on.
    {"normal's sine", SINE, 0, 0, 2.7, 2.4},
    {"normal(0, 1)", NORMAL, 0, 0, 5, 4.5},
    {"exponential(1)", EXPONENTIAL, 0, 0, 4.2, 1.6},
    {"cauchy(0, 1)", CAUCHY, 0, 0, 4.5, 4.4},
    {"e^x, -87 < x < 87", EXPONENTIAL_FUNCTION, 0, 0, 1.1, 1.1},
    {"log_normal(0, 1)", LOG_NORMAL, 0, 0, 12, 13},
    {"trunc_normal(0, 1, -2, 2)", TRUNCATED_NORMAL, -2, 2, 6.5, 5.5},
    {"trunc_normal(0, 1, -inf, inf)", TRUNCATED_NORMAL, -INFINITY, INFINITY, 5.7, 5.6},
    {"trunc_normal(0, 1, 0.5, inf)", TRUNCATED_NORMAL, 0.5, INFINITY, 6, 5.8},
    {"trunc_normal(0, 1, 3, 4)", TRUNCATED_NORMAL, 3, 4, 3.4, 4.7},
    {"trunc_normal(0, 1, 1, 1.01)", TRUNCATED_NORMAL, 1, 1.01, 0, 3.6},
    {"trunc_normal(0, 1, 6, inf)", TRUNCATED_NORMAL_TAIL, 6, INFINITY, 0, 28},
    {"geometric(0.25)", GEOMETRIC, 0, 0.25, 5e-7, 1e-9},
    {"geometric(0.001)", GEOMETRIC, 0, 0.001, 1e-4, 1e-9},
    {"log_uniform(0.001, 0.1)", LOG_UNIFORM, 0.001, 0.1, 0.55, 1.8},
    {"log_uniform(1e-30, 1e30)", LOG_UNIFORM, 1e-30, 1e30, 0.55, 1.8},
    {"inverse_softplus_log_uniform(0.001, 0.1)", INVERSE_SOFTPLUS_LOG_UNIFORM, 0.001, 0.1, 0.55, 1.8},
    {"log(e^t - 1), 0 < t < 87", INVERSE_SOFTPLUS, 0, 0, 0.55, 4},
    {"log_of_uniform(1, 16)", LOG_OF_UNIFORM, 1, 16, 0.55, 1.8},
    {"log_of_uniform(0, 2)", LOG_OF_UNIFORM, 0, 2, 0.55, 1.8},
};
const int row_count = CK_COUNT(rows);

// MARK: - Parameters

static const float least_argument = 0x1p-26f, most_argument = 87;

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

uint64_t draw_count(const row *row) {
  if (row->part != EXPONENTIAL_FUNCTION && row->part != INVERSE_SOFTPLUS) return UINT64_C(1) << 32;
  return 2 * (uint64_t)(bits_of(most_argument) - bits_of(least_argument));
}

float float32_argument(uint32_t draw) {
  uint32_t bits = bits_of(least_argument) + draw / 2;
  float x;
  memcpy(&x, &bits, sizeof x);
  return draw % 2 ? -x : x;
}

double float64_argument(uint64_t draw) {
  return ((double)draw * 0x1p-64 - 0.5) * 2 * most_argument;
}

double inverse_softplus_argument32(uint32_t draw) { return fabs((double)float32_argument(draw)); }
double inverse_softplus_argument64(uint64_t draw) { return fabs(float64_argument(draw)) + 0x1p-60; }

/// P(Z > x) of the standard normal, and P(0 < Z < x).
static double beyond(double x) { return 0.5 * erfc(x * 0.70710678118654752440); }
static double from_centre(double x) { return 0.5 * erf(x * 0.70710678118654752440); }

static double between(double start, double end) {
  return from_centre(fmax(start, -end)) > 0.25 ? fabs(beyond(fabs(start)) - beyond(fabs(end)))
                                               : from_centre(end) - from_centre(start);
}

int has_one_draw(const row *row) { return row->part != NORMAL && row->part != LOG_NORMAL; }

ck_parameters row_parameters(const row *row, ck_dtype dtype) {
  const double low = row->low, high = row->high;
  ck_bounds bounds = row_bounds(row, dtype);
  switch (row->part) {
    case UNIFORM: {
      double width = high - low, anchor = round(fmin(fmax(-low / width, 0), 1) * 0x1p32);
      double at_anchor = anchor == 0 ? low : anchor == 0x1p32 ? high : fma(anchor * 0x1p-32, width, low);
      return (ck_parameters){.uniform = {at_anchor, width, (uint64_t)anchor, bounds}};
    }
    case TRUNCATED_NORMAL: {
      double p = between(low, high), anchor = round(fmin(fmax(-from_centre(low) / p, 0), 1) * 0x1p32);
      double at_anchor = anchor == 0 ? from_centre(low)
          : anchor == 0x1p32         ? from_centre(high)
                                     : fma(anchor * 0x1p-32, p, from_centre(low));
      return (ck_parameters){.truncated_normal = {
          0, 1, beyond(-low), beyond(high), p, (uint64_t)anchor, at_anchor, bounds}};
    }
    case TRUNCATED_NORMAL_TAIL:
      return (ck_parameters){.truncated_normal_tail = {low, 1, low, 0, bounds}};
    case LOG_UNIFORM:
    case INVERSE_SOFTPLUS_LOG_UNIFORM: {
      int exponent;
      double significand = 2 * frexp(low, &exponent);
      long double width = logl((long double)high) - logl((long double)low);
      return (ck_parameters){.log_uniform = {
          significand, exponent - 1, (double)width, (double)(width - (double)width), 0, bounds}};
    }
    case LOG_OF_UNIFORM: {
      int exponent = ilogb(high);
      double start = ldexp(low, -exponent);
      return (ck_parameters){.log_of_uniform = {exponent, start, ldexp(high, -exponent) - start, bounds}};
    }
    case GEOMETRIC:
      return (ck_parameters){.geometric = {-1 / ck_log1p(-high), bounds}};
    default:
      return (ck_parameters){.location_scale = {0, 1, bounds}};
  }
}

static const struct {
  int digits, least_exponent;
  double largest;
} dtypes[] = {
    [CK_FLOAT32] = {24, -149, FLT_MAX},
    [CK_FLOAT64] = {53, -1074, DBL_MAX},
    [CK_FLOAT16] = {11, -24, 65504},
    [CK_BFLOAT16] = {8, -133, 0x1.fep127},
};

double last_place(ck_dtype dtype, double x) {
  int exponent = x == 0 ? INT32_MIN / 2 : ilogb(x);
  int last = exponent - dtypes[dtype].digits + 1;
  return ldexp(1, last < dtypes[dtype].least_exponent ? dtypes[dtype].least_exponent : last);
}

/// The dtype's largest value up to x, or below it.
static double largest(ck_dtype dtype, double x, int is_below) {
  if (x > dtypes[dtype].largest) return dtypes[dtype].largest;
  double unit = last_place(dtype, x), found = floor(x / unit) * unit;
  // Of a power of 2 the numbers below it lie closer.
  return found < x || !is_below ? found : x - last_place(dtype, nextafter(x, -INFINITY));
}

ck_bounds row_bounds(const row *row, ck_dtype dtype) {
  const double most = dtypes[dtype].largest;
  switch (row->part) {
    case UNIFORM:
    case LOG_UNIFORM:
      return (ck_bounds){-largest(dtype, -row->low, 0) + 0.0, largest(dtype, row->high, 1)};
    case TRUNCATED_NORMAL:
    case TRUNCATED_NORMAL_TAIL:
      return (ck_bounds){-largest(dtype, -row->low, 0), largest(dtype, row->high, 0)};
    case INVERSE_SOFTPLUS_LOG_UNIFORM:
      return (ck_bounds){
          -largest(dtype, -ck_inverse_softplus(row->low), 0), largest(dtype, ck_inverse_softplus(row->high), 1)};
    case LOG_OF_UNIFORM:
      return (ck_bounds){
          row->low == 0 ? -most : -largest(dtype, -ck_log(row->low), 0) + 0.0, largest(dtype, ck_log(row->high), 1)};
    case EXPONENTIAL:
    case LOG_NORMAL:
      return (ck_bounds){ldexp(1, dtypes[dtype].least_exponent), most};
    case GEOMETRIC:
      return (ck_bounds){1, most};
    default:
      return (ck_bounds){-most, most};
  }
}

// MARK: - The kernels' values

#define LOAD(vector, from) __builtin_memcpy(&(vector), from, sizeof(vector))

void float32_values(
    const row *row, const ck_parameters *parameters, const uint32_t draws[LANES],
    const uint32_t others[LANES], float values[LANES]) {
  ck_u32 draw, other;
  ck_f32 x[2], y;
  LOAD(draw, draws);
  LOAD(other, others);
  switch (row->part) {
    case UNIFORM:
      x[0] = ck_uniform_f32(draw, parameters);
      break;
    case RADIUS:
      x[0] = __builtin_elementwise_sqrt(ck_exponential_f32(draw) * 2.0f);
      break;
    case SINE:
      ck_sincos_turn_f32(draw, &x[0], &y);
      break;
    case NORMAL:
      ck_normal_f32(draw, other, parameters, x);
      break;
    case EXPONENTIAL:
      x[0] = ck_scaled_exponential_f32(draw, parameters);
      break;
    case CAUCHY:
      x[0] = ck_cauchy_f32(draw, parameters);
      break;
    case EXPONENTIAL_FUNCTION:
      for (int i = 0; i < LANES; i++) y[i] = float32_argument(draws[i]);
      x[0] = ck_exp_f32(y, 1);
      break;
    case LOG_NORMAL:
      ck_log_normal_f32(draw, other, parameters, x);
      break;
    case TRUNCATED_NORMAL:
      x[0] = ck_truncated_normal_f32(draw, parameters);
      break;
    case TRUNCATED_NORMAL_TAIL:
      x[0] = CK_CONVERT(ck_truncated_normal_tail_f64(ck_widen(draw), parameters), ck_f32);
      break;
    case GEOMETRIC:
      x[0] = ck_geometric_f32(draw, parameters);
      break;
    case LOG_UNIFORM:
      x[0] = CK_CONVERT(ck_log_uniform_f64(ck_widen(draw), parameters), ck_f32);
      break;
    case INVERSE_SOFTPLUS_LOG_UNIFORM:
      x[0] = CK_CONVERT(ck_inverse_softplus_log_uniform_f64(ck_widen(draw), parameters), ck_f32);
      break;
    case INVERSE_SOFTPLUS: {
      ck_f64 t;
      for (int i = 0; i < LANES; i++) t[i] = inverse_softplus_argument32(draws[i]);
      x[0] = CK_CONVERT(ck_inverse_softplus_f64(t), ck_f32);
      break;
    }
    case LOG_OF_UNIFORM:
      x[0] = CK_CONVERT(ck_log_of_uniform_f64(ck_widen(draw), parameters), ck_f32);
      break;
  }
  memcpy(values, &x[0], sizeof x[0]);
}

void float64_values(
    const row *row, const ck_parameters *parameters, const uint64_t draws[LANES],
    const uint64_t others[LANES], double values[LANES]) {
  ck_u64 draw, other;
  ck_f64 x[2], y;
  LOAD(draw, draws);
  LOAD(other, others);
  switch (row->part) {
    case UNIFORM:
      x[0] = ck_uniform_f64(draw, parameters);
      break;
    case RADIUS:
      x[0] = __builtin_elementwise_sqrt(ck_exponential_f64(draw) * 2.0);
      break;
    case SINE:
      ck_sincos_turn_f64(draw, &x[0], &y);
      break;
    case NORMAL:
      ck_normal_f64(draw, other, parameters, x);
      break;
    case EXPONENTIAL:
      x[0] = ck_scaled_exponential_f64(draw, parameters);
      break;
    case CAUCHY:
      x[0] = ck_cauchy_f64(draw, parameters);
      break;
    case EXPONENTIAL_FUNCTION:
      for (int i = 0; i < LANES; i++) y[i] = float64_argument(draws[i]);
      x[0] = ck_exp_f64(y);
      break;
    case LOG_NORMAL:
      ck_log_normal_f64(draw, other, parameters, x);
      break;
    case TRUNCATED_NORMAL:
      x[0] = ck_truncated_normal_f64(draw, parameters);
      break;
    case TRUNCATED_NORMAL_TAIL:
      x[0] = ck_truncated_normal_tail_f64(draw, parameters);
      break;
    case GEOMETRIC:
      x[0] = ck_geometric_f64(draw, parameters);
      break;
    case LOG_UNIFORM:
      x[0] = ck_log_uniform_f64(draw, parameters);
      break;
    case INVERSE_SOFTPLUS_LOG_UNIFORM:
      x[0] = ck_inverse_softplus_log_uniform_f64(draw, parameters);
      break;
    case INVERSE_SOFTPLUS:
      for (int i = 0; i < LANES; i++) y[i] = inverse_softplus_argument64(draws[i]);
      x[0] = ck_inverse_softplus_f64(y);
      break;
    case LOG_OF_UNIFORM:
      x[0] = ck_log_of_uniform_f64(draw, parameters);
      break;
  }
  memcpy(values, &x[0], sizeof x[0]);
}

void rounded_values(
    ck_dtype dtype, ck_bounds bounds, const float values[LANES], double rounded[LANES],
    uint32_t bits[LANES]) {
  ck_f32 x;
  ck_u32 found;
  uint16_t half[LANES];
  LOAD(x, values);
  x = ck_clamp_f32(x, bounds);
  switch (dtype) {
    case CK_FLOAT16:
      ck_store_float16_from_f32(half, x);
      for (int i = 0; i < LANES; i++) {
        _Float16 number;
        memcpy(&number, &half[i], sizeof number);
        rounded[i] = (double)number;
        bits[i] = half[i];
      }
      return;
    case CK_BFLOAT16:
      ck_store_bfloat16_from_f32(half, x);
      for (int i = 0; i < LANES; i++) bits[i] = half[i];
      LOAD(found, bits);
      x = (ck_f32)(found << 16);
      break;
    default:
      memcpy(bits, &x, sizeof x);
  }
  ck_f64 wide = CK_CONVERT(x, ck_f64);
  memcpy(rounded, &wide, sizeof wide);
}

// MARK: - Exact values

static const double pi = 3.14159265358979323846;

/// -log(u) of a draw's middle, which a double holds.
static double exact_exponential(uint32_t draw) {
  double u = (draw + 0.5) * 0x1p-32;
  return u < 0.5 ? -log(u) : -log1p(u - 1);
}

/// Sine and cosine of a draw's angle, from the nearest quarter of a turn, which is exact.
static void exact_turn(uint32_t draw, double *sine, double *cosine) {
  uint32_t quadrant = (draw + 0x20000000u) >> 30;
  double angle = ((double)(int32_t)(draw << 2) + 2) * (pi * 0x1p-33);
  double s = sin(angle), c = cos(angle);
  *sine = quadrant % 2 ? c : s;
  *cosine = quadrant % 2 ? s : c;
  if (quadrant & 2) *sine = -*sine;
  if ((quadrant + 1) & 2) *cosine = -*cosine;
}

static double exact_normal(uint32_t draw, uint32_t other) {
  double sine, cosine;
  exact_turn(other, &sine, &cosine);
  return sqrt(2 * exact_exponential(draw)) * cosine;
}

/// tan(pi (u - 1/2)).
static double exact_tangent(uint32_t draw) {
  double u = (draw + 0.5) * 0x1p-32;
  if (u < 0.25) return -1 / tan(pi * u);
  return u > 0.75 ? 1 / tan(pi * (1 - u)) : tan(pi * (u - 0.5));
}

/// What a 32-bit draw is in 64-bit arithmetic: the middle of a cell of 2^-52.
static double wide_share(uint32_t draw) { return (draw + 0.5) * 0x1p-32 + 0x1p-53; }

static double exact_log_uniform(const row *row, uint32_t draw) {
  return row->low * exp(wide_share(draw) * (log(row->high) - log(row->low)));
}

/// log(e^t - 1), near its zero log 2 by the exact distance from that.
static double exact_inverse_softplus(double t) {
  if (t > 40) return t;
  if (t < 0.5 || t > 1) return log(expm1(t));
  return log1p(2 * expm1((t - 0x1.62e42fefa39efp-1) - 0x1.abc9e3b39803fp-56));
}

static double exact_float32(
    const row *row, const ck_parameters *parameters, uint32_t draw, uint32_t other) {
  double sine, cosine;
  switch (row->part) {
    case UNIFORM:
      return fma((draw + 0.5) * 0x1p-32, row->high - row->low, row->low);
    case RADIUS:
      return sqrt(2 * exact_exponential(draw));
    case SINE:
      exact_turn(draw, &sine, &cosine);
      return sine;
    case NORMAL:
      return exact_normal(draw, other);
    case EXPONENTIAL:
      return exact_exponential(draw);
    case CAUCHY:
      return exact_tangent(draw);
    case EXPONENTIAL_FUNCTION:
      return exp(float32_argument(draw));
    case LOG_NORMAL:
      return exp(exact_normal(draw, other));
    case LOG_UNIFORM:
      return exact_log_uniform(row, draw);
    case INVERSE_SOFTPLUS_LOG_UNIFORM:
      return exact_inverse_softplus(exact_log_uniform(row, draw));
    case INVERSE_SOFTPLUS:
      return exact_inverse_softplus(inverse_softplus_argument32(draw));
    case LOG_OF_UNIFORM:
      return log1p(fma(wide_share(draw), row->high - row->low, row->low - 1));
    case GEOMETRIC:
      return floor(exact_exponential(draw) * parameters->geometric.scale) + 1;
    default:
      return NAN;
  }
}

/// The float64 arithmetic's quantile, whose error is measured by itself, of float32's draw.
static ck_f64 exact_truncated_normal(ck_u32 draw, const ck_truncated_normal *p) {
  ck_f64 steps = CK_CONVERT(draw, ck_f64) + 0.5;
  ck_f64 scale = CK_SPLAT(p->between * 0x1p-32, ck_f64);
  ck_f64 from_half = ck_fma_f64(steps - (double)p->middle, scale, CK_SPLAT(p->at_middle, ck_f64));
  ck_i64 left = (ck_i64)from_half < 0;
  ck_f64 from_end = left ? steps : 0x1p32 - steps;
  ck_f64 at_end = left ? CK_SPLAT(p->below, ck_f64) : CK_SPLAT(p->above, ck_f64);
  return ck_quantile_f64(from_half, ck_fma_f64(from_end, scale, at_end));
}

void float32_exact(
    const row *row, const ck_parameters *parameters, const uint32_t draws[LANES],
    const uint32_t others[LANES], double exact[LANES]) {
  if (row->part == TRUNCATED_NORMAL) {
    ck_u32 draw;
    LOAD(draw, draws);
    ck_f64 x = exact_truncated_normal(draw, &parameters->truncated_normal);
    memcpy(exact, &x, sizeof x);
    return;
  }
  for (int i = 0; i < LANES; i++) exact[i] = exact_float32(row, parameters, draws[i], others[i]);
}
