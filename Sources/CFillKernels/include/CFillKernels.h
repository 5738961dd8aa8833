/// The kernels that fill runs of elements with random numbers: one interface, chosen once at run
/// time from several instruction sets that all give the same bits. `Stream.md` defines those bits.

#ifndef C_FILL_KERNELS_H
#define C_FILL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Where the bits come from; both have the same contract.
typedef enum {
  CK_PHILOX,
  CK_ARS,
  CK_GENERATORS,
} ck_generator;

/// Which of them: key, upper counter half, and the position of a tensor's first element.
typedef struct {
  uint64_t seed;
  uint64_t stream;
  uint64_t first;
} ck_draws;

/// Elements of a tensor that follow one another, from element `first` on.
typedef struct {
  uint64_t first;
  size_t count;
} ck_run;

typedef enum {
  CK_FLOAT32,
  CK_FLOAT64,
  CK_FLOAT16,
  CK_BFLOAT16,
  CK_INT8,
  CK_INT16,
  CK_INT32,
  CK_INT64,
  CK_UINT8,
  CK_BOOL,
  CK_DTYPES,
} ck_dtype;

typedef enum {
  CK_UNIFORM,
  /// The same in 64-bit arithmetic for all dtypes, of widths that 32-bit arithmetic can't take.
  CK_UNIFORM_64,
  CK_NORMAL,
  CK_LOG_NORMAL,
  CK_TRUNCATED_NORMAL,
  CK_TRUNCATED_NORMAL_NARROW,
  CK_TRUNCATED_NORMAL_TAIL,
  CK_EXPONENTIAL,
  CK_CAUCHY,
  /// The same in 64-bit arithmetic for float32, of scales that in 32-bit arithmetic are subnormal.
  CK_NORMAL_64,
  CK_EXPONENTIAL_64,
  CK_CAUCHY_64,
  CK_GEOMETRIC,
  CK_BERNOULLI,
  CK_RANDOM,
  CK_LAWS,
} ck_law;

/// Every result lies in lowest...highest, both of them values of the dtype.
typedef struct {
  double lowest, highest;
} ck_bounds;

/// value = at_anchor + (draw - anchor) * width / 2^32, with the draw in 0 ..< 2^32.
typedef struct {
  double at_anchor, width;
  /// The draw nearest to the value 0; at most 2^32.
  uint64_t anchor;
  ck_bounds bounds;
} ck_uniform;

/// location + scale * z, with z of the law's standard form (log_normal: the exponential of that).
typedef struct {
  double location, scale;
  ck_bounds bounds;
} ck_location_scale;

/// mean + std * z, with z's cumulative probability uniform between `below` and 1 - `above`.
typedef struct {
  double mean, std;
  /// The standard normal's probability below the lower and above the upper bound, and between them.
  double below, above, between;
  /// The draw in 0 ... 2^32 at which z changes its sign, and how far its probability is from 1/2.
  uint64_t middle;
  double at_middle;
  ck_bounds bounds;
} ck_truncated_normal;

/// edge + step * d, with d the excess over `start` of a standard normal beyond `start`, cut off where
/// only the fraction `beyond` of that tail is left.
typedef struct {
  double edge, step;
  double start, beyond;
  ck_bounds bounds;
} ck_truncated_normal_tail;

/// 1 + floor(e * scale), with e exponential of rate 1.
typedef struct {
  double scale;
  ck_bounds bounds;
} ck_geometric;

/// 1 where a 64-bit draw is below `threshold`, and everywhere if `certain` is not 0.
typedef struct {
  uint64_t threshold;
  uint32_t certain;
} ck_bernoulli;

/// low, low + 1, ..., low + span, equally likely.
typedef struct {
  int64_t low;
  uint64_t span;
} ck_random;

typedef union {
  ck_uniform uniform;
  ck_location_scale location_scale;
  ck_truncated_normal truncated_normal;
  ck_truncated_normal_tail truncated_normal_tail;
  ck_geometric geometric;
  ck_bernoulli bernoulli;
  ck_random random;
  /// Of ck_words: which of an element's words.
  uint32_t subset;
} ck_parameters;

/// Writes the elements of runs one after the other to `out`, which is aligned for its dtype.
typedef void (*ck_fill)(
    void *out, const ck_run *runs, size_t run_count, const ck_draws *draws,
    const ck_parameters *parameters);

typedef enum {
  CK_BASELINE,
  CK_AVX2,
  /// AVX2 with AES on 256 bits at once.
  CK_VAES,
  /// AVX-512 (F, DQ, BW, VL) with AES on 512 bits at once.
  CK_AVX512,
  /// Arm's vectors with AES.
  CK_NEON,
  CK_INSTRUCTION_SETS,
} ck_instruction_set;

