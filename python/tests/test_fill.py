"""tensor_init.fill on arrays of every kind."""

import array
import ctypes
import subprocess
import sys
import threading

import numpy
import pytest

import tensor_init
from tensor_init import Generator, fill

FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "bool"]


def test_a_seed_gives_the_same_values_and_another_gives_others():
    first, second, other = (
        fill(numpy.empty((7, 5), "float32"), "normal", seed=seed) for seed in (1, 1, 2)
    )
    assert (first == second).all() and (first != other).any()


def test_known_values_of_stream_version_1():
    assert tensor_init.stream_version == 1
    values = fill(numpy.empty(3, "float32"), "normal", seed=1)
    assert values.tolist() == pytest.approx([0.13998653, 0.3175886, 0.71034795], rel=1e-6)


@pytest.mark.parametrize("dtype", FLOATS + INTEGERS)
@pytest.mark.parametrize(
    "view",
    [
        lambda a: a,
        lambda a: a.T,
        lambda a: a[::2, 1::3],
        lambda a: a[::-1],
        lambda a: a[:, ::-2],
        lambda a: a[:1, :0],
    ],
)
def test_strides_do_not_matter(dtype, view):
    expression = "uniform(-3, 3)" if dtype in FLOATS else "bernoulli(0.4)"
    whole = numpy.zeros((60, 90), dtype)
    part = view(whole)
    expected = fill(numpy.empty(part.shape, dtype), expression, seed=5)
    assert fill(part, expression, seed=5) is part
    assert (part == expected).all()
    part[...] = 0
    assert not whole.any()


def test_parts_make_up_the_whole():
    whole = fill(numpy.empty((30, 40), "float32"), "kaiming_normal(mode=fan_out)", seed=3)
    parts = numpy.empty(1200, "float32")
    for start, end in [(0, 100), (100, 101), (101, 1200)]:
        fill(
            parts[start:end], "kaiming_normal(mode=fan_out)", seed=3, part_of=((30, 40), start)
        )
    assert (parts.reshape(30, 40) == whole).all()


@pytest.mark.parametrize("expression", ["kaiming_normal(mode=fan_out)", "orthogonal", "sparse(0.3)", "eye"])
def test_boxes_make_up_the_whole(expression):
    whole = fill(numpy.empty((30, 40), "float32"), expression, seed=3)
    boxes = numpy.empty((30, 40), "float32")
    for rows in [slice(0, 7), slice(7, 30)]:
        for columns in [slice(0, 10), slice(10, 10), slice(10, 40)]:
            fill(boxes[rows, columns], expression, seed=3, part_of=((30, 40), (rows.start, columns.start)))
    assert (boxes == whole).all()


def test_a_box_moves_the_generator_on_as_the_whole_does():
    values = []
    for columns in (0, 3, 8):
        generator = Generator(3)
        fill(numpy.empty((6, columns), "float32"), "normal", generator=generator, part_of=((6, 8), (0, 8 - columns)))
        values.append(fill(numpy.empty(5), "normal", generator=generator).tolist())
    assert values[0] == values[1] == values[2]


@pytest.mark.parametrize("start", [(2, 3), [2, 3], numpy.array([2, 3]), 13, numpy.int64(13), numpy.array(13)])
def test_a_start_is_any_number_or_sequence(start):
    whole = fill(numpy.empty((4, 5)), "normal", seed=3)
    assert (fill(numpy.empty((1, 2)), "normal", seed=3, part_of=(whole.shape, start)) == whole[2, 3:]).all()


def test_a_scalar_is_a_box_without_indices():
    scalar = fill(numpy.empty(()), "normal", seed=3, part_of=((), ()))
    assert scalar == fill(numpy.empty(()), "normal", seed=3)


@pytest.mark.parametrize("code, dtype", [("f", "float32"), ("d", "float64"), ("h", "int16"), ("q", "int64")])
def test_the_buffer_protocol(code, dtype):
    expression = "uniform" if dtype in FLOATS else "random(0, 100)"
    expected = fill(numpy.empty(10, dtype), expression, seed=5)
    buffer = array.array(code, [0] * 10)
    fill(buffer, expression, seed=5)
    assert (numpy.frombuffer(buffer, dtype) == expected).all()
    # Every second element of it.
    view = memoryview(array.array(code, [0] * 20))[::2]
    fill(view, expression, seed=5)
    assert (numpy.array(view) == expected).all()


class OnlyDLPack:
    """An array that has nothing but DLPack, of the version that it is told."""

    def __init__(self, held, versioned):
        self.held, self.versioned = held, versioned

    def __dlpack_device__(self):
        return self.held.__dlpack_device__()

    def __dlpack__(self, **options):
        if self.versioned:
            return self.held.__dlpack__(**options)
        if options:
            raise TypeError("no options")
        return self.held.__dlpack__()


@pytest.mark.parametrize("versioned", [False, True])
def test_dlpack(versioned):
    held = numpy.zeros((6, 8), "float64")
    expected = fill(numpy.empty((8, 3)), "normal", seed=5)
    fill(OnlyDLPack(held.T[:, ::2], versioned), "normal", seed=5)
    assert (held.T[:, ::2] == expected).all() and not held[1::2].any()


