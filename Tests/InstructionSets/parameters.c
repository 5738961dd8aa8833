// Parameters as the library makes them: finite where they have to be, consistent with each other, and within
// what the dtype holds. Others would be undefined, and might differ between instruction sets by right.
// Everything is exact arithmetic or the kernels' own functions, so that each architecture gets the same.

#include "parameters.h"

#include <float.h>

#pragma STDC FP_CONTRACT OFF

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

uint64_t random_word(random_source *source) {
  uint64_t z = source->state += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

double random_unit(random_source *source) { return (double)(random_word(source) >> 11) * 0x1p-53; }

// MARK: - Dtypes

/// The largest finite and the smallest positive value, and the largest integer up to which all are held.
typedef struct {
  double largest, smallest;
  int64_t first_integer, last_integer;
  size_t size;
} dtype_range;

static const dtype_range ranges[CK_DTYPES] = {
    [CK_FLOAT32] = {FLT_MAX, 0x1p-149, -(1 << 24), 1 << 24, 4},
    [CK_FLOAT64] = {DBL_MAX, 0x1p-1074, -(INT64_C(1) << 53), INT64_C(1) << 53, 8},
    [CK_FLOAT16] = {65504, 0x1p-24, -(1 << 11), 1 << 11, 2},
    [CK_BFLOAT16] = {0x1.fep127, 0x1p-133, -(1 << 8), 1 << 8, 2},
    [CK_INT8] = {INT8_MAX, 1, INT8_MIN, INT8_MAX, 1},
    [CK_INT16] = {INT16_MAX, 1, INT16_MIN, INT16_MAX, 2},
    [CK_INT32] = {INT32_MAX, 1, INT32_MIN, INT32_MAX, 4},
    // The largest double that an int64 holds.
    [CK_INT64] = {0x1.fffffffffffffp62, 1, INT64_MIN, INT64_MAX, 8},
    [CK_UINT8] = {UINT8_MAX, 1, 0, UINT8_MAX, 1},
    [CK_BOOL] = {1, 1, 0, 1, 1},
};

size_t element_size(ck_dtype dtype) { return ranges[dtype].size; }

static int is_floating_point(ck_dtype dtype) { return dtype <= CK_BFLOAT16; }

static double within(ck_dtype dtype, double x) {
  double largest = ranges[dtype].largest;
  return x < -largest ? -largest : x > largest ? largest : x;
}

/// A magnitude from the dtype's range, its logarithm uniform.
double random_magnitude(ck_dtype dtype, random_source *source) {
  int most = dtype == CK_FLOAT64 ? 1000 : dtype == CK_FLOAT16 ? 14 : 126;
  int exponent = (int)(random_word(source) % (2 * (unsigned)most + 1)) - most;
  double x = 1 + random_unit(source);
  for (; exponent > 0; exponent--) x *= 2;
  for (; exponent < 0; exponent++) x *= 0.5;
  return x;
}

double random_number(ck_dtype dtype, random_source *source) {
  double x = random_magnitude(dtype, source);
  return random_word(source) & 1 ? x : -x;
}

static ck_bounds finite_range(ck_dtype dtype) {
  return (ck_bounds){-ranges[dtype].largest, ranges[dtype].largest};
}

// MARK: - Laws

static ck_parameters uniform(ck_dtype dtype, double low, double high) {
  double width = high - low, anchor = -low / width * 0x1p32;
  ck_uniform p = {.width = width, .bounds = {low, high}};
  p.anchor = anchor <= 0 ? 0 : anchor >= 0x1p32 ? UINT64_C(1) << 32 : (uint64_t)(anchor + 0.5);
  p.at_anchor = anchor <= 0 ? low
      : anchor >= 0x1p32    ? high
                            : within(dtype, low + (double)p.anchor * (width * 0x1p-32));
  return (ck_parameters){.uniform = p};
}

static ck_parameters location_scale(ck_law law, ck_dtype dtype, double location, double scale) {
  ck_bounds bounds = finite_range(dtype);
  const int is_exponential = law == CK_EXPONENTIAL || law == CK_EXPONENTIAL_64;
  if (law == CK_LOG_NORMAL || is_exponential) bounds.lowest = ranges[dtype].smallest;
  if (is_exponential) location = 0;
  return (ck_parameters){.location_scale = {location, scale, bounds}};
}

/// With the probabilities below, between and above the bounds.
static ck_parameters truncated_normal(
    ck_dtype dtype, double mean, double std, double below, double between, double above) {
  ck_truncated_normal p = {mean, std, below, above, between, 0, below - 0.5, finite_range(dtype)};
  double middle = (0.5 - below) / between * 0x1p32;
  if (middle >= 0x1p32) {
    p.middle = UINT64_C(1) << 32;
    p.at_middle = 0.5 - above;
  } else if (middle > 0) {
    p.middle = (uint64_t)(middle + 0.5);
    p.at_middle += (double)p.middle * (between * 0x1p-32);
  }
  return (ck_parameters){.truncated_normal = p};
}

static ck_parameters truncated_normal_tail(
    ck_dtype dtype, double edge, double step, double start, double beyond) {
  ck_bounds bounds = finite_range(dtype);
  if (step > 0) bounds.lowest = edge;
  if (step < 0) bounds.highest = edge;
  return (ck_parameters){.truncated_normal_tail = {edge, step, start, beyond, bounds}};
}

/// Of numbers on [low, high), 0 < low < high.
static ck_parameters log_uniform(ck_law law, ck_dtype dtype, double low, double high, double floor) {
  const double ln2_high = 0x1.62e42fefa3800p-1, ln2_low = 0x1.ef35793c76730p-45;
  ck_log_uniform p = {.significand = low, .floor = floor, .bounds = finite_range(dtype)};
  double end = high;
  for (; p.significand >= 2; p.exponent++) p.significand *= 0.5;
  for (; p.significand < 1; p.exponent--) p.significand *= 2;
  int64_t powers = -p.exponent;
  for (; end >= 2; powers++) end *= 0.5;
  for (; end < 1; powers--) end *= 2;
  if (end < p.significand) end *= 2, powers--;
  p.width = (double)powers * ln2_high + ck_log1p(end / p.significand - 1);
  p.width_rest = (double)powers * ln2_low;
  if (law == CK_LOG_UNIFORM) p.bounds = (ck_bounds){low, high};
  else p.bounds.lowest = ck_inverse_softplus(low < floor ? floor : low);
  return (ck_parameters){.log_uniform = p};
}

static ck_parameters log_of_uniform(ck_dtype dtype, double low, double high) {
  ck_log_of_uniform p = {.low = low, .bounds = finite_range(dtype)};
  for (; high >= 2; p.exponent++) high *= 0.5, p.low *= 0.5;
  for (; high < 1; p.exponent--) high *= 2, p.low *= 2;
  p.width = high - p.low;
  return (ck_parameters){.log_of_uniform = p};
}

static ck_parameters geometric(ck_dtype dtype, double p) {
  ck_bounds bounds = {1, ranges[dtype].largest};
  double least = 1 / ranges[dtype].largest;
  if (is_floating_point(dtype) && p < least) p = least;
  return (ck_parameters){.geometric = {p == 1 ? 0 : -1 / ck_log1p(-p), bounds}};
}

static ck_parameters random_integers(ck_dtype dtype, int64_t low, uint64_t span) {
  uint64_t first = (uint64_t)ranges[dtype].first_integer;
  uint64_t widest = (uint64_t)ranges[dtype].last_integer - first;
  if (low < ranges[dtype].first_integer || low > ranges[dtype].last_integer) low = (int64_t)first;
  uint64_t left = widest - ((uint64_t)low - first);
  return (ck_parameters){.random = {low, span < left ? span : left}};
}

// MARK: - Edges

int edge_parameters(ck_law law, ck_dtype dtype, unsigned index, ck_parameters *parameters) {
  const double largest = ranges[dtype].largest, smallest = ranges[dtype].smallest;
  switch (law) {
    case CK_UNIFORM:
    case CK_UNIFORM_64: {
      const double rows[][2] = {
          {0, 1}, {-1, 3}, {-1, 1}, {-1, 0}, {0, largest}, {-largest / 2, largest / 2},
          {-smallest, smallest * 4}, {1, 1.0078125}, {-3, -1}, {-smallest, 1}, {-1, smallest},
      };
      if (index >= COUNT(rows)) return 0;
      *parameters = uniform(dtype, rows[index][0], rows[index][1]);
      return 1;
    }
    case CK_NORMAL:
    case CK_LOG_NORMAL:
    case CK_EXPONENTIAL:
    case CK_CAUCHY:
    case CK_NORMAL_64:
    case CK_EXPONENTIAL_64:
    case CK_CAUCHY_64: {
      const double rows[][2] = {
          {0, 1}, {1, 2}, {-3, 0.5}, {0, smallest}, {0, largest}, {largest, largest},
          {-largest, 1}, {1, smallest}, {-80, 30}, {0, 1e-3}, {5, 0},
      };
      // A deviation of 0 is for the normal laws alone.
      unsigned count = COUNT(rows) - (law != CK_NORMAL && law != CK_LOG_NORMAL);
      if (index >= count) return 0;
      *parameters = location_scale(law, dtype, rows[index][0], rows[index][1]);
      return 1;
    }
    case CK_TRUNCATED_NORMAL:
    case CK_TRUNCATED_NORMAL_NARROW: {
      const double rows[][3] = {
          // Both bounds infinite, one of them, two deviations, and 5 to infinity or to 5.01.
          {0, 1, 0}, {0.5, 0.5, 0}, {0, 0.5, 0.5}, {0, 0.9772498680518208, 0.022750131948179212},
          {0.022750131948179212, 0.9544997361036416, 0.022750131948179212},
          {1 - 2.866515718791939e-07, 2.866515718791939e-07, 0},
          {0, 2.866515718791939e-07, 1 - 2.866515718791939e-07},
          {1 - 2.866515718791939e-07, 1.449e-08, 2.721615718791939e-07},
          // Narrow: at the mean, across it, beside it.
          {0.5, 0x1p-10, 0.5 - 0x1p-10}, {0.4990234375, 0.001953125, 0.4990234375},
          {0.8, 0x1p-20, 0.2 - 0x1p-20},
      };
      if (index >= COUNT(rows)) return 0;
      const double *row = rows[index];
      double mean = index % 3 == 0 ? 0 : index % 3 == 1 ? 2.5 : -1000;
      *parameters = truncated_normal(dtype, mean, index % 2 ? 0.02 : 1, row[0], row[1], row[2]);
      return 1;
    }
    case CK_TRUNCATED_NORMAL_TAIL: {
      const double rows[][4] = {
          {5, 1, 5, 0}, {-5, -1, 5, 0}, {7, 1, 7, 1e-300}, {1000, 1, 1000, 0.5}, {0, 0.02, 38, 0},
          {1, -largest / 4, 6, 0}, {-2, smallest, 1e100, 0}, {3, 1, 5, 1 - 0x1p-26},
          {largest / 2, largest / 8, 100, 0.75},
      };
      if (index >= COUNT(rows)) return 0;
      const double *row = rows[index];
      *parameters = truncated_normal_tail(dtype, row[0], row[1], row[2], row[3]);
      return 1;
    }
    case CK_LOG_UNIFORM:
    case CK_INVERSE_SOFTPLUS_LOG_UNIFORM: {
      const double rows[][3] = {
          {1e-3, 0.1, 1e-4}, {1e-3, 0.1, 0.01}, {1, 1.0078125, 0}, {smallest, largest, 0},
          {smallest, smallest * 4, 0}, {smallest, 1, 1e-3}, {0.5, 1, 0}, {0.3, 50, 0},
          {largest / 4, largest, 0}, {0x1.fffffep-1, 1, 0},
      };
      if (index >= COUNT(rows)) return 0;
      *parameters = log_uniform(law, dtype, rows[index][0], rows[index][1], rows[index][2]);
      return 1;
    }
    case CK_LOG_OF_UNIFORM: {
      const double rows[][2] = {
          {1, 16}, {0, 1}, {0, 16}, {0, smallest}, {0, largest}, {smallest, smallest * 3},
          {0.5, 2}, {1, 1.0078125}, {smallest, largest}, {0.75, 1},
      };
      if (index >= COUNT(rows)) return 0;
      *parameters = log_of_uniform(dtype, rows[index][0], rows[index][1]);
      return 1;
    }
    case CK_GEOMETRIC: {
      const double rows[] = {1, 0.5, 1 - 0x1p-53, 0.01, 1e-4, 1e-9, 1e-18, 1e-300, 0x1p-1074};
      if (index >= COUNT(rows)) return 0;
      *parameters = geometric(dtype, rows[index]);
      return 1;
    }
    case CK_BERNOULLI: {
      const ck_bernoulli rows[] = {
          {0, 0}, {0, 1}, {1, 0}, {UINT64_C(1) << 32, 0}, {UINT64_MAX, 0}, {UINT64_C(1) << 63, 0},
          {UINT32_MAX, 0}, {UINT64_C(0x4ccccccccccccccd), 0},
      };
      if (index >= COUNT(rows)) return 0;
      parameters->bernoulli = rows[index];
      return 1;
    }
    case CK_RANDOM: {
      const ck_random rows[] = {
          {0, 0}, {0, 1}, {0, 89}, {-7, 99}, {INT64_MIN, UINT64_MAX}, {INT64_MIN, 0}, {0, UINT32_MAX},
          {-5, UINT64_C(1) << 32}, {1, UINT32_MAX - UINT32_C(1)}, {INT64_MIN, UINT64_MAX - 1},
          {INT64_MIN, INT64_MAX}, {-1, UINT64_C(1) << 62}, {-3, 255},
      };
      if (index >= COUNT(rows)) return 0;
      *parameters = random_integers(dtype, rows[index].low, rows[index].span);
      return 1;
    }
    case CK_LAWS:
      break;
  }
  return 0;
}

// MARK: - Random parameters

ck_parameters random_parameters(ck_law law, ck_dtype dtype, random_source *source) {
  switch (law) {
    case CK_UNIFORM:
    case CK_UNIFORM_64: {
      double a = random_number(dtype, source) / 2, b = random_number(dtype, source) / 2;
      return a == b ? uniform(dtype, 0, 1) : uniform(dtype, a < b ? a : b, a < b ? b : a);
    }
    case CK_NORMAL:
    case CK_LOG_NORMAL:
    case CK_EXPONENTIAL:
    case CK_CAUCHY:
    case CK_NORMAL_64:
    case CK_EXPONENTIAL_64:
    case CK_CAUCHY_64: {
      double location = random_number(dtype, source);
      return location_scale(law, dtype, location, random_magnitude(dtype, source));
    }
    case CK_TRUNCATED_NORMAL:
    case CK_TRUNCATED_NORMAL_NARROW: {
      double between = random_unit(source) * 0.999 + 0.001;
      if (law == CK_TRUNCATED_NORMAL_NARROW) between *= 0x1p-8;
      double below = random_unit(source) * (1 - between);
      double mean = random_number(dtype, source), std = random_magnitude(dtype, source);
      return truncated_normal(dtype, mean, std, below, between, 1 - between - below);
    }
    case CK_TRUNCATED_NORMAL_TAIL: {
      double edge = random_number(dtype, source), step = random_number(dtype, source);
      double start = 5 + random_magnitude(CK_FLOAT32, source);
      double beyond = random_word(source) & 1 ? random_unit(source) : 0;
      return truncated_normal_tail(dtype, edge, step, start, beyond);
    }
    case CK_LOG_UNIFORM:
    case CK_INVERSE_SOFTPLUS_LOG_UNIFORM:
    case CK_LOG_OF_UNIFORM: {
      double a = random_magnitude(dtype, source), b = random_magnitude(dtype, source);
      if (a == b) b = 2 * a;
      double low = a < b ? a : b, high = a < b ? b : a;
      if (law == CK_LOG_OF_UNIFORM) return log_of_uniform(dtype, low, high);
      return log_uniform(law, dtype, low, high, random_word(source) % 2 ? 0 : random_unit(source));
    }
    case CK_GEOMETRIC: {
      double p = random_unit(source);
      for (unsigned shrinks = random_word(source) % 5; shrinks > 0; shrinks--) p *= p;
      return geometric(dtype, p > 0 ? p : 1);
    }
    case CK_BERNOULLI:
      return (ck_parameters){.bernoulli = {.threshold = random_word(source)}};
    case CK_RANDOM: {
      int64_t low = (int64_t)random_word(source) >> random_word(source) % 64;
      return random_integers(dtype, low, random_word(source) >> random_word(source) % 64);
    }
    case CK_LAWS:
      break;
  }
  return (ck_parameters){0};
}
