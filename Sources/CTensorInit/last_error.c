#include "last_error.h"

#include <string.h>

#include "tensor_init.h"

/* In C, because Swift has no variables of threads; of fixed size, so that nothing is left when a thread ends. */
static _Thread_local char message[2048];

const char *ti_last_error(void) { return message; }

void ti_keep_last_error(const char *text) {
  size_t length = strlen(text);
  if (length >= sizeof message) {
    length = sizeof message - 1;
    /* Not in the middle of a character. */
    while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80) length--;
  }
  memcpy(message, text, length);
  message[length] = '\0';
}
