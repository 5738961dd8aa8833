#include "kernels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

static const ck_kernels *const kernels[CK_GENERATORS][CK_INSTRUCTION_SETS] = {
    [CK_PHILOX] =
        {
            [CK_BASELINE] = &ck_philox_baseline,
#if defined(__x86_64__)
            [CK_AVX2] = &ck_philox_avx2,
            [CK_VAES] = &ck_philox_avx2,
            [CK_AVX512] = &ck_philox_avx512,
#elif defined(__aarch64__)
            [CK_NEON] = &ck_philox_baseline,
#endif
        },
    [CK_ARS] =
        {
            [CK_BASELINE] = &ck_ars_baseline,
#if defined(__x86_64__)
            [CK_AVX2] = &ck_ars_avx2,
            [CK_VAES] = &ck_ars_vaes,
            [CK_AVX512] = &ck_ars_avx512,
#elif defined(__aarch64__)
            [CK_NEON] = &ck_ars_neon,
#endif
        },
};

int ck_runs(ck_instruction_set set) {
  switch (set) {
    case CK_BASELINE:
      return 1;
#if defined(__x86_64__)
    case CK_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
          && __builtin_cpu_supports("f16c") && __builtin_cpu_supports("aes");
    case CK_VAES:
      return ck_runs(CK_AVX2) && __builtin_cpu_supports("vaes");
    case CK_AVX512:
      return ck_runs(CK_VAES) && __builtin_cpu_supports("avx512f")
          && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
          && __builtin_cpu_supports("avx512vl");
#elif defined(__aarch64__) && defined(__linux__)
    case CK_NEON: {
      // The compiler's own question needs a run-time library that not every system has.
      const unsigned long has_aes = 1ul << 3;
      return (getauxval(AT_HWCAP) & has_aes) != 0;
    }
#elif defined(__aarch64__) && defined(__APPLE__)
    case CK_NEON:
      return 1;
#endif
    default:
      return 0;
  }
}

ck_fill ck_kernel(ck_generator generator, ck_instruction_set set, ck_law law, ck_dtype dtype) {
  return kernels[generator][set]->fills[law][dtype];
}

void ck_words(
    ck_generator generator, ck_instruction_set set, uint32_t *out, size_t count,
    const ck_draws *draws, uint32_t subset) {
  const ck_parameters parameters = {.subset = subset};
  const ck_run run = {0, count};
  kernels[generator][set]->words(out, &run, 1, draws, &parameters);
}

ck_torch_kernels ck_torch(ck_instruction_set set) {
  switch (set) {
#if defined(__x86_64__)
    case CK_AVX2:
    case CK_VAES:
      return ck_torch_avx2;
    case CK_AVX512:
      return ck_torch_avx512;
#endif
    default:
      return ck_torch_baseline;
  }
}

const ck_reflectors *ck_reflector_kernels(ck_instruction_set set, ck_dtype dtype) {
  const int is_wide = dtype == CK_FLOAT64;
  switch (set) {
#if defined(__x86_64__)
    case CK_AVX2:
    case CK_VAES:
      return &ck_reflectors_avx2[is_wide];
    case CK_AVX512:
      return &ck_reflectors_avx512[is_wide];
#endif
    default:
      return &ck_reflectors_baseline[is_wide];
  }
}
