/* For the library alone: it is not installed. */
#ifndef TI_LAST_ERROR_H
#define TI_LAST_ERROR_H

/* Keeps a copy of a sentence of UTF-8 for ti_last_error() of this thread; a very long one is cut. */
__attribute__((visibility("hidden"))) void ti_keep_last_error(const char *message);

#endif
