#include "kernels.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,vaes,avx2,fma,f16c,aes"))), apply_to = function)
#define CK_GENERATOR "ars-inl.h"
#define CK_AES_BYTES 64
#define CK_HAS_FLOAT16
#define CK_NAME ck_ars_avx512
#include "kernels-inl.h"
#pragma clang attribute pop
#endif