/// Whether this machine runs the instruction set, and this build has it.
int ck_runs(ck_instruction_set set);

/// The kernel of a law for a dtype, or NULL where the law is not defined on it. The machine runs the set.
ck_fill ck_kernel(ck_generator generator, ck_instruction_set set, ck_law law, ck_dtype dtype);

/// Writes word `subset` (0 to 15) of each element: the bits themselves, 32 to an element.
void ck_words(
    ck_generator generator, ck_instruction_set set, uint32_t *out, size_t count,
    const ck_draws *draws, uint32_t subset);

/// Clears element 64 w + b, of `size` bytes (2, 4 or 8), where bit b of `marks[w * stride] ^ flip` is set,
/// for each w below `words`. The machine runs the set.
void ck_clear(
    ck_instruction_set set, void *elements, size_t size, size_t words, const uint64_t *marks,
    size_t stride, uint64_t flip);

/// Writes the values as float16 or bfloat16, to nearest even; they are inside its finite range. The machine runs
/// the set.
void ck_round(
    ck_instruction_set set, ck_dtype dtype, void *out, const float *values, size_t count);

/// The same of binary64 numbers, rounded once to any floating-point dtype.
void ck_round_f64(
    ck_instruction_set set, ck_dtype dtype, void *out, const double *numbers, size_t count);

/// Writes the sines and the cosines of `position` times each of some angles, which are `high + low` turns, from 0 to
/// 1/4 of one; the position is from 0 to 2^50. The machine runs the set.
void ck_sinusoids(
    ck_instruction_set set, double position, const double *high, const double *low, size_t count,
    double *sines, double *cosines);

/// Writes 64 bits again and again to `size` bytes, the last time as many of them as there is room for; if so told
/// and the memory starts with a cache line, without passing the caches.
void ck_repeat(void *out, size_t size, uint64_t pattern, int past_caches);

/// The parts of PyTorch's stream that take time; `PyTorchStream.md` tells what they are for.
typedef struct {
  /// Moves the 624 words of a Mersenne twister's state on, and writes its next 624 words.
  void (*twist)(uint32_t *state, uint32_t *words);
  /// Writes the words that `twist` wrote when it made this state.
  void (*temper)(const uint32_t *state, uint32_t *words);
  /// Writes a number in low ..< high for each word.
  void (*uniform)(const uint32_t *words, size_t count, float low, float high, float *out);
  /// Turns blocks of 16 numbers, uniform in 0 ..< 1, into normal ones.
  void (*normal)(float *elements, size_t blocks, float mean, float std);
} ck_torch_kernels;

/// The kernels of PyTorch's stream. The machine runs the set.
ck_torch_kernels ck_torch(ck_instruction_set set);

/// The product of Householder reflectors of the columns of a Gaussian matrix, which has at least as many rows as
/// columns; `Stream.md` defines the bits. Matrices have one of their strides 1.
typedef struct {
  /// How many reflectors make a block, and how many columns of the product a line.
  size_t block, line;
  /// The bytes that the reflectors of a matrix take, and those that lines of the product do while they are made.
  size_t (*reflectors_size)(size_t rows, size_t columns);
  size_t (*lines_size)(size_t rows, size_t lines);
  /// Makes one block of the reflectors, which the others are not needed for.
  void (*reflect)(
      const void *gaussian, ptrdiff_t row_stride, ptrdiff_t column_stride, size_t rows,
      size_t columns, size_t block, void *reflectors);
  /// Makes lines of the product side by side from column `first` on, a multiple of a line.
  void (*multiply)(
      const void *reflectors, size_t rows, size_t columns, size_t first, size_t lines, void *made);
  /// Writes the first `columns` columns of the lines in some rows, times `gain` and clamped to -largest ... largest.
  void (*store)(
      const void *reflectors, const void *made, size_t rows, size_t first, size_t columns,
      size_t first_row, size_t row_count, double gain, double largest, void *out,
      ptrdiff_t row_stride, ptrdiff_t column_stride);
} ck_reflectors;

/// The kernels of reflectors for float32 or float64. The machine runs the set.
const ck_reflectors *ck_reflector_kernels(ck_instruction_set set, ck_dtype dtype);

/// The exponential and the logarithms of x > 0 and of 1 + x with the same bits everywhere, unlike the C library's.
double ck_exp(double x);
double ck_log(double x);
double ck_log1p(double x);

#endif
