#ifndef CK_KERNELS_H
#define CK_KERNELS_H

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "CFillKernels.h"

/// What one generator offers on one instruction set.
typedef struct {
  ck_fill fills[CK_LAWS][CK_DTYPES];
  ck_fill words;
} ck_kernels;

#define CK_HIDDEN extern __attribute__((visibility("hidden")))
CK_HIDDEN const ck_kernels ck_philox_baseline;
CK_HIDDEN const ck_kernels ck_philox_avx2;
CK_HIDDEN const ck_kernels ck_philox_avx512;
CK_HIDDEN const ck_kernels ck_ars_baseline;
CK_HIDDEN const ck_kernels ck_ars_avx2;
CK_HIDDEN const ck_kernels ck_ars_vaes;
CK_HIDDEN const ck_kernels ck_ars_avx512;
CK_HIDDEN const ck_kernels ck_ars_neon;
CK_HIDDEN const ck_torch_kernels ck_torch_baseline;
CK_HIDDEN const ck_torch_kernels ck_torch_avx2;
CK_HIDDEN const ck_torch_kernels ck_torch_avx512;
CK_HIDDEN const ck_reflectors ck_reflectors_baseline[2];
CK_HIDDEN const ck_reflectors ck_reflectors_avx2[2];
CK_HIDDEN const ck_reflectors ck_reflectors_avx512[2];

// CK_COMPILE makes `definition(set, target)` of each instruction set, which defines functions of names that end with the
// set's; CK_CALL calls the one of a set.
#if defined(__x86_64__)
#define CK_COMPILE(definition)                                                             \
  definition(baseline, )                                                                   \
  definition(avx2, __attribute__((target("avx2,fma"))))                                    \
  definition(avx512, __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))))
#define CK_CALL(set, function, ...)                                                        \
  switch (set) {                                                                           \
    case CK_AVX2:                                                                          \
    case CK_VAES: function##_avx2(__VA_ARGS__); break;                                     \
    case CK_AVX512: function##_avx512(__VA_ARGS__); break;                                 \
    default: function##_baseline(__VA_ARGS__);                                             \
  }
#else
#define CK_COMPILE(definition) definition(baseline, )
#define CK_CALL(set, function, ...) (void)(set), function##_baseline(__VA_ARGS__)
#endif

// The vectors never cross a call that is not inlined, so how they would be passed doesn't matter.
#pragma clang diagnostic ignored "-Wpsabi"

#endif
