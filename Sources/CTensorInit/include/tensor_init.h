/* tensor_init.h: initial values for the parameters of neural networks, in place in memory of yours.
 *
 *   float weight[64][32];
 *   const int64_t shape[] = {64, 32};
 *   const ti_tensor tensor = ti_contiguous(weight, TI_FLOAT32, 2, shape);
 *   ti_generator *generator = ti_generator_create("ars", 42);
 *   if (ti_kaiming_normal(&tensor, TI_FAN_OUT, TI_RELU, 0, generator) != TI_OK) puts(ti_last_error());
 *   ti_generator_free(generator);
 *
 * C11 and C++. Link with -ltensor_init, or ask pkg-config for tensor_init.
 *
 * Threads: every function may be called from any thread. Threads that share a generator get numbers in the order of
 * their calls; give each its own, or its own stream, where that matters. No two calls may write the same memory.
 *
 * Faults: a function that gives a ti_status or a pointer checks all its arguments before it writes the first element.
 * On a fault it gives something else than TI_OK, or NULL, and ti_last_error() says in a sentence what is wrong.
 */
#ifndef TENSOR_INIT_H
#define TENSOR_INIT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ---- */

/* The version of this header, and of the library that is loaded: major.minor.patch (semver.org). */
#define TI_VERSION "0.2.0"
const char *ti_version(void);

/* The version of the contract between a seed and values that generators of ars and philox have where none is named. It
 * is frozen: the values of a version never change. */
int32_t ti_stream_version(void);

/* ---- Faults ---- */

typedef int32_t ti_status;
enum {
  TI_OK = 0,
  TI_INVALID_ARGUMENT = 1,   /* an argument is not what the function accepts */
  TI_INVALID_SHAPE = 2,      /* the initializer is not defined for the shape, or the shape is none */
  TI_UNSUPPORTED_DTYPE = 3,  /* the initializer is not defined for the dtype */
  TI_UNKNOWN_NAME = 4,       /* of an initializer, an argument in an expression, a generator */
  TI_INVALID_EXPRESSION = 5, /* not of the form name(key=value, ...) */
  TI_OUT_OF_MEMORY = 6,      /* for work space */
  TI_FAILURE = 7,            /* of OpenBLAS or LAPACK, which can't be loaded, of LAPACK itself, or to read a file */
  TI_INVALID_RECIPE = 8      /* the text of a recipe is wrong, where the sentence says: path:line:column */
};

/* What was wrong with the last call of this thread that gave a fault; "" before the first.
 * It is valid until the thread's next fault. */
const char *ti_last_error(void);

/* ---- Tensors ---- */

typedef int32_t ti_dtype;
enum {
  TI_FLOAT32 = 0, /* the standard */
  TI_FLOAT64 = 1,
  TI_FLOAT16 = 2,
  TI_BFLOAT16 = 3,
  TI_INT8 = 4,
  TI_INT16 = 5,
  TI_INT32 = 6,
  TI_INT64 = 7,
  TI_UINT8 = 8,
  TI_BOOL = 9
};

/* Elements in memory of the caller's. Every member is set: what is left out of an initializer list is 0, which is the
 * standard of all. Later versions may give members that are reserved a meaning, of which 0 stays the standard: the
 * size is the same in all of them, and a library that is older than the header says so where it is asked for more. */
typedef struct ti_tensor {
  void *data;             /* the element with all indices 0, aligned as its dtype; may be NULL without elements */
  ti_dtype dtype;
  int32_t rank;           /* the number of dimensions; 0 is a scalar */
  const int64_t *shape;   /* their sizes, outermost first; may be NULL for rank 0 */
  const int64_t *strides; /* how many elements apart neighbours along each lie; NULL: contiguous, row-major */

  /* Where whole_shape is not NULL, the tensor is a part of a larger one, of that shape and of this dtype. Its elements
   * get the values that they have there, whoever makes the others, and a generator moves on as if it made the whole. The
   * part is in row-major order the elements from offset on; or, where start is not NULL, a box of the same rank and the
   * size shape, whose first element has the indices start: columns 1024 to 2047 of {4096, 4096} have the shape
   * {4096, 1024} and the start {0, 1024}. */
  const int64_t *whole_shape;
  int32_t whole_rank;
  int64_t offset;       /* 0 where start is not NULL */
  const int64_t *start; /* whole_rank indices */

  const void *reserved[4]; /* NULL */
} ti_tensor;

/* A tensor whose elements follow one another in row-major order, all members of it set: for C++ too, which has designated
 * initializers from 2020 on and warns of members that are left out. */
static inline ti_tensor ti_contiguous(void *data, ti_dtype dtype, int32_t rank, const int64_t *shape) {
  const ti_tensor tensor = {data, dtype, rank, shape, NULL, NULL, 0, 0, NULL, {NULL, NULL, NULL, NULL}};
  return tensor;
}

