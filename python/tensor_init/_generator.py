"""Where random numbers come from."""

from __future__ import annotations

import copy
import copyreg
import ctypes
from typing import Any

from . import _library

# Of ars and philox a state has the position there, 64 bits.
_STREAM = slice(24, 32)
_POSITION = slice(32, 40)


def seed_word(seed: Any, what: str = "the seed") -> int:
    """A seed as 64 bits; a negative one as PyTorch takes it."""
    expected = "an integer of 64 bits"
    return _library.integer(seed, what, -(1 << 63), (1 << 64) - 1, expected) & (1 << 64) - 1


class Generator:
    """A source of random numbers: an algorithm, a seed, a stream, and a position in it.

    Args:
        seed: decides every value; equal seeds give equal values on every machine.
        algorithm: ``"ars"`` or ``"philox"``, of which any part of a tensor can be made alone; ``"torch"`` gives the
            bits that PyTorch gives on the CPU after ``torch.manual_seed(seed)``.
        stream_version: of the contract between seed and values of ``ars`` and ``philox``; a version's values never
            change. ``None`` is :data:`tensor_init.stream_version`.

    Threads may share a generator; the order of their calls decides who gets what. A copy (``copy()``, the module
    ``copy``) and what is unpickled, in whatever process, is a generator of its own that gives, from there on, the same
    values.
    """

    __slots__ = ("_handle", "_algorithm", "_streams", "__weakref__")

    def __init__(self, seed: int, algorithm: str = "ars", *, stream_version: int | None = None) -> None:
        name = _library.text(algorithm, "Generator: the algorithm")
        if stream_version is None:
            handle = _library.generator_create(name, seed_word(seed))
        else:
            expected = "one of the versions that are known, of which 1 is the first"
            number = _library.integer(
                stream_version, "Generator: the stream version", -(1 << 31), (1 << 31) - 1, expected
            )
            handle = _library.generator_create_version(name, seed_word(seed), number)
        self._take(handle, algorithm)

    def _take(
        self, handle: _library.Handle | None, algorithm: str, streams: tuple[str, ...] = ()
    ) -> Generator:
        if handle is not None:
            _library.check_made(handle)
        # NULL is the standard generator.
        self._handle = handle
        self._algorithm = algorithm
        self._streams = streams
        return self

    @property
    def algorithm(self) -> str:
        """The name of the algorithm."""
        return self._algorithm

    @property
    def seed(self) -> int:
        """The seed that the generator started from."""
        return _library.generator_seed(handle_of(self, "Generator"))

    @property
    def state(self) -> bytes:
        """Algorithm, seed, stream, position and how often each name was initialized; :meth:`from_state` goes on from
        there, in any process."""
        handle = handle_of(self, "Generator")
        capacity, length = -1, 0
        # It grows where another thread draws for a new name meanwhile.
        while length > capacity:
            capacity = length
            buffer = ctypes.create_string_buffer(capacity)
            length = _library.generator_state(handle, buffer, capacity)
        return buffer.raw[:length]

    @classmethod
    def from_state(cls, state: bytes) -> Generator:
        """A generator at the place of the one whose :attr:`state` this is."""
        if not isinstance(state, (bytes, bytearray)):
            raise TypeError(f"Generator: the state is of type {type(state).__name__}; expected bytes")
        handle = _library.generator_restore(bytes(state), len(state))
        algorithm = ("ars", "philox", "torch", "ktorch")[state[8]] if handle else ""
        return cls.__new__(cls)._take(handle, algorithm)

    def stream(self, name: str) -> Generator:
        """A generator at the start of the stream of this name.

        It depends on the seed and the name, never on what was drawn before: a parameter that draws from the stream of
        its name keeps its values when others come and go.
        """
        text = _library.text(name, "Generator: a stream's name")
        handle = _library.generator_stream(handle_of(self, "Generator"), text)
        # PyTorch's generator has no streams: its one is shared.
        streams = () if "torch" in self._algorithm else (*self._streams, name)
        return type(self).__new__(type(self))._take(handle, self._algorithm, streams)

    @property
    def _stream_number(self) -> int:
        """The number of the stream, by which streams differ; PyTorch's algorithm has no streams."""
        return int.from_bytes(self.state[_STREAM], "little")

    def copy(self) -> Generator:
        """Another generator that gives, from here on, the same values as this one."""
        return copy.copy(self)

    def manual_seed(self, seed: int) -> Generator:
        """Starts anew with a seed; returns the generator."""
        _library.generator_reseed(handle_of(self, "Generator"), seed_word(seed))
        return self

    # The module copy makes its copies by this as well.
    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.state, self._streams), self.__getstate__()

    def __getstate__(self) -> Any:
        """What a subclass added, in the form of ``object.__getstate__``."""
        added = getattr(self, "__dict__", None) or None
        names = set(copyreg._slotnames(type(self))).difference(Generator.__slots__)
        slots = {name: getattr(self, name) for name in sorted(names) if hasattr(self, name)}
        return (added, slots) if slots else added

    def __repr__(self) -> str:
        text = f"seed={self.seed}, algorithm={self._algorithm!r}"
        if self._streams:
            text += f", stream={'/'.join(self._streams)!r}"
        position = int.from_bytes(self.state[_POSITION], "little")
        if "torch" not in self._algorithm and position:
            text += f", position={position}"
        return f"tensor_init.Generator({text})"


def _restore(cls: type[Generator], state: bytes, streams: tuple[str, ...]) -> Generator:
    generator = cls.from_state(state)
    generator._streams = streams
    return generator


def handle_of(generator: Any, function: str) -> _library.Handle | None:
    """The library's generator of one that a caller gave."""
    if not isinstance(generator, Generator):
        raise TypeError(
            f"{function}: the generator is of type {type(generator).__name__}; expected a tensor_init.Generator"
        )
    try:
        return generator._handle
    except AttributeError:
        raise TypeError(f"{function}: the generator was not initialized") from None


#: The generator of calls of :func:`tensor_init.fill` that name none. The operating system seeds it, in a forked process
#: anew, unless :func:`manual_seed` did.
default = Generator.__new__(Generator)._take(None, "ars")


def manual_seed(seed: int) -> Generator:
    """Starts the default generator anew with a seed; returns it."""
    return default.manual_seed(seed)
