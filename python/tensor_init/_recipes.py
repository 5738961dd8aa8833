"""Recipes: the rules of ``tensor-init checkpoint``, read by the library."""

from __future__ import annotations

import ctypes
import numbers
import os
from typing import Any, Iterable, Mapping, NamedTuple, Sequence, Tuple, Union

from . import _library

Setting = Union[str, int, float]

#: The most bytes of a file that are read; the library takes fewer.
_MOST_BYTES = 100_000_000


class Recipe:
    """How a model's tensors are initialized, as the YAML text of a recipe of ``tensor-init`` says it.

    >>> recipe = tensor_init.Recipe.from_file("llama3.yaml", size="8b")
    >>> tensor_init.initialize(model, recipe, seed=42)

    Args:
        text: the text; :meth:`from_file` reads a file.
        settings: numbers or formulas of some of the recipe's variables instead of its own, and ``size``, the name of one
            of its sizes.

    It never changes: threads may share it, and it may be used for any number of models.

    Raises:
        ValueError: for what is wrong in the text, with line and column, and for a setting of what it doesn't have.
    """

    __slots__ = ("_handle", "_origin", "_ties", "__weakref__")

    def __init__(self, text: str, /, **settings: Setting) -> None:
        if not isinstance(text, str):
            raise TypeError(
                f"Recipe: the text is of type {type(text).__name__}; expected a str; Recipe.from_file reads a file"
            )
        if "\n" not in text and text.strip().endswith((".yaml", ".yml")):
            raise ValueError(f"Recipe: the text is {text!r:.200}; expected YAML; Recipe.from_file reads a file")
        try:
            contents = text.encode()
        except UnicodeEncodeError:
            raise ValueError("Recipe: the text has what UTF-8 can't hold") from None
        self._read(contents, "recipe", settings)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], /, **settings: Setting) -> Recipe:
        """The recipe in a file of UTF-8; settings are those of the class.

        Raises:
            OSError: where it can't be read.
        """
        name = os.fsdecode(path)
        with open(name, "rb") as file:
            contents = file.read(_MOST_BYTES)
        return cls.__new__(cls)._read(contents, name, settings)

    def _read(self, contents: bytes, path: str, settings: Mapping[str, Setting]) -> Recipe:
        pairs = [
            _library.Setting(_library.text(name, "Recipe: a setting's name"), _formula(name, value))
            for name, value in settings.items()
        ]
        shown = path.encode(errors="backslashreplace")
        handle = _library.recipe_create(
            contents, len(contents), shown, (_library.Setting * len(pairs))(*pairs), len(pairs)
        )
        _library.check_made(handle)
        self._handle = handle
        self._origin = contents, path, dict(settings)
        self._ties = tuple(_tie(handle, index) for index in range(_library.recipe_tie_count(handle)))
        return self

    @property
    def path(self) -> str:
        """The file's name, as errors have it; ``"recipe"`` for a text."""
        return self._origin[1]

    @property
    def seed(self) -> int | None:
        """The seed that the recipe names."""
        seed = ctypes.c_uint64()
        return seed.value if _library.recipe_seed(self._handle, seed) else None

    @property
    def ties(self) -> dict[str, str]:
        """The names of tensors that are others, each with the other's."""
        return dict(self._ties)

    def initializers(self, module: Any, *, ties: Mapping[str, str] | None = None, strict: bool = True) -> dict[str, str]:
        """What :func:`initialize` would do: the initializers of a module's tensors by their names, as expressions, of which
        those of fused tensors are for reading only.

        Nothing is written; arguments and faults are those of :func:`initialize`.
        """
        from ._by_name import recipe_initializers

        return recipe_initializers(module, self, ties, strict)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), *self._origin)

    def __repr__(self) -> str:
        _, path, settings = self._origin
        shown = "".join(f", {name}={value!r}" for name, value in settings.items())
        return f"tensor_init.Recipe({path!r}{shown})"


def _restore(kind: type[Recipe], contents: bytes, path: str, settings: Mapping[str, Setting]) -> Recipe:
    return kind.__new__(kind)._read(contents, path, settings)


def _tie(handle: _library.RecipeHandle, index: int) -> tuple[str, str]:
    name, other = ctypes.c_char_p(), ctypes.c_char_p()
    _library.check(_library.recipe_tie(handle, index, name, other))
    return (name.value or b"").decode(), (other.value or b"").decode()


def _formula(name: str, value: Any) -> bytes:
    """A setting's value as a recipe has it."""
    what = f"Recipe: the setting {name}"
    if isinstance(value, str):
        return _library.text(value, what)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{what} is of type {type(value).__name__}; expected a number or a str")
    return str(int(value)).encode() if isinstance(value, numbers.Integral) else repr(float(value)).encode()


# MARK: Models


class Facts(NamedTuple):
    """What a recipe has to know of a tensor."""

    name: str
    shape: Sequence[int]
    #: Its ti_dtype.
    dtype: int
    is_buffer: bool


class RecipeValues:
    """The values of one of the tensors that a recipe was applied to."""

    def __init__(self, tensors: _library.RecipeTensorsHandle, index: int) -> None:
        self._tensors = tensors
        self._index = index

    def write(self, tensor: int, generator: _library.Handle | None) -> int:
        status: int = _library.recipe_fill(self._tensors, self._index, tensor, generator)
        return status

    def is_divisible(self, shape: Sequence[int], dtype: int, generator: _library.Handle | None) -> bool:
        is_divisible = ctypes.c_int32()
        status = _library.recipe_is_divisible(self._tensors, self._index, generator, is_divisible)
        return status == 0 and is_divisible.value == 1

    @property
    def expression(self) -> str:
        """The initializer."""
        length = _library.recipe_tensors_expression(self._tensors, self._index, None, 0)
        text = ctypes.create_string_buffer(length + 1)
        _library.recipe_tensors_expression(self._tensors, self._index, text, len(text))
        return text.value.decode()


def assign(
    recipe: Recipe, tensors: Iterable[Facts], algorithm: str, strict: bool
) -> Tuple[list[RecipeValues | None], list[str]]:
    """The values of each tensor, ``None`` where the recipe leaves it as it is, and the patterns of rules for nothing."""
    facts = list(tensors)
    specs = (_library.Spec * max(1, len(facts)))()
    shapes = []
    for spec, tensor in zip(specs, facts):
        shape = (ctypes.c_int64 * len(tensor.shape))(*tensor.shape)
        shapes.append(shape)
        spec.name = _library.text(tensor.name, "initialize: a tensor's name")
        spec.rank = len(tensor.shape)
        spec.shape = ctypes.addressof(shape)
        spec.dtype = tensor.dtype
        spec.is_buffer = tensor.is_buffer
    handle = _library.recipe_assign(recipe._handle, algorithm.encode(), specs, len(facts), strict)
    _library.check_made(handle)
    values = [RecipeValues(handle, index) for index in range(len(facts))]
    unmatched = []
    for index in range(_library.recipe_tensors_unmatched_count(handle)):
        pattern = ctypes.c_char_p()
        _library.check(_library.recipe_tensors_unmatched(handle, index, pattern))
        unmatched.append((pattern.value or b"").decode())
    reached = [value if _library.recipe_reaches(handle, index) else None for index, value in enumerate(values)]
    return reached, unmatched
