/* What is called of OpenBLAS, by its header's own types: the library is loaded when it is needed. */
#include <cblas.h>

typedef __typeof__(cblas_sscal) *openblas_sscal;
typedef __typeof__(openblas_get_num_threads) *openblas_thread_count;
typedef __typeof__(openblas_set_num_threads) *openblas_set_thread_count;
