/* What is called of LAPACKE, by its header's own types: the library is loaded when it is needed. */
#include <lapacke.h>

typedef __typeof__(LAPACKE_sgeqrf_work) *lapacke_sgeqrf;
typedef __typeof__(LAPACKE_dgeqrf_work) *lapacke_dgeqrf;
typedef __typeof__(LAPACKE_sorgqr_work) *lapacke_sorgqr;
typedef __typeof__(LAPACKE_dorgqr_work) *lapacke_dorgqr;
typedef __typeof__(LAPACKE_dgesdd_work) *lapacke_dgesdd;
