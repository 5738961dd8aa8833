"""Generators: seeds, streams, copies, pickles, processes."""

import copy
import gc
import io
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
import threading

import numpy
import pytest

import tensor_init
from tensor_init import Generator, fill

ALGORITHMS = ["ars", "philox", "torch", "ktorch"]


def draw(generator, count=5):
    return fill(numpy.empty(count, "float32"), "normal", generator=generator).tolist()


def made(algorithm="ars"):
    """One that isn't where it began."""
    generator = Generator(42, algorithm=algorithm).stream("é").stream("b")
    draw(generator, 7)
    return generator


def saved(generator):
    torch = pytest.importorskip("torch")
    file = io.BytesIO()
    torch.save({"generator": generator}, file)
    file.seek(0)
    return torch.load(file, weights_only=False)["generator"]


COPIES = [
    Generator.copy,
    copy.copy,
    copy.deepcopy,
    lambda generator: copy.deepcopy({"a": [generator]})["a"][0],
    *(lambda g, p=protocol: pickle.loads(pickle.dumps(g, p)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)),
    lambda generator: Generator.from_state(generator.state),
    saved,
]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("make", COPIES)
def test_a_copy_is_a_generator_of_its_own_at_the_same_place(make, algorithm):
    generator = made(algorithm)
    state = generator.state
    other = make(generator)
    assert other is not generator and other.state == state and other.algorithm == algorithm and other.seed == 42
    expected = draw(other)
    assert generator.state == state
    del other
    gc.collect()
    Generator(7)
    assert generator.seed == 42 and draw(generator) == expected
    assert draw(make(generator).stream("c")) == draw(generator.copy().stream("c"))


def counting(algorithm="ars"):
    """One from which the name fc was initialized twice."""
    state = made(algorithm).state + (2).to_bytes(8, "little") + (2).to_bytes(8, "little") + b"fc"
    return Generator.from_state(state)


@pytest.mark.parametrize("make", COPIES)
def test_a_copy_has_the_counts_of_names(make):
    generator = counting()
    assert generator.state[40:] == b"\2" + 7 * b"\0" + b"\2" + 7 * b"\0" + b"fc"
    assert make(generator).state == generator.state
    draw(generator)
    assert make(generator).state == generator.state
    assert make(generator).manual_seed(42).state == generator.manual_seed(42).state
    assert len(generator.state) == 40 == len(counting().stream("fc").state)
    assert "position=64" in repr(counting())


def test_weights_alone_are_loaded_with_generators_where_these_are_said_to_be_safe():
    torch = pytest.importorskip("torch")
    if not hasattr(torch.serialization, "safe_globals"):
        pytest.skip("a PyTorch without safe_globals")
    file = io.BytesIO()
    torch.save(made(), file)
    file.seek(0)
    with torch.serialization.safe_globals([Generator, tensor_init._generator._restore]):
        assert torch.load(file, weights_only=True).state == made().state


def test_a_copy_shows_what_it_is_a_copy_of():
    for generator in (made(), Generator(3), Generator(3, algorithm="torch")):
        assert all(repr(make(generator)) == repr(generator) for make in COPIES[:-2])


def test_copies_of_the_default_generator_are_at_its_place():
    tensor_init.manual_seed(9)
    draw(None)
    for make in COPIES:
        other = make(tensor_init.default)
        assert draw(other) == draw(tensor_init.default.copy())
        assert other.manual_seed(1) and tensor_init.default.seed == 9


def test_objects_that_share_a_generator_share_its_copy():
    generator = made()
    first, second = copy.deepcopy([generator, generator])
    assert first is second
    first, second = pickle.loads(pickle.dumps([generator, generator]))
    assert first is second


def test_modules_that_hold_one_are_copied():
    torch = pytest.importorskip("torch")
    module = torch.nn.Linear(2, 2)
    module.generator = Generator(42)
    other = copy.deepcopy(module)
    expected = draw(Generator(42))
    assert draw(other.generator) == expected
    del module
    gc.collect()
    assert other.generator.seed == 42


def test_subclasses_keep_what_they_added():
    class Named(Generator):
        def __init__(self, seed, name):
            super().__init__(seed)
            self.name = name

    other = copy.deepcopy(Named(5, "five"))
    assert type(other) is Named and other.name == "five" and other.seed == 5


