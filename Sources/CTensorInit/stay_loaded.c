#define _GNU_SOURCE
#include <dlfcn.h>

/* Keeps the library loaded, whoever unloads it: the Swift runtime and the library's threads know addresses in it. */
__attribute__((constructor)) static void stay_loaded(void) {
  Dl_info library;
  if (dladdr((void *)stay_loaded, &library)) dlopen(library.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}
