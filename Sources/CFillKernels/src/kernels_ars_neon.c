#include "kernels.h"

#if defined(__aarch64__)
#pragma clang attribute push(__attribute__((target("aes"))), apply_to = function)
#define CK_GENERATOR "ars-inl.h"
#define CK_AES_BYTES 16
#define CK_HAS_FLOAT16
#define CK_NAME ck_ars_neon
#include "kernels-inl.h"
#pragma clang attribute pop
#endif
