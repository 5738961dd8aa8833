#include "kernels.h"

#define CK_GENERATOR "ars-inl.h"
#define CK_NAME ck_ars_baseline
#include "kernels-inl.h"