def test_an_array_that_gives_a_copy_is_refused():
    class Copying:
        def __dlpack_device__(self):
            return (1, 0)

        def __dlpack__(self, max_version=None):
            return numpy.zeros(3).__dlpack__(max_version=max_version, copy=True)

    if numpy.lib.NumpyVersion(numpy.__version__) < "2.1.0":
        pytest.skip("DLPack 1.0 came with NumPy 2.1")
    with pytest.raises(ValueError, match="copy"):
        fill(Copying(), "normal")


@pytest.mark.parametrize(
    "kind, dtype",
    [
        (ctypes.c_float, "float32"),
        (ctypes.c_double, "float64"),
        (ctypes.c_int8, "int8"),
        (ctypes.c_short, "int16"),
        (ctypes.c_int, "int32"),
        (ctypes.c_long, f"int{8 * ctypes.sizeof(ctypes.c_long)}"),
        (ctypes.c_longlong, "int64"),
        (ctypes.c_uint8, "uint8"),
        (ctypes.c_bool, "bool"),
    ],
)
def test_arrays_of_ctypes(kind, dtype):
    expression = "uniform" if dtype in FLOATS else "bernoulli" if dtype == "bool" else "random(0, 100)"
    expected = fill(numpy.empty((2, 5), dtype), expression, seed=5)
    array_of_arrays = ((kind * 5) * 2)()
    fill(array_of_arrays, expression, seed=5)
    assert [list(row) for row in array_of_arrays] == expected.tolist()
    single = fill(kind(), "ones")
    assert single.value == 1


def test_what_is_public_is_shown_before_its_first_use():
    program = "import tensor_init; print(*(name for name in dir(tensor_init) if name[0] != '_'))"
    shown = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    assert {"Generator", "default", "fill", "manual_seed", "nn_init", "patch_torch", "set_num_threads"} <= set(shown)
    assert set(shown) == {*tensor_init.__all__, "check_generators", "nn_init", "patch_torch"}
    program = "from tensor_init import *; print(fill, Generator)"
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE)


def test_streams_depend_on_seed_and_name_alone():
    first = Generator(7)
    fill(numpy.empty(100), "normal", generator=first)
    one = fill(numpy.empty(5), "normal", generator=first.stream("fc.weight"))
    two = fill(numpy.empty(5), "normal", generator=Generator(7).stream("fc.weight"))
    three = fill(numpy.empty(5), "normal", generator=Generator(7).stream("fc.bias"))
    assert (one == two).all() and (one != three).all()


def test_generators_move_on_copy_and_start_anew():
    generator = Generator(7, algorithm="philox")
    first = fill(numpy.empty(5), "normal", generator=generator)
    copy = generator.copy()
    second = fill(numpy.empty(5), "normal", generator=generator)
    assert (first != second).all()
    assert (fill(numpy.empty(5), "normal", generator=copy) == second).all()
    assert generator.manual_seed(7) is generator and generator.seed == 7
    assert (fill(numpy.empty(5), "normal", generator=generator) == first).all()
    assert Generator(-1).seed == 2**64 - 1


def test_the_default_generator():
    assert tensor_init.manual_seed(9) is tensor_init.default
    first = fill(numpy.empty(5), "normal")
    assert (first == fill(numpy.empty(5), "normal", seed=9)).all()
    assert (first != fill(numpy.empty(5), "normal")).all()


class Speaking:
    """What gives these things by DLPack."""

    def __init__(self, capsule=None, device=(1, 0), lacks=None):
        self.capsule, self.device, self.lacks = capsule, device, lacks

    def __getattribute__(self, name):
        if name == object.__getattribute__(self, "lacks"):
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def __dlpack_device__(self):
        return self.device

    def __dlpack__(self):
        return self.capsule


@pytest.mark.parametrize("address", [0, 1])
def test_nothing_may_lie_anywhere(address):
    fill(array.array("d"), "normal")
    fill(memoryview(bytearray(9))[address:address].cast("f"), "normal")
    fill(numpy.zeros(9, "uint8")[address:address].view("float32"), "normal")


