// Every kernel of one generator and instruction set. The includer sets the compiler's target, the
// generator's header CK_GENERATOR, CK_AES_BYTES where there are instructions for AES, and the table's
// name CK_NAME.

#include "lanes-inl.h"

#include CK_GENERATOR
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
#include "bernoulli-inl.h"
#include "random-inl.h"

#include "store-inl.h"
#include "fill-inl.h"

#define CK_FLOATS(law, narrow, wide)     \
  narrow(law, float32, float)            \
  narrow(law, float16, uint16_t)         \
  narrow(law, bfloat16, uint16_t)        \
  wide(law, float64, double)

/// A law in 64-bit arithmetic for the narrower dtypes too.
#define CK_NARROW_FLOATS(name, law)                    \
  CK_FILL_F64_FROM_32(name, law, float32, float)       \
  CK_FILL_F64_FROM_32(name, law, float16, uint16_t)    \
  CK_FILL_F64_FROM_32(name, law, bfloat16, uint16_t)

/// A law in 64-bit arithmetic for all dtypes.
#define CK_WIDE_FLOATS(law)      \
  CK_NARROW_FLOATS(law, law)     \
  CK_FILL_F64(law, float64, double)

#define CK_INTEGERS(fill, law)           \
  fill(law, int8, int8_t)                \
  fill(law, int16, int16_t)              \
  fill(law, int32, int32_t)              \
  fill(law, int64, int64_t)              \
  fill(law, uint8, uint8_t)

/// A law of integers that fit 32 bits.
#define CK_NARROW_INTEGERS(law)                  \
  CK_FILL_INTEGERS(law, 32, float32, float)      \
  CK_FILL_INTEGERS(law, 32, float16, uint16_t)   \
  CK_FILL_INTEGERS(law, 32, bfloat16, uint16_t)  \
  CK_FILL_INTEGERS(law, 32, int8, int8_t)        \
  CK_FILL_INTEGERS(law, 32, int16, int16_t)      \
  CK_FILL_INTEGERS(law, 32, int32, int32_t)      \
  CK_FILL_INTEGERS(law, 32, uint8, uint8_t)      \
  CK_FILL_INTEGERS(law, 32, bool, uint8_t)

#define CK_WIDE_INTEGERS(law, bits)              \
  CK_FILL_INTEGERS(law, bits, int64, int64_t)    \
  CK_FILL_INTEGERS(law, bits, float64, double)

CK_FLOATS(uniform, CK_FILL_SHORT_F32, CK_FILL_F64)
CK_NARROW_FLOATS(uniform_64, uniform)
CK_FLOATS(normal, CK_FILL_PAIRS_F32, CK_FILL_PAIRS_F64)
CK_FLOATS(log_normal, CK_FILL_PAIRS_F32, CK_FILL_PAIRS_F64)
CK_FLOATS(scaled_exponential, CK_FILL_F32, CK_FILL_F64)
CK_FLOATS(cauchy, CK_FILL_F32, CK_FILL_F64)
CK_FILL_PAIRS_F64_FROM_32(normal_64, normal, float32, float)
CK_FILL_F64_FROM_32(exponential_64, scaled_exponential, float32, float)
CK_FILL_F64_FROM_32(cauchy_64, cauchy, float32, float)
CK_FLOATS(geometric, CK_FILL_F32, CK_FILL_F64)
CK_INTEGERS(CK_FILL_F64, geometric)
CK_FLOATS(truncated_normal, CK_FILL_F32, CK_FILL_F64)
CK_NARROW_FLOATS(truncated_normal_narrow, truncated_normal)
CK_WIDE_FLOATS(truncated_normal_tail)
CK_WIDE_FLOATS(log_uniform)
CK_WIDE_FLOATS(inverse_softplus_log_uniform)
CK_WIDE_FLOATS(log_of_uniform)
CK_NARROW_INTEGERS(bernoulli)
CK_WIDE_INTEGERS(bernoulli, 32)
CK_NARROW_INTEGERS(random_narrow)
CK_WIDE_INTEGERS(random_wide, 64)

