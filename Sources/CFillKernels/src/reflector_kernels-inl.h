// The kernels of reflectors for both types of numbers on one instruction set.
//
// CK_NAME is their name; CK_TILE_ROWS and CK_TILE_LINES say how much of a product is kept in registers.

#include "lanes-inl.h"

/// How many reflectors a block has, but for the last one. It decides the bits of the product.
#define CK_BLOCK 48
/// A cache line.
#define CK_LINE_BYTES 64

/// A number of rows or a width with what tiles need more: a multiple of 12, and so of all tiles' rows.
CK_INLINE size_t ck_padded(size_t count) { return (count + 11) / 12 * 12; }

#define CK_REAL float
#define CK_REAL_BITS 32
#include "reflectors-inl.h"
#undef CK_REAL
#undef CK_REAL_BITS

#define CK_REAL double
#define CK_REAL_BITS 64
#include "reflectors-inl.h"

#define CK_REFLECTORS(real)                                                                 \
  {                                                                                         \
    CK_BLOCK, CK_LINE_BYTES / sizeof(real), ck_reflectors_size_##real, ck_lines_size_##real, \
        ck_reflect_##real, ck_multiply_##real, ck_store_##real,                             \
  }

const ck_reflectors CK_NAME[2] = {CK_REFLECTORS(float), CK_REFLECTORS(double)};
