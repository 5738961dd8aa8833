#ifndef CK_KERNELS_H
#define CK_KERNELS_H

#include <string.h>

#include "CFillKernels.h"

/// What one instruction set offers.
typedef struct {
  ck_fill fills[CK_LAWS][CK_DTYPES];
  ck_fill words;
  ck_torch_kernels torch;
} ck_kernels;

#define CK_HIDDEN extern __attribute__((visibility("hidden")))
CK_HIDDEN const ck_kernels ck_kernels_baseline;
CK_HIDDEN const ck_kernels ck_kernels_avx2;
CK_HIDDEN const ck_kernels ck_kernels_avx512;

// The vectors never cross a call that is not inlined, so how they would be passed doesn't matter.
#pragma clang diagnostic ignored "-Wpsabi"

#endif
