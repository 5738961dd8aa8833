#include "kernels.h"

// Of Arm's 32 registers of 16 bytes, a line takes four.
#define CK_TILE_ROWS 6
#define CK_TILE_LINES 1
#define CK_NAME ck_reflectors_baseline
#include "reflector_kernels-inl.h"
