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

// The vectors never cross a call that is not inlined, so how they would be passed doesn't matter.
#pragma clang diagnostic ignored "-Wpsabi"

#endif
