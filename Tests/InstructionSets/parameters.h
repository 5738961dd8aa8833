#ifndef PARAMETERS_H
#define PARAMETERS_H

#include "CFillKernels.h"

/// The state of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
typedef struct {
  uint64_t state;
} random_source;

uint64_t random_word(random_source *source);

/// A number in 0 ..< 1.
double random_unit(random_source *source);

/// A number of either sign and any size that a floating-point dtype holds, not yet rounded to it.
double random_number(ck_dtype dtype, random_source *source);

/// A positive one.
double random_magnitude(ck_dtype dtype, random_source *source);

/// The size of an element in bytes.
size_t element_size(ck_dtype dtype);

/// Ordinary and edge values of a law on a dtype, number `index` of them; 0 where there are no more.
int edge_parameters(ck_law law, ck_dtype dtype, unsigned index, ck_parameters *parameters);

/// Random parameters that the library could give a law on a dtype.
ck_parameters random_parameters(ck_law law, ck_dtype dtype, random_source *source);

#endif
