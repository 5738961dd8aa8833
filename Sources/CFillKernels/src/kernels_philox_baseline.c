#include "kernels.h"

#define CK_GENERATOR "philox-inl.h"
#define CK_NAME ck_philox_baseline
#include "kernels-inl.h"