@pytest.mark.parametrize(
    "error, words, call",
    [
        (ValueError, "did you mean 'normal'", lambda: fill(numpy.empty(3), "nomal")),
        (ValueError, "std is -1.0", lambda: fill(numpy.empty(3), "normal(std=-1)")),
        (ValueError, "at least 2 dimensions", lambda: fill(numpy.empty(3), "kaiming_normal")),
        (TypeError, "int32", lambda: fill(numpy.empty(3, "int32"), "normal")),
        (TypeError, "complex128", lambda: fill(numpy.empty(3, complex), "normal")),
        (TypeError, "list has", lambda: fill([1.0], "normal") or "list is"),
        (TypeError, "order", lambda: fill(numpy.empty(3, ">f4"), "normal")),
        (ValueError, "read-only", lambda: fill(numpy.broadcast_to(numpy.float32(0), 3), "normal")),
        (ValueError, "read-only", lambda: fill(b"1234", "bernoulli")),
        (ValueError, "not both", lambda: fill(numpy.empty(3), "normal", seed=1, generator=Generator(1))),
        (ValueError, "generator 'mt'", lambda: Generator(1, algorithm="mt")),
        (ValueError, "64 bits", lambda: Generator(2**64)),
        (ValueError, "0 or more", lambda: tensor_init.set_num_threads(-1)),
        (ValueError, "below 2**31", lambda: tensor_init.set_num_threads(2**32 + 1)),
        (TypeError, "1.5", lambda: tensor_init.set_num_threads(1.5)),
        (ValueError, "NUL", lambda: fill(numpy.empty(3), "normal\0(std=3)")),
        (ValueError, "UTF-8", lambda: fill(numpy.empty(3), "\ud800")),
        (TypeError, "bytes", lambda: fill(numpy.empty(3), b"normal")),
        (TypeError, "type int", lambda: fill(numpy.empty(3), "normal", generator=1)),
        (ValueError, "below 2**63", lambda: fill(numpy.empty(3), "normal", part_of=((2**64 + 3,), 0))),
        (ValueError, "below 2**63", lambda: fill(numpy.empty(3), "normal", part_of=((5,), 2**64))),
        (ValueError, "0 or more", lambda: fill(numpy.empty(3), "normal", part_of=((5,), -1))),
        (ValueError, "within 0..<5", lambda: fill(numpy.empty(3), "normal", part_of=((5,), 3))),
        (ValueError, "0...64", lambda: fill(numpy.empty(3), "normal", part_of=([1] * 65, 0))),
        (TypeError, "5.0", lambda: fill(numpy.empty(3), "normal", part_of=((5.0,), 0))),
        (TypeError, "1.5", lambda: fill(numpy.empty(3), "normal", part_of=((5,), 1.5))),
        (ValueError, "[3..<6]", lambda: fill(numpy.empty(3), "normal", part_of=((5,), (3,)))),
        (ValueError, "length 1; expected 2", lambda: fill(numpy.empty(3), "normal", part_of=((5, 3), (3,)))),
        (ValueError, "rank 1; expected 2", lambda: fill(numpy.empty(3), "normal", part_of=((5, 3), (3, 0)))),
        (ValueError, "an index in part_of is -1", lambda: fill(numpy.empty(3), "normal", part_of=((5,), (-1,)))),
        (TypeError, "1.5", lambda: fill(numpy.empty(3), "normal", part_of=((5,), (1.5,)))),
        (TypeError, "pair", lambda: fill(numpy.empty(3), "normal", part_of=5)),
        (TypeError, "pair", lambda: fill(numpy.empty(3), "normal", part_of=(5, 0))),
        (TypeError, ">f", lambda: fill((ctypes.c_float.__ctype_be__ * 3)(), "normal")),
        (TypeError, "format", lambda: fill((ctypes.c_char * 3)(), "bernoulli")),
        (TypeError, "format", lambda: fill((ctypes.c_void_p * 3)(), "bernoulli")),
        (TypeError, "class ndarray", lambda: fill(numpy.ndarray, "zeros")),
        (TypeError, "class list", lambda: fill(list, "zeros")),
        (TypeError, "__dlpack_device__", lambda: fill(Speaking(lacks="__dlpack_device__"), "zeros")),
        (TypeError, "no pair", lambda: fill(Speaking(device=None), "zeros")),
        (TypeError, "no pair", lambda: fill(Speaking(device=("cpu", 0)), "zeros")),
        (TypeError, "no unused capsule", lambda: fill(Speaking(capsule=None), "zeros")),
        (TypeError, "no unused capsule", lambda: fill(Speaking(capsule=5), "zeros")),
        (TypeError, "complex64", lambda: fill(Speaking(numpy.zeros(3, "complex64").__dlpack__()), "zeros")),
        (TypeError, "void", lambda: fill(numpy.zeros(3, [("a", "f4")]), "normal")),
    ],
)
def test_faults(error, words, call):
    with pytest.raises(error) as raised:
        call()
    assert words.replace("list has", "list is") in str(raised.value)


def test_unaligned_and_half_overlapping_elements_are_refused():
    memory = numpy.zeros(41, "uint8")
    with pytest.raises(ValueError, match="multiple of 4"):
        fill(memory[1:41].view("float32"), "normal")
    records = numpy.zeros(4, [("a", "u1"), ("b", "<i2"), ("c", "u1"), ("d", "u1")])
    with pytest.raises(ValueError):
        fill(records["b"], "bernoulli")


def test_threads_do_not_disturb_each_other():
    expected = [fill(numpy.empty(5000), "normal", seed=seed) for seed in range(8)]
    found = [numpy.empty(5000) for _ in range(8)]

    def work(number):
        for _ in range(20):
            fill(found[number], "normal", seed=number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((a == b).all() for a, b in zip(expected, found))


def test_the_number_of_threads_changes_nothing():
    values = []
    for count in (1, 3, 0):
        tensor_init.set_num_threads(count)
        values.append(fill(numpy.empty(1_000_003, "float32"), "normal", seed=4))
    assert (values[0] == values[1]).all() and (values[0] == values[2]).all()
