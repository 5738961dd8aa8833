"""The library stays in the process when its last user lets go of it."""

import os
import subprocess
import sys

PROGRAM = """
import _ctypes, ctypes, sys
for _ in range(3):
    library = ctypes.CDLL(sys.argv[1])
    library.ti_generator_create.restype = ctypes.c_void_p
    library.ti_generator_free.argtypes = [ctypes.c_void_p]
    library.ti_generator_free(library.ti_generator_create(b"ars", ctypes.c_uint64(1)))
    assert library.ti_set_thread_count(2) == 0
    assert library.ti_fill(None, b"normal", None) == 1
    _ctypes.dlclose(library._handle)
"""


def test_the_library_can_be_unloaded_and_loaded_again():
    from tensor_init import _library

    subprocess.run([sys.executable, "-c", PROGRAM, _library.library._name], check=True, env=dict(os.environ))