class Slotted(Generator):
    __slots__ = ("tag", "unset", "__hidden")

    def hide(self, value):
        self.__hidden = value
        return self

    def hidden(self):
        return self.__hidden


class SlottedAndMore(Slotted):
    pass


@pytest.mark.parametrize("make", [make for make in COPIES if make not in COPIES[-2:]])
def test_subclasses_keep_what_their_slots_hold(make):
    generator = Slotted(3).hide(7)
    generator.tag = [5]
    other = make(generator)
    assert type(other) is Slotted and other.tag == [5] and other.hidden() == 7 and not hasattr(other, "unset")
    assert draw(other) == draw(Slotted(3))
    generator = SlottedAndMore(3)
    generator.tag, generator.name = 5, "three"
    other = make(generator)
    assert (other.tag, other.name) == (5, "three") and draw(other) == draw(Slotted(3))


def test_no_address_leaves_a_generator():
    generator = made()
    address = generator._handle.value
    texts = [repr(generator), repr(generator._handle), repr(generator.__reduce__()), repr(generator.__reduce_ex__(4))]
    if hasattr(object, "__getstate__"):
        texts.append(repr(generator.__getstate__()))
    assert all(str(address) not in text and hex(address) not in text for text in texts)
    for order in ("little", "big"):
        assert address.to_bytes(8, order).strip(b"\0") not in pickle.dumps(generator) + generator.state
    for take in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            take(generator._handle)


def answers(generator):
    return generator.state, draw(generator)


def test_processes_get_copies():
    generators = [made(algorithm) for algorithm in ALGORITHMS]
    for method in ("spawn", "fork", "forkserver"):
        with multiprocessing.get_context(method).Pool(1) as pool:
            found = pool.map_async(answers, generators).get(60)
        assert found == [answers(copy.copy(generator)) for generator in generators], method


