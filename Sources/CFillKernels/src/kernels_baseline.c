#include "kernels.h"

#define CK_NAME ck_kernels_baseline
#include "kernels-inl.h"
