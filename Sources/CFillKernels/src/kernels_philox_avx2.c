#include "kernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,aes"))), apply_to = function)
#define CK_GENERATOR "philox-inl.h"
#define CK_HAS_FLOAT16
#define CK_NAME ck_philox_avx2
#include "kernels-inl.h"
#pragma clang attribute pop
#endif