CK_GROUP_FUNCTION(words_fill, uint32_t) {
  ck_u32 words[CK_VECTORS];
  ck_bits(draws, position, parameters->subset, words);
  memcpy(out, words, sizeof words);
}
CK_KERNEL(words_fill, uint32_t)

#define CK_FLOAT_ROW(law)                                                                  \
  [CK_FLOAT32] = ck_##law##_float32, [CK_FLOAT16] = ck_##law##_float16,                    \
  [CK_BFLOAT16] = ck_##law##_bfloat16

#define CK_NARROW_INTEGER_ROW(law)                                                         \
  [CK_INT8] = ck_##law##_int8, [CK_INT16] = ck_##law##_int16, [CK_INT32] = ck_##law##_int32, \
  [CK_UINT8] = ck_##law##_uint8

#define CK_INTEGER_ROW(law) CK_NARROW_INTEGER_ROW(law), [CK_INT64] = ck_##law##_int64

#define CK_DOUBLE(law) [CK_FLOAT64] = ck_##law##_float64

const ck_kernels CK_NAME = {
    .fills = {
        [CK_UNIFORM] = {CK_FLOAT_ROW(uniform), CK_DOUBLE(uniform)},
        [CK_UNIFORM_64] = {CK_FLOAT_ROW(uniform_64), CK_DOUBLE(uniform)},
        [CK_NORMAL] = {CK_FLOAT_ROW(normal), CK_DOUBLE(normal)},
        [CK_LOG_NORMAL] = {CK_FLOAT_ROW(log_normal), CK_DOUBLE(log_normal)},
        [CK_TRUNCATED_NORMAL] = {CK_FLOAT_ROW(truncated_normal), CK_DOUBLE(truncated_normal)},
        [CK_TRUNCATED_NORMAL_NARROW] =
            {CK_FLOAT_ROW(truncated_normal_narrow), CK_DOUBLE(truncated_normal)},
        [CK_TRUNCATED_NORMAL_TAIL] =
            {CK_FLOAT_ROW(truncated_normal_tail), CK_DOUBLE(truncated_normal_tail)},
        [CK_EXPONENTIAL] = {CK_FLOAT_ROW(scaled_exponential), CK_DOUBLE(scaled_exponential)},
        [CK_CAUCHY] = {CK_FLOAT_ROW(cauchy), CK_DOUBLE(cauchy)},
        [CK_NORMAL_64] = {[CK_FLOAT32] = ck_normal_64_float32},
        [CK_EXPONENTIAL_64] = {[CK_FLOAT32] = ck_exponential_64_float32},
        [CK_CAUCHY_64] = {[CK_FLOAT32] = ck_cauchy_64_float32},
        [CK_LOG_UNIFORM] = {CK_FLOAT_ROW(log_uniform), CK_DOUBLE(log_uniform)},
        [CK_INVERSE_SOFTPLUS_LOG_UNIFORM] =
            {CK_FLOAT_ROW(inverse_softplus_log_uniform), CK_DOUBLE(inverse_softplus_log_uniform)},
        [CK_LOG_OF_UNIFORM] = {CK_FLOAT_ROW(log_of_uniform), CK_DOUBLE(log_of_uniform)},
        [CK_GEOMETRIC] =
            {CK_FLOAT_ROW(geometric), CK_DOUBLE(geometric), CK_INTEGER_ROW(geometric)},
        [CK_BERNOULLI] =
            {CK_FLOAT_ROW(bernoulli), CK_DOUBLE(bernoulli), CK_INTEGER_ROW(bernoulli),
             [CK_BOOL] = ck_bernoulli_bool},
        [CK_RANDOM] =
            {CK_FLOAT_ROW(random_narrow), CK_DOUBLE(random_wide), CK_NARROW_INTEGER_ROW(random_narrow),
             [CK_INT64] = ck_random_wide_int64, [CK_BOOL] = ck_random_narrow_bool},
    },
    .words = ck_words_fill,
};
