#include "kernels.h"

static const ck_kernels *kernels_of(ck_instruction_set set) {
  switch (set) {
    case CK_BASELINE:
      return &ck_kernels_baseline;
#if defined(__x86_64__)
    case CK_AVX2:
      return &ck_kernels_avx2;
    case CK_AVX512:
      return &ck_kernels_avx512;
#endif
    default:
      return NULL;
  }
}

int ck_runs(ck_instruction_set set) {
  switch (set) {
    case CK_BASELINE:
      return 1;
#if defined(__x86_64__)
    case CK_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case CK_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
          && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#endif
    default:
      return 0;
  }
}

ck_fill ck_kernel(ck_instruction_set set, ck_law law, ck_dtype dtype) {
  const ck_kernels *kernels = kernels_of(set);
  return kernels ? kernels->fills[law][dtype] : NULL;
}

void ck_words(
    ck_instruction_set set, uint32_t *out, size_t count, const ck_draws *draws, unsigned subset) {
  ck_parameters parameters = {.random = {.span = subset}};
  kernels_of(set)->words(out, count, draws, &parameters);
}

const ck_torch_kernels *ck_torch(ck_instruction_set set) {
  const ck_kernels *kernels = kernels_of(set);
  return kernels ? &kernels->torch : NULL;
}
