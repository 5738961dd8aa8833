#include "sweep.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

const ck_dtype narrow_dtypes[NARROW_DTYPES] = {CK_FLOAT32, CK_FLOAT16, CK_BFLOAT16};

enum { ENDS = 4096, MOST_THREADS = 64 };

static const findings nothing = {.smallest = INFINITY, .largest = -INFINITY, .nearest = INFINITY};

/// A hash, of which numbers in a row give random ones (SplitMix64).
static uint64_t scrambled(uint64_t x) {
  uint64_t z = (x + 1) * UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

static void merge(findings *all, const findings *some) {
  all->count += some->count;
  all->other_count += some->other_count;
  all->smallest = fmin(all->smallest, some->smallest);
  all->largest = fmax(all->largest, some->largest);
  all->nearest = fmin(all->nearest, some->nearest);
  if (some->error > all->error) {
    all->error = some->error;
    all->worst = some->worst;
  }
}

static inline double within(ck_bounds bounds, double x) {
  x = x < bounds.lowest ? bounds.lowest : x;
  return x > bounds.highest ? bounds.highest : x;
}

// MARK: - Narrow dtypes

typedef struct {
  const row *row;
  uint64_t first, end, stride;
  ck_parameters parameters;
  findings found[NARROW_DTYPES];
  /// How many of the dtypes are looked at.
  int dtype_count;
  /// Unless null, a bit for each number of float32.
  uint64_t *seen;
} narrow_work;

enum { FLOAT32_WORDS = 1 << 26 };

static void note_extremes(findings *found, const double values[LANES], int count) {
  for (int i = 0; i < count; i++) {
    double x = values[i], magnitude = fabs(x);
    if (x < found->smallest) found->smallest = x;
    if (x > found->largest) found->largest = x;
    if (magnitude > 0 && magnitude < found->nearest) found->nearest = magnitude;
  }
}

static void note(
    narrow_work *work, int index, const uint32_t draws[LANES], const float values[LANES],
    const double exact[LANES], int count) {
  // A unit in the last place of numbers from 1 to 2, and of subnormal ones.
  static const struct {
    double unit, least;
  } places[NARROW_DTYPES] = {{0x1p-23, 0x1p-149}, {0x1p-10, 0x1p-24}, {0x1p-7, 0x1p-133}};
  const ck_bounds bounds = row_bounds(work->row, narrow_dtypes[index]);
  const double unit = places[index].unit, least = places[index].least;
  findings *found = &work->found[index];
  double rounded[LANES], errors[LANES];
  uint32_t bits[LANES];
  rounded_values(narrow_dtypes[index], bounds, values, rounded, bits);
  double most = 0;
  uint64_t others = 0;
  for (int i = 0; i < LANES; i++) {
    double expected = within(bounds, exact[i]), power;
    uint64_t pattern;
    memcpy(&pattern, &expected, sizeof pattern);
    pattern &= UINT64_C(0x7ff0000000000000);
    memcpy(&power, &pattern, sizeof power);
    double place = power * unit;
    place = place < least ? least : place;
    errors[i] = i < count ? fabs(rounded[i] - expected) / place : 0;
    most = errors[i] > most ? errors[i] : most;
    others += errors[i] > 0.5;
  }
  found->count += (uint64_t)count;
  found->other_count += others;
  if (most > found->error) {
    found->error = most;
    for (int i = 0; i < count; i++)
      if (errors[i] == most) found->worst = draws[i];
  }
  if (!work->seen) return note_extremes(found, rounded, count);
  for (int i = 0; i < LANES; i++) work->seen[bits[i] / 64] |= UINT64_C(1) << bits[i] % 64;
}

/// Some draws; fewer than a vector's are followed by the last one again.
static void note_all(narrow_work *work, uint32_t draws[LANES], uint32_t others[LANES], int count) {
  float values[LANES];
  double exact[LANES];
  for (int i = count; i < LANES; i++) {
    draws[i] = draws[count - 1];
    others[i] = others[count - 1];
  }
  float32_values(work->row, &work->parameters, draws, others, values);
  float32_exact(work->row, &work->parameters, draws, others, exact);
  for (int index = 0; index < work->dtype_count; index++) note(work, index, draws, values, exact, count);
}

static void *run_narrow(void *argument) {
  narrow_work *work = argument;
  for (uint64_t draw = work->first; draw < work->end;) {
    uint32_t draws[LANES], others[LANES];
    int count = 0;
    for (; count < LANES && draw < work->end; count++, draw += work->stride) {
      draws[count] = (uint32_t)draw;
      others[count] = (uint32_t)scrambled(draw);
    }
    note_all(work, draws, others, count);
  }
  return NULL;
}

static narrow_work narrow_work_of(const row *row, uint64_t first, uint64_t end, uint64_t stride) {
  narrow_work work = {.row = row, .first = first, .end = end, .stride = stride};
  work.parameters = row_parameters(row, CK_FLOAT32);
  work.dtype_count = NARROW_DTYPES;
  for (int index = 0; index < NARROW_DTYPES; index++) work.found[index] = nothing;
  return work;
}

/// A draw of `bits` bits at a multiple of an eighth of all, or a cell below it, where laws have their ends and zeros.
static uint64_t eighth(unsigned place, int bits, uint64_t cell) {
  return ((uint64_t)(place / 2 % 8) << (bits - 3)) - (place % 2 ? cell : 0);
}

/// The draws at eighths, each with all others there where a law has two.
static void note_ends(narrow_work *work) {
  const unsigned rounds = has_one_draw(work->row) ? 1 : LANES;
  for (unsigned round = 0; round < rounds; round++) {
    uint32_t draws[LANES], others[LANES];
    for (unsigned i = 0; i < LANES; i++) {
      draws[i] = (uint32_t)eighth(i, 32, 1);
      others[i] = (uint32_t)eighth(i + round, 32, 1);
    }
    note_all(work, draws, others, LANES);
  }
}

void sample_narrow(const row *row, uint64_t stride, findings found[NARROW_DTYPES]) {
  const uint64_t draws = draw_count(row);
  narrow_work works[] = {
      narrow_work_of(row, 0, draws, stride),
      narrow_work_of(row, 0, ENDS, 1),
      narrow_work_of(row, draws - ENDS, draws, 1),
  };
  for (int index = 0; index < NARROW_DTYPES; index++) found[index] = nothing;
  for (int part = 0; part < 3; part++) {
    run_narrow(&works[part]);
    if (part == 0 && draws >> 32) note_ends(&works[part]);
    for (int index = 0; index < NARROW_DTYPES; index++) merge(&found[index], &works[part].found[index]);
  }
}

/// What the numbers of float32 that were seen are in each dtype.
static void note_seen(const row *row, const uint64_t *seen, findings found[NARROW_DTYPES]) {
  static uint8_t is_seen[1 << 16];
  for (int index = 0; index < NARROW_DTYPES; index++) {
    const ck_bounds bounds = row_bounds(row, narrow_dtypes[index]);
    memset(is_seen, 0, sizeof is_seen);
    float values[LANES];
    double rounded[LANES];
    uint32_t bits[LANES];
    int count = 0;
    found[index].different = 0;
    for (uint64_t word = 0; word <= FLOAT32_WORDS; word++) {
      // After the last word, what is left.
      uint64_t left = word < FLOAT32_WORDS ? seen[word] : 0;
      do {
        if (left) {
          uint32_t number = (uint32_t)(64 * word) + (uint32_t)__builtin_ctzll(left);
          memcpy(&values[count++], &number, sizeof number);
          left &= left - 1;
        }
        if (count < LANES && (word < FLOAT32_WORDS || count == 0)) continue;
        for (int i = count; i < LANES; i++) values[i] = values[0];
        rounded_values(narrow_dtypes[index], bounds, values, rounded, bits);
        note_extremes(&found[index], rounded, count);
        for (int i = 0; i < count; i++) {
          if (index > 0 && is_seen[bits[i]]) continue;
          if (index > 0) is_seen[bits[i]] = 1;
          found[index].different++;
        }
        count = 0;
      } while (left);
    }
  }
}

void sweep_all(const row *row, int threads, findings found[NARROW_DTYPES]) {
  static narrow_work works[MOST_THREADS];
  const uint64_t draws = draw_count(row);
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  pthread_t ids[MOST_THREADS];
  for (int part = 0; part < threads; part++) {
    narrow_work *work = &works[part];
    uint64_t first = draws * (uint64_t)part / (uint64_t)threads;
    *work = narrow_work_of(row, first, draws * (uint64_t)(part + 1) / (uint64_t)threads, 1);
    work->dtype_count = 1;
    work->seen = calloc(FLOAT32_WORDS, sizeof(uint64_t));
    if (!work->seen || pthread_create(&ids[part], NULL, run_narrow, work) != 0) abort();
  }
  found[0] = nothing;
  for (int part = 0; part < threads; part++) {
    pthread_join(ids[part], NULL);
    merge(&found[0], &works[part].found[0]);
    for (size_t word = 0; part > 0 && word < FLOAT32_WORDS; word++) works[0].seen[word] |= works[part].seen[word];
    if (part > 0) free(works[part].seen);
  }
  note_seen(row, works[0].seen, found);
  free(works[0].seen);
}

// MARK: - float64

static void note_float64(
    findings *found, const row *row, const ck_parameters *parameters, const uint64_t draws[LANES],
    const uint64_t others[LANES]) {
  const ck_bounds bounds = row_bounds(row, CK_FLOAT64);
  double values[LANES];
  float64_values(row, parameters, draws, others, values);
  for (int i = 0; i < LANES; i++) {
    long double exact = exact_value(row, 64, draws[i], others[i]);
    exact = exact < bounds.lowest ? bounds.lowest : exact > bounds.highest ? bounds.highest : exact;
    double error = (double)(fabsl(values[i] - exact) / last_place(CK_FLOAT64, (double)exact));
    double magnitude = fabs(values[i]);
    findings one = {1, values[i], values[i], magnitude > 0 ? magnitude : INFINITY, error, draws[i],
        error > 0.5, 0};
    merge(found, &one);
  }
}

findings sample_float64(const row *row, uint64_t count) {
  findings found = nothing;
  const ck_parameters parameters = row_parameters(row, CK_FLOAT64);
  const uint64_t ends = has_one_draw(row) ? LANES : LANES * LANES, cell = 1 << 12;
  for (uint64_t first = 0; first < ends + count; first += LANES) {
    uint64_t draws[LANES], others[LANES];
    for (unsigned i = 0; i < LANES; i++) {
      const int is_end = first < ends;
      draws[i] = is_end ? eighth(i, 64, cell) : scrambled(2 * (first + i));
      others[i] = is_end ? eighth(i + (unsigned)(first / LANES), 64, cell) : scrambled(2 * (first + i) + 1);
    }
    note_float64(&found, row, &parameters, draws, others);
  }
  return found;
}

// MARK: - The exact values themselves

double error_of_exact(const row *row, uint64_t count) {
  const ck_parameters parameters = row_parameters(row, CK_FLOAT32);
  const uint64_t draw_limit = draw_count(row);
  double most = 0;
  for (uint64_t first = 0; first < count; first += LANES) {
    uint32_t draws[LANES], others[LANES];
    double exact[LANES];
    for (uint64_t i = 0; i < LANES; i++) {
      draws[i] = first + i < 1024 ? (uint32_t)(first + i) : (uint32_t)(scrambled(2 * (first + i)) % draw_limit);
      others[i] = (uint32_t)scrambled(2 * (first + i) + 1);
    }
    float32_exact(row, &parameters, draws, others, exact);
    for (int i = 0; i < LANES; i++) {
      long double truth = exact_value(row, 32, draws[i], others[i]);
      double error = (double)(fabsl(exact[i] - truth) / last_place(CK_FLOAT64, (double)truth));
      most = fmax(most, error);
    }
  }
  return most;
}
