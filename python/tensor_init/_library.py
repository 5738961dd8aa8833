"""The C library (tensor_init.h) through ctypes: found, declared once, its faults as exceptions."""

from __future__ import annotations

import ctypes
import ctypes.util
import operator
import os
import pathlib
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_uint64, c_void_p
from typing import Any

HIGHEST_RANK = 64

# The header's ti_dtype by the names of NumPy and PyTorch.
DTYPES = {
    "float32": 0,
    "float64": 1,
    "float16": 2,
    "bfloat16": 3,
    "int8": 4,
    "int16": 5,
    "int32": 6,
    "int64": 7,
    "uint8": 8,
    "bool": 9,
}


class Tensor(ctypes.Structure):
    """ti_tensor. Addresses are plain numbers: setting them costs the least."""

    _fields_ = [
        ("data", c_void_p),
        ("dtype", c_int32),
        ("rank", c_int32),
        ("shape", c_void_p),
        ("strides", c_void_p),
        ("whole_shape", c_void_p),
        ("whole_rank", c_int32),
        ("offset", c_int64),
        ("start", c_void_p),
        ("reserved", c_void_p * 4),
    ]


class Setting(ctypes.Structure):
    """ti_recipe_setting."""

    _fields_ = [("name", c_char_p), ("value", c_char_p)]


class Spec(ctypes.Structure):
    """ti_tensor_spec."""

    _fields_ = [
        ("name", c_char_p),
        ("rank", c_int32),
        ("shape", c_void_p),
        ("dtype", c_int32),
        ("is_buffer", c_int32),
        ("reserved", c_void_p * 2),
    ]


def _load() -> ctypes.CDLL:
    named = os.environ.get("TENSOR_INIT_LIBRARY")
    packaged = pathlib.Path(__file__).with_name("lib") / "libtensor_init.so"
    if named:
        return ctypes.CDLL(named)
    if packaged.exists():
        return ctypes.CDLL(str(packaged))
    installed = ctypes.util.find_library("tensor_init")
    if installed:
        return ctypes.CDLL(installed)
    raise ImportError(
        "libtensor_init is neither in this package nor installed; build the package with "
        "Scripts/build-python-package, or name the library in TENSOR_INIT_LIBRARY"
    )


library = _load()


