// The kernels of reflectors of both types of numbers on one instruction set.
//
// CK_NAME is their name; CK_TILE_ROWS and CK_TILE_LINES say how much of a product is kept in registers.

#include "lanes-inl.h"

#define CK_REAL float
#define CK_REAL_BITS 32
#include "reflectors-inl.h"
#undef CK_REAL
#undef CK_REAL_BITS

#define CK_REAL double
#define CK_REAL_BITS 64
#include "reflectors-inl.h"

const ck_reflectors CK_NAME[2] = {
    {ck_reflect_float, ck_columns_float, ck_store_columns_float},
    {ck_reflect_double, ck_columns_double, ck_store_columns_double},
};