def in_child(function):
    """What a function gives in a forked process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, pickle.dumps(function()))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        result = pickle.loads(file.read())
    os.waitpid(child, 0)
    return result


def test_a_forked_process_draws_anew_from_the_default_generator_unless_it_was_seeded():
    program = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "import tensor_init\n"
        "from test_generator import draw, in_child\n"
        "draw(None)\n"
        "found = [in_child(lambda: draw(None)) for _ in range(3)] + [draw(None)]\n"
        "assert len({tuple(values) for values in found}) == 4, found\n"
        "assert in_child(lambda: in_child(lambda: draw(None)) != draw(None))\n"
        "tensor_init.manual_seed(3)\n"
        "draw(None)\n"
        "found = [in_child(lambda: draw(None)) for _ in range(3)] + [draw(None)]\n"
        "assert len({tuple(values) for values in found}) == 1, found\n"
    )
    # A process where nobody has seeded it.
    subprocess.run([sys.executable, "-c", program, os.path.dirname(__file__)], check=True)


def test_reseeding_and_drawing_at_once_mix_nothing():
    generator = Generator(3)
    starts = [[draw(fresh, 1)[0] for _ in range(40)] for fresh in (Generator(3), Generator(4))]
    for _ in range(50):
        generator.manual_seed(3)
        found = [[], []]

        def work(number):
            if number:
                generator.manual_seed(4)
            for _ in range(20):
                found[number] += draw(generator, 1)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        of_three, of_four = (sorted(set(found[0] + found[1]) & set(values)) for values in starts)
        assert len(of_three) + len(of_four) == 40
        assert of_three == sorted(starts[0][: len(of_three)]) and of_four == sorted(starts[1][: len(of_four)])


class Witness:
    """A generator with the way to its place."""

    def __init__(self, generator, start, draws=0):
        self.generator, self.start, self.draws = generator, start, draws

    @classmethod
    def of(cls, *start):
        return cls(Generator(*start), start)

    def copied(self, make):
        return Witness(make(self.generator), self.start, self.draws)

    def check(self):
        expected = Generator(*self.start)
        for _ in range(self.draws):
            draw(expected, 3)
        assert draw(self.generator, 3) == draw(expected, 3)
        self.draws += 1


def test_whatever_is_done_to_generators_leaves_them_whole():
    """Scripts/check-generators does it 10,000 times, and has freed memory overwritten."""
    rounds = int(os.environ.get("TENSOR_INIT_ROUNDS", 300))
    chance = random.Random(rounds)
    ways = [make for make in COPIES if make is not saved or "torch" in sys.modules]
    witnesses = [Witness.of(1, "ars")]
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=25) as pool:
        for number in range(rounds):
            witness = chance.choice(witnesses)
            if number % 20 == 0:
                spawned = pool.apply_async(answers, (witness.generator,)).get(120)
                assert spawned == in_child(lambda: answers(witness.generator)) == answers(witness.generator.copy())
            elif chance.random() < 0.2:
                witnesses.append(Witness.of(chance.randrange(1 << 64), chance.choice(ALGORITHMS)))
            else:
                witnesses.append(witness.copied(chance.choice(ways)))
            witness = None
            chance.choice(witnesses).check()
            while len(witnesses) > 12 or len(witnesses) > 1 and chance.random() < 0.4:
                del witnesses[chance.randrange(len(witnesses))]


def test_a_generator_shows_its_stream_and_place():
    assert repr(Generator(5)) == "tensor_init.Generator(seed=5, algorithm='ars')"
    generator = Generator(5, algorithm="philox").stream("layers").stream("0.weight")
    draw(generator)
    assert repr(generator) == (
        "tensor_init.Generator(seed=5, algorithm='philox', stream='layers/0.weight', position=64)"
    )
    torchs = Generator(5, algorithm="torch")
    assert repr(torchs.stream("a")) == repr(torchs)


@pytest.mark.parametrize("algorithm", ["ars", "philox"])
def test_a_version_of_the_stream_can_be_asked_for(algorithm):
    generator = Generator(5, algorithm, stream_version=1)
    assert generator.state == Generator(5, algorithm).state and repr(generator) == repr(Generator(5, algorithm))
    assert tensor_init.stream_version == 1


@pytest.mark.parametrize(
    "error, words, call",
    [
        (TypeError, "1.9", lambda: Generator(1.9)),
        (TypeError, "'1'", lambda: Generator("1")),
        (ValueError, "64 bits", lambda: Generator(1 << 64)),
        (ValueError, "64 bits", lambda: Generator(-(1 << 63) - 1)),
        (ValueError, "16610 bits", lambda: Generator(10**5000)),
        (TypeError, "1.5", lambda: Generator(1).manual_seed(1.5)),
        (TypeError, "1.5", lambda: tensor_init.manual_seed(1.5)),
        (TypeError, "1.5", lambda: fill(numpy.empty(3), "normal", seed=1.5)),
        (TypeError, "algorithm is 5", lambda: Generator(1, algorithm=5)),
        (ValueError, "NUL", lambda: Generator(1, algorithm="ars\0")),
        (TypeError, "name is 5", lambda: Generator(1).stream(5)),
        (ValueError, "NUL", lambda: Generator(1).stream("a\0b")),
        (ValueError, "UTF-8", lambda: Generator(1).stream("\ud800")),
        (TypeError, "not initialized", lambda: draw(Generator.__new__(Generator))),
        (TypeError, "type str", lambda: Generator.from_state("abc")),
        (ValueError, "the state", lambda: Generator.from_state(b"")),
        (ValueError, "the state", lambda: Generator.from_state(Generator(1).state[:-1])),
        (ValueError, "position", lambda: Generator.from_state(Generator(1).state[:-1] + b"\xff")),
        (ValueError, "those that are known: 1", lambda: Generator(1, stream_version=2)),
        (ValueError, "stream version is -1", lambda: Generator(1, stream_version=-1)),
        (ValueError, "versions that are known", lambda: Generator(1, stream_version=1 << 31)),
        (ValueError, "PyTorch", lambda: Generator(1, "torch", stream_version=1)),
        (TypeError, "stream version is '1'", lambda: Generator(1, stream_version="1")),
        (ValueError, "counts of names", lambda: Generator.from_state(counting().state[:-1])),
        (AttributeError, "", lambda: setattr(Generator(1), "algorithm", "philox")),
    ],
)
def test_faults(error, words, call):
    with pytest.raises(error) as raised:
        call()
    assert words in str(raised.value) and not isinstance(raised.value, UnicodeError)


def test_seeds_are_whatever_counts_as_an_integer():
    assert Generator(numpy.int64(5)).seed == 5 and Generator(numpy.uint64(2**64 - 1)).seed == 2**64 - 1
