/* What is called of OpenBLAS, by its header's own types: the library is loaded when it is needed. */
#include <cblas.h>

typedef __typeof__(cblas_snrm2) *openblas_snrm2;
typedef __typeof__(cblas_dnrm2) *openblas_dnrm2;
typedef __typeof__(cblas_sscal) *openblas_sscal;
typedef __typeof__(cblas_dscal) *openblas_dscal;
typedef __typeof__(cblas_sgemm) *openblas_sgemm;
typedef __typeof__(cblas_dgemm) *openblas_dgemm;
typedef __typeof__(cblas_strsm) *openblas_strsm;
typedef __typeof__(cblas_dtrsm) *openblas_dtrsm;
typedef __typeof__(openblas_get_num_threads) *openblas_thread_count;
typedef __typeof__(openblas_set_num_threads) *openblas_set_thread_count;
