// Sines and cosines of multiples of angles, compiled for each instruction set.

#include "kernels.h"
#include "lanes-inl.h"
#include "sincos-inl.h"

/// Sine and cosine of position * (high + low) turns. The products' errors are kept, and whole quarters of turns are
/// dropped exactly, so that what is left of the angle has full precision however far out the position is.
CK_INLINE void ck_sinusoid_f64(
    ck_f64 position, ck_f64 high, ck_f64 low, ck_f64 *sine, ck_f64 *cosine) {
  ck_f64 turns = position * high;
  ck_f64 rest = ck_fma_f64(position, low, ck_fma_f64(position, high, -turns));
  const ck_f64 rounder = CK_SPLAT(0x1.8p52, ck_f64);
  ck_f64 quarters = turns * 4.0;
  ck_f64 shifted = quarters + rounder;
  ck_u64 quadrant = (ck_u64)shifted;
  ck_f64 s, c;
  ck_sincos_eighth_of_sum_f64((quarters - (shifted - rounder)) * 2.0, rest * 8.0, &s, &c);
  ck_i64 odd = -(ck_i64)(quadrant & 1);
  *sine = (ck_f64)((ck_u64)(odd ? c : s) ^ (quadrant & 2) << 62);
  *cosine = (ck_f64)((ck_u64)(odd ? s : c) ^ ((quadrant + 1) & 2) << 62);
}

CK_INLINE void ck_sinusoids_of(
    double position, const double *high, const double *low, size_t count, double *sines,
    double *cosines) {
  for (size_t i = 0; i < count; i += CK_LANES) {
    const size_t size = (count - i < CK_LANES ? count - i : CK_LANES) * sizeof(double);
    ck_f64 h = {0}, l = {0}, sine, cosine;
    __builtin_memcpy(&h, high + i, size);
    __builtin_memcpy(&l, low + i, size);
    ck_sinusoid_f64(CK_SPLAT(position, ck_f64), h, l, &sine, &cosine);
    __builtin_memcpy(sines + i, &sine, size);
    __builtin_memcpy(cosines + i, &cosine, size);
  }
}

#define CK_SINUSOIDS(set, target)                                                          \
  target static void ck_sinusoids_##set(                                                   \
      double position, const double *high, const double *low, size_t count, double *sines, \
      double *cosines) {                                                                   \
    ck_sinusoids_of(position, high, low, count, sines, cosines);                           \
  }

CK_COMPILE(CK_SINUSOIDS)

void ck_sinusoids(
    ck_instruction_set set, double position, const double *high, const double *low, size_t count,
    double *sines, double *cosines) {
  CK_CALL(set, ck_sinusoids, position, high, low, count, sines, cosines);
}
