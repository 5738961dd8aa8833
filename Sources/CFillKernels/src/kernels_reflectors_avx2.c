#include "kernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_TILE_ROWS 6
#define CK_TILE_LINES 1
#define CK_NAME ck_reflectors_avx2
#include "reflector_kernels-inl.h"
#pragma clang attribute pop
#endif
