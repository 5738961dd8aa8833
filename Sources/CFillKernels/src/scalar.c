// The kernels' functions for single numbers.

#include "kernels.h"

#define CK_LANES 2
#include "lanes-inl.h"
#include "draw-inl.h"

#include "log-inl.h"
#include "exp-inl.h"

double ck_exp(double x) { return ck_exp_f64(CK_SPLAT(x, ck_f64))[0]; }

double ck_log1p(double x) {
  ck_f64 f = CK_SPLAT(x, ck_f64);
  return ck_log_near_one_f64((f < 0.25) & (f > -0.25), f, f + 1.0)[0];
}
