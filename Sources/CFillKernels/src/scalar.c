// The kernels' functions for single numbers.

#include "kernels.h"

#define CK_LANES 2
#include "lanes-inl.h"
#include "draw-inl.h"

#include "log-inl.h"
#include "exp-inl.h"

double ck_exp(double x) { return ck_exp_f64(CK_SPLAT(x, ck_f64))[0]; }

double ck_log1p(double x) {
  const int is_small = x > -0.25 && x < 0.25;
  ck_f64 f = CK_SPLAT(x, ck_f64);
  return (is_small ? ck_log_parts_f64(CK_SPLAT(0.0, ck_f64), f) : ck_log_f64(f + 1.0))[0];
}

double ck_log(double x) {
  const int is_subnormal = x < 0x1p-1022;
  ck_f64 exponent;
  ck_f64 f = ck_split_f64(CK_SPLAT(is_subnormal ? x * 0x1p54 : x, ck_f64), &exponent);
  return ck_log_parts_f64(is_subnormal ? exponent - 54.0 : exponent, f)[0];
}
