#include "kernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#define CK_TILE_ROWS 12
#define CK_TILE_LINES 2
#define CK_NAME ck_reflectors_avx512
#include "reflector_kernels-inl.h"
#pragma clang attribute pop
#endif