/* The most threads that one call uses; 0, the standard, is one a core or what the environment's
 * TENSOR_INIT_NUM_THREADS says. Values are the same with any number. */
ti_status ti_set_thread_count(int32_t count);

/* ---- Generators ---- */

/* A source of random numbers: an algorithm, a seed, a stream and a position in it. NULL stands for the process-wide
 * standard one, which the operating system seeds unless ti_generator_reseed(NULL, seed) does, and seeds anew in a
 * process that was forked unless that was called. */
typedef struct ti_generator ti_generator;

/* A generator at the start of what the algorithm makes of the seed; NULL where there is no such algorithm.
 * Algorithms: "ars" (NULL means it) and "philox", of the same bits on every machine; "torch", of the bits of PyTorch on
 * the CPU after torch.manual_seed(seed); "ktorch", of those of its C++ interface. */
ti_generator *ti_generator_create(const char *algorithm, uint64_t seed);

/* The same in a version of the contract between seed and values, which stays whatever later versions bring; NULL
 * where there is no such version, and for torch and ktorch, which have none. The first is 1. */
ti_generator *ti_generator_create_version(const char *algorithm, uint64_t seed, int32_t stream_version);

/* A generator at the start of the stream of this name, whose bytes are UTF-8; NULL where they are not. It depends on the
 * seed, on the generator's own stream and on the name, not on what was drawn before. Of torch and ktorch, which have no
 * streams, it is the generator itself. */
ti_generator *ti_generator_stream(const ti_generator *generator, const char *name);

/* Another generator that gives from here on the same values. */
ti_generator *ti_generator_copy(const ti_generator *generator);

/* Starts anew with a seed, without counts of names. A call of another thread draws all that it needs before this, or
 * after. */
void ti_generator_reseed(ti_generator *generator, uint64_t seed);

uint64_t ti_generator_seed(const ti_generator *generator);

/* The whole state of a generator: algorithm, seed, stream, position, and how often each name was initialized from it. It
 * is written to bytes where capacity is enough; the result is how many bytes it has, which grows with the names, and so
 * may be more by the next call where other threads draw. bytes may be NULL with a capacity of 0.
 * The bytes are the same on every machine, and stand for the same generator in every process and later version. */
int64_t ti_generator_state(const ti_generator *generator, void *bytes, int64_t capacity);

/* A generator that goes on from a state; NULL where the bytes are none. */
ti_generator *ti_generator_restore(const void *bytes, int64_t byte_count);

/* Frees a generator that one of the functions above gave; nothing for NULL. */
void ti_generator_free(ti_generator *generator);

/* ---- Initializers ----
 *
 * Dtypes: any for zeros, ones, constant, eye, dirac, bernoulli, random, arange; any but bool for geometric; for icnr
 * those of the initializer that it is of; floating-point ones for the others.
 *
 * Elements that lie on the same memory are a fault, whatever the strides, unless the arguments alone make all of them
 * one value: those of zeros, ones, constant and prior_bias; with ars and philox also equal bounds, or a deviation of 0,
 * of uniform, normal, trunc_normal, log_uniform and the schemes and laws made from these; icnr as the initializer that
 * it is of. It stays a fault of what is drawn or placed one by one and comes out alike: log_normal(std=0), bernoulli(1),
 * arange(step=0). A layout of which it takes more than a million steps to find out whether elements meet counts as one
 * where they do, which no view of an array does. */

/* The initializer that an expression describes: "kaiming_normal(mode=fan_out, nonlinearity=relu)". It reaches every
 * initializer, those without a function here too: "he_normal(in_axis=-2, out_axis=-1)", "sinusoidal(endpoint=true)".
 * Names are those of the functions below without ti_, and further ones, which the README lists; arguments of the
 * functions have the names here, and defaults as in PyTorch where it has them. */
ti_status ti_fill(const ti_tensor *tensor, const char *expression, ti_generator *generator);

/* Whether any elements of the tensor, or of the larger one of which it is a part, can be made without the others at no
 * more than their share of the work, so that it costs nothing to make them in several parts: 1 of laws that draw each
 * element by itself, and of what is neither drawn nor prepared, as eye and arange; 0 where others, or something that
 * all have in common, are made first, as of orthogonal, sparse and sinusoidal, and of laws that are drawn with torch
 * and ktorch. The tensor's data may be NULL; else arguments that ti_fill would not take are faults here too, with the
 * same status. */
ti_status ti_is_divisible(
    const ti_tensor *tensor, const char *expression, const ti_generator *generator, int32_t *is_divisible);

ti_status ti_zeros(const ti_tensor *tensor);
ti_status ti_ones(const ti_tensor *tensor);

