#include "kernels.h"

#define CK_NAME ck_torch_baseline
#include "torch_kernels-inl.h"