def _declare(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(library, "ti_" + name)
    function.restype = result
    function.argtypes = arguments
    return function


_TENSOR = c_void_p

version = _declare("version", c_char_p)
stream_version = _declare("stream_version", c_int32)
last_error = _declare("last_error", c_char_p)
set_thread_count = _declare("set_thread_count", c_int32, c_int32)

_generator_free = _declare("generator_free", None, c_void_p)
_recipe_free = _declare("recipe_free", None, c_void_p)
_recipe_tensors_free = _declare("recipe_tensors_free", None, c_void_p)


class _Owned(c_void_p):
    """What the library made, which lives as long as this object; it can be neither copied nor pickled."""

    def __reduce_ex__(self, protocol: object) -> str:
        raise TypeError("a handle is of this process only")


class Handle(_Owned):
    """A ti_generator."""

    def __del__(self, free: Any = _generator_free) -> None:
        free(self)

    def __repr__(self) -> str:
        return "<a generator of libtensor_init>"


class RecipeHandle(_Owned):
    """A ti_recipe."""

    def __del__(self, free: Any = _recipe_free) -> None:
        free(self)


class RecipeTensorsHandle(_Owned):
    """A ti_recipe_tensors."""

    def __del__(self, free: Any = _recipe_tensors_free) -> None:
        free(self)


generator_create = _declare("generator_create", Handle, c_char_p, c_uint64)
generator_create_version = _declare("generator_create_version", Handle, c_char_p, c_uint64, c_int32)
generator_copy = _declare("generator_copy", Handle, c_void_p)
generator_stream = _declare("generator_stream", Handle, c_void_p, c_char_p)
generator_restore = _declare("generator_restore", Handle, c_char_p, c_int64)
generator_state = _declare("generator_state", c_int64, c_void_p, c_char_p, c_int64)
generator_reseed = _declare("generator_reseed", None, c_void_p, c_uint64)
generator_seed = _declare("generator_seed", c_uint64, c_void_p)

fill = _declare("fill", c_int32, _TENSOR, c_char_p, c_void_p)
is_divisible = _declare("is_divisible", c_int32, _TENSOR, c_char_p, c_void_p, POINTER(c_int32))
zeros = _declare("zeros", c_int32, _TENSOR)
constant = _declare("constant", c_int32, _TENSOR, c_double)
eye = _declare("eye", c_int32, _TENSOR)
dirac = _declare("dirac", c_int32, _TENSOR, c_int64)
uniform = _declare("uniform", c_int32, _TENSOR, c_double, c_double, c_void_p)
normal = _declare("normal", c_int32, _TENSOR, c_double, c_double, c_void_p)
trunc_normal = _declare(
    "trunc_normal", c_int32, _TENSOR, c_double, c_double, c_double, c_double, c_void_p
)
orthogonal = _declare("orthogonal", c_int32, _TENSOR, c_double, c_void_p)
sparse = _declare("sparse", c_int32, _TENSOR, c_double, c_double, c_void_p)
random = _declare("random", c_int32, _TENSOR, c_int64, c_int64, c_void_p)

recipe_create = _declare("recipe_create", RecipeHandle, c_char_p, c_int64, c_char_p, POINTER(Setting), c_int64)
recipe_seed = _declare("recipe_seed", c_int32, c_void_p, POINTER(c_uint64))
recipe_tie_count = _declare("recipe_tie_count", c_int64, c_void_p)
recipe_tie = _declare("recipe_tie", c_int32, c_void_p, c_int64, POINTER(c_char_p), POINTER(c_char_p))
recipe_assign = _declare(
    "recipe_assign", RecipeTensorsHandle, c_void_p, c_char_p, POINTER(Spec), c_int64, c_int32
)
recipe_tensors_expression = _declare("recipe_tensors_expression", c_int64, c_void_p, c_int64, c_char_p, c_int64)
recipe_tensors_unmatched_count = _declare("recipe_tensors_unmatched_count", c_int64, c_void_p)
recipe_tensors_unmatched = _declare(
    "recipe_tensors_unmatched", c_int32, c_void_p, c_int64, POINTER(c_char_p)
)
recipe_reaches = _declare("recipe_reaches", c_int32, c_void_p, c_int64)
recipe_fill = _declare("recipe_fill", c_int32, c_void_p, c_int64, _TENSOR, c_void_p)
recipe_is_divisible = _declare("recipe_is_divisible", c_int32, c_void_p, c_int64, c_void_p, POINTER(c_int32))

_INVALID_ARGUMENT, _INVALID_SHAPE, _UNSUPPORTED_DTYPE, _OUT_OF_MEMORY, _FAILURE = 1, 2, 3, 6, 7

# What the library says where a call is none that it can do.
REFUSALS = {_INVALID_ARGUMENT, _INVALID_SHAPE, _UNSUPPORTED_DTYPE}


def check(status: int) -> None:
    """Raises what a status other than 0 stands for."""
    if status == 0:
        return
    message = last_error().decode()
    if status == _OUT_OF_MEMORY:
        raise MemoryError(message)
    if status == _FAILURE:
        raise RuntimeError(message)
    if status == _UNSUPPORTED_DTYPE:
        raise TypeError(message)
    raise ValueError(message)


def check_made(handle: c_void_p) -> None:
    """Raises what NULL stands for."""
    if not handle:
        raise ValueError(last_error().decode())


def text(value: object, what: str) -> bytes:
    """Text as the library takes it."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is {_shown(value)}; expected a str")
    if "\0" in value:
        raise ValueError(f"{what} is {_shown(value)}; expected text without NUL")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what} is {_shown(value)}; expected text that UTF-8 can hold") from None


def integer(value: object, what: str, low: int, high: int, expected: str) -> int:
    """An integer in low ... high, which stays the same as a number of C."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{what} is {_shown(value)}; expected an integer") from None
    if not low <= number <= high:
        raise ValueError(f"{what} is {_shown(number)}; expected {expected}")
    return number


def _shown(value: object) -> str:
    """A value in a message, which it doesn't make long."""
    shown = repr(value) if isinstance(value, (str, float, bool)) else ""
    if isinstance(value, int) and not shown:
        shown = str(value) if value.bit_length() <= 256 else f"of {value.bit_length()} bits"
    if not shown:
        return f"of type {type(value).__name__}"
    return shown if len(shown) <= 100 else shown[:100] + "..."