/* Every element value, which the dtype must hold: of an integer dtype an integer in its range. */
ti_status ti_constant(const ti_tensor *tensor, double value);

/* 1 where row and column are equal, else 0. Rank 2. */
ti_status ti_eye(const ti_tensor *tensor);

/* Convolution weights that pass their input channels on, in each of groups parts of dimension 0. Rank 3 to 5. */
ti_status ti_dirac(const ti_tensor *tensor, int64_t groups);

/* Uniform on [low, high). */
ti_status ti_uniform(const ti_tensor *tensor, double low, double high, ti_generator *generator);

ti_status ti_normal(const ti_tensor *tensor, double mean, double std, ti_generator *generator);

/* Normal, restricted to low...high, which are absolute and may be infinite. */
ti_status ti_trunc_normal(
    const ti_tensor *tensor, double mean, double std, double low, double high, ti_generator *generator);

/* Uniform or normal of variance 2 gain^2 / (fan in + fan out). Rank 2 or more: out, in, kernel... */
ti_status ti_xavier_uniform(const ti_tensor *tensor, double gain, ti_generator *generator);
ti_status ti_xavier_normal(const ti_tensor *tensor, double gain, ti_generator *generator);

typedef int32_t ti_mode;
enum { TI_FAN_IN = 0, TI_FAN_OUT = 1 };

typedef int32_t ti_nonlinearity;
enum {
  TI_LEAKY_RELU = 0, /* the standard of kaiming_uniform and kaiming_normal */
  TI_RELU = 1,
  TI_LINEAR = 2, /* convolutions too */
  TI_SIGMOID = 3,
  TI_TANH = 4,
  TI_SELU = 5
};

/* The factor of the standard deviation that makes up for a nonlinearity; slope is that of a leaky relu. */
ti_status ti_gain(ti_nonlinearity nonlinearity, double slope, double *gain);

/* Uniform or normal of variance gain^2 / fan. Rank 2 or more: out, in, kernel... */
ti_status ti_kaiming_uniform(
    const ti_tensor *tensor, ti_mode mode, ti_nonlinearity nonlinearity, double slope, ti_generator *generator);
ti_status ti_kaiming_normal(
    const ti_tensor *tensor, ti_mode mode, ti_nonlinearity nonlinearity, double slope, ti_generator *generator);

/* gain times a random matrix with orthonormal rows or columns, whichever are fewer. Rank 2 or more, as a matrix of
 * dimension 0 by all others. */
ti_status ti_orthogonal(const ti_tensor *tensor, double gain, ti_generator *generator);

/* Normal around 0, with ceil(sparsity * rows) zeros in each column. Rank 2. */
ti_status ti_sparse(const ti_tensor *tensor, double sparsity, double std, ti_generator *generator);

ti_status ti_cauchy(const ti_tensor *tensor, double median, double sigma, ti_generator *generator);
ti_status ti_exponential(const ti_tensor *tensor, double rate, ti_generator *generator);

/* The number of trials up to the first success: 1, 2, ... */
ti_status ti_geometric(const ti_tensor *tensor, double p, ti_generator *generator);

/* e to the power of a normal number of this mean and standard deviation. */
ti_status ti_log_normal(const ti_tensor *tensor, double mean, double std, ti_generator *generator);

/* Equally likely integers from low to below high. TI_LARGEST for high: up to the largest that the dtype holds with all
 * integers below it. */
#define TI_LARGEST INT64_MIN
ti_status ti_random(const ti_tensor *tensor, int64_t low, int64_t high, ti_generator *generator);

/* 1 with probability p, else 0. */
ti_status ti_bernoulli(const ti_tensor *tensor, double p, ti_generator *generator);

/* ---- Recipes ----
 *
 * A recipe, the YAML of tensor-init's checkpoints, says how a model's tensors are initialized: by rules over their names,
 * shapes and dtypes, or tensor by tensor. The values are those that tensor-init writes.
 *
 *   const ti_tensor_spec specs[] = {{"fc.weight", 2, shape, TI_FLOAT32, 0, {NULL, NULL}}};
 *   ti_recipe *recipe = ti_recipe_create(NULL, 0, "rules.yaml", NULL, 0);
 *   ti_recipe_tensors *tensors = ti_recipe_assign(recipe, NULL, specs, 1, 1);
 *   if (!tensors || ti_recipe_fill(tensors, 0, &tensor, generator) != TI_OK) puts(ti_last_error());
 *   ti_recipe_tensors_free(tensors);
 *   ti_recipe_free(recipe);
 *
 * Both kinds of objects never change: any threads may use one at once, and a forked process those of its parent. What a
 * pointer that one of them gives points to is there until it is freed. None of them may be NULL but where that is said. */

