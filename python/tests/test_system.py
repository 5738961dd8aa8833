"""What the system does to a process: forks beside work, many threads, too little memory."""

import multiprocessing
import resource
import subprocess
import sys
import threading

import numpy
import pytest

import tensor_init
from test_generator import in_child

SHAPE = (700, 701)
LAWS = ["normal", "orthogonal", "sparse(0.2)"]


def made(law, seed=1):
    return fill_bytes(law, tensor_init.Generator(seed))


def fill_bytes(law, generator):
    return tensor_init.fill(numpy.empty(SHAPE, "float32"), law, generator=generator).tobytes()


def next_of(generator):
    return fill_bytes("normal", generator)


@pytest.mark.parametrize("law", LAWS)
def test_a_child_that_is_forked_while_threads_fill_makes_the_same_bits(law):
    expected = made(law)
    is_done = threading.Event()
    generator = tensor_init.Generator(7)

    def work():
        while not is_done.is_set():
            fill_bytes("normal", generator)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(8):
            assert in_child(lambda: made(law) == expected)
    finally:
        is_done.set()
        for thread in threads:
            thread.join()
    assert made(law) == expected


def test_workers_that_are_forked_with_a_generator_in_use_go_on_where_it_was():
    generator = tensor_init.Generator(3)
    # The pool of threads is there, and none of them in the children.
    next_of(generator)
    expected = next_of(generator.copy())
    context = multiprocessing.get_context("fork")
    with context.Pool(3) as pool:
        found = pool.map_async(next_of, [generator] * 6).get(120)
    assert all(bits == expected for bits in found)
    assert next_of(generator) == expected


def test_64_threads_share_one_generator_or_have_their_own():
    count = 64
    shared = tensor_init.Generator(5)
    found = [[b"", b""] for _ in range(count)]

    def work(number):
        found[number][0] = fill_bytes("normal", tensor_init.Generator(number))
        found[number][1] = fill_bytes("normal", shared)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = tensor_init.Generator(5)
    assert {shared for _, shared in found} == {fill_bytes("normal", alone) for _ in range(count)}
    assert all(own == made("normal", number) for number, (own, _) in enumerate(found))


LITTLE_MEMORY = """
import resource, sys
import numpy, tensor_init
array = numpy.zeros((3000, 3000), "float32")
recipe = "tensors:\\n" + "".join(f"  layers.{i}.weight: {{shape: [4], initializer: normal}}\\n" for i in range(40000))
tensor_init.fill(array[:2, :2], "orthogonal", seed=1)
pages = int(open("/proc/self/statm").read().split()[0])
most = pages * resource.getpagesize() + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    CALL
except (MemoryError, ValueError) as error:
    assert "can't allocate" in str(error), error
    assert not array[2:].any()
    print("refused")
else:
    print("done")
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS") or sys.platform != "linux", reason="needs limits and /proc")
@pytest.mark.parametrize(
    "call",
    [
        'tensor_init.fill(array, "orthogonal", seed=1)',
        "tensor_init.Recipe(recipe)",
    ],
)
def test_what_there_is_no_memory_for_is_an_error(call):
    found = []
    for megabytes in (8, 16, 2000):
        result = subprocess.run(
            [sys.executable, "-c", LITTLE_MEMORY.replace("CALL", call), str(megabytes)], capture_output=True, text=True, timeout=120
        )
        assert result.returncode == 0, result.stderr
        found.append(result.stdout.strip())
    assert found == ["refused", "refused", "done"], found
