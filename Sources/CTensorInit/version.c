#include "tensor_init.h"

/* In C, where the header's text is a constant that stays where it is. */
const char *ti_version(void) { return TI_VERSION; }