typedef struct ti_recipe ti_recipe;

/* One of a recipe's variables and the number or formula that it gets, as "L" and "24"; or "size" and the name of one of
 * its sizes. */
typedef struct ti_recipe_setting {
  const char *name;
  const char *value;
} ti_recipe_setting;

/* Reads byte_count bytes of text, which are UTF-8, as from a file of the name path, which need not be there; or, where text
 * is NULL, the file. NULL on a fault. */
ti_recipe *ti_recipe_create(
    const char *text, int64_t byte_count, const char *path, const ti_recipe_setting *settings, int64_t setting_count);

/* Gives the recipe's seed; without one gives 0 and leaves seed as it is, else 1. */
int32_t ti_recipe_seed(const ti_recipe *recipe, uint64_t *seed);

/* The tensors that are others by the recipe's key tie: how many, and the names of one and of the other that it is. */
int64_t ti_recipe_tie_count(const ti_recipe *recipe);
ti_status ti_recipe_tie(const ti_recipe *recipe, int64_t index, const char **name, const char **other);

/* Frees a recipe; nothing for NULL. What was made from it stays. */
void ti_recipe_free(ti_recipe *recipe);

/* A tensor of a model, without its elements. */
typedef struct ti_tensor_spec {
  const char *name;          /* UTF-8 */
  int32_t rank;
  const int64_t *shape;      /* may be NULL for rank 0 */
  ti_dtype dtype;
  int32_t is_buffer;         /* 1 for what is no parameter, which rules reach that say buffer: true, or by its exact name */
  const void *reserved[2];   /* NULL */
} ti_tensor_spec;

/* How each of some tensors is initialized. */
typedef struct ti_recipe_tensors ti_recipe_tensors;

/* Applies a recipe to a model's tensors, each given once, under the name by which it draws. NULL on a fault, with all
 * that is wrong found here: before anything is written.
 * Names, shapes and dtypes are the model's, and what the recipe says of them must agree. A recipe that lists tensors lists
 * all of the model's but buffers. With is_strict, a rule for nothing, a parameter without one, and tensors that the recipe
 * or the model alone has, are faults; with 0 they are left out. Buffers that the recipe doesn't reach always are.
 * Where specs is NULL, with a count of 0, the tensors are those that the recipe lists.
 * algorithm is that of the generators that will be used, as in ti_generator_create; NULL means "ars". */
ti_recipe_tensors *ti_recipe_assign(
    const ti_recipe *recipe, const char *algorithm, const ti_tensor_spec *specs, int64_t spec_count, int32_t is_strict);

/* How many there are: in the order of the specs, or of the recipe. */
int64_t ti_recipe_tensors_count(const ti_recipe_tensors *tensors);

/* Describes one of them. */
ti_status ti_recipe_tensors_spec(const ti_recipe_tensors *tensors, int64_t index, ti_tensor_spec *spec);

/* Gives 1 where the recipe says how one of them is initialized, and 0 where it leaves it as it is or there is none. */
int32_t ti_recipe_reaches(const ti_recipe_tensors *tensors, int64_t index);

/* The expression of its initializer, of which some, as those of fused tensors, are for reading only; its bytes are written
 * where capacity is enough, with a NUL after them, which is not counted. The result is how many it has: 0 for a tensor that
 * the recipe leaves as it is, -1 where there is no tensor of this index. text may be NULL with a capacity of 0. */
int64_t ti_recipe_tensors_expression(const ti_recipe_tensors *tensors, int64_t index, char *text, int64_t capacity);

/* The patterns of rules that are for nothing which an earlier one leaves; without is_strict there may be some. */
int64_t ti_recipe_tensors_unmatched_count(const ti_recipe_tensors *tensors);
ti_status ti_recipe_tensors_unmatched(const ti_recipe_tensors *tensors, int64_t index, const char **pattern);

/* Gives the elements of a tensor, or of a part of it, the recipe's values, which the generator's stream of the tensor's
 * name has from its start on: every call gives the same ones, and the generator stays where it is. From torch and ktorch,
 * which have no streams, tensors draw one after the other. tensor has the shape and dtype of the spec, or else whole_shape
 * is that shape. It is a fault of a tensor that the recipe leaves as it is. */
ti_status ti_recipe_fill(
    const ti_recipe_tensors *tensors, int64_t index, const ti_tensor *tensor, ti_generator *generator);

/* What ti_is_divisible says, of how one of the tensors is initialized. */
ti_status ti_recipe_is_divisible(
    const ti_recipe_tensors *tensors, int64_t index, const ti_generator *generator, int32_t *is_divisible);

/* Frees them; nothing for NULL. */
void ti_recipe_tensors_free(ti_recipe_tensors *tensors);

#ifdef __cplusplus
}
#endif

#endif
