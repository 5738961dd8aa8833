"""Where random numbers come from."""

from __future__ import annotations

from . import _library


def _word(seed: int) -> int:
    """A seed as 64 bits; a negative one as PyTorch takes it."""
    seed = int(seed)
    if not -(1 << 63) <= seed < 1 << 64:
        raise ValueError(f"seed is {seed}; expected an integer of 64 bits")
    return seed & (1 << 64) - 1


class Generator:
    """A source of random numbers: an algorithm, a seed, a stream, and a position in it.

    Args:
        seed: decides every value; equal seeds give equal values on every machine.
        algorithm: ``"ars"`` or ``"philox"``, of which any part of a tensor can be made alone; ``"torch"`` gives the
            bits that PyTorch gives on the CPU after ``torch.manual_seed(seed)``.

    Threads may share a generator; the order of their calls decides who gets what.
    """

    __slots__ = ("_handle", "algorithm", "__weakref__")

    def __init__(self, seed: int, algorithm: str = "ars") -> None:
        self._handle = _library.generator_create(algorithm.encode(), _word(seed))
        self.algorithm = algorithm
        if not self._handle:
            raise ValueError(_library.last_error().decode())

    @classmethod
    def _of(cls, handle: int | None, algorithm: str) -> Generator:
        generator = object.__new__(cls)
        generator._handle = handle
        generator.algorithm = algorithm
        return generator

    def stream(self, name: str) -> Generator:
        """A generator at the start of the stream of this name.

        It depends on the seed and the name, never on what was drawn before: a parameter that draws from the stream of
        its name keeps its values when others come and go.
        """
        if "\0" in name:
            raise ValueError("a stream's name has no NUL in it")
        return self._of(
            _library.generator_stream(self._handle, name.encode()), self.algorithm
        )

    def copy(self) -> Generator:
        """Another generator that gives, from here on, the same values as this one."""
        return self._of(_library.generator_copy(self._handle), self.algorithm)

    def manual_seed(self, seed: int) -> Generator:
        """Starts anew with a seed; returns the generator."""
        _library.generator_reseed(self._handle, _word(seed))
        return self

    @property
    def seed(self) -> int:
        """The seed that the generator started from."""
        return _library.generator_seed(self._handle)

    def __del__(self) -> None:
        handle = getattr(self, "_handle", None)
        if handle:
            _library.generator_free(handle)

    def __repr__(self) -> str:
        return f"tensor_init.Generator(seed={self.seed}, algorithm={self.algorithm!r})"


#: The generator of calls of :func:`tensor_init.fill` that name none; seeded by the operating system.
default = Generator._of(None, "ars")


def manual_seed(seed: int) -> Generator:
    """Starts the default generator anew with a seed; returns it."""
    return default.manual_seed(seed)
