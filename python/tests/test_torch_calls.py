"""Who else sees calls of torch.nn.init: modes, tracers, compilers, subclasses."""

import contextlib
import os
import subprocess
import sys
import threading
import types
import warnings

import pytest

torch = pytest.importorskip("torch")

from torch._subclasses import FakeTensorMode  # noqa: E402
from torch.fx.experimental.proxy_tensor import make_fx  # noqa: E402
from torch.overrides import TorchFunctionMode  # noqa: E402
from torch.utils._python_dispatch import TorchDispatchMode  # noqa: E402

import tensor_init  # noqa: E402
from tensor_init import Generator, fill, nn_init, patch_torch  # noqa: E402

theirs = types.SimpleNamespace(**{name: getattr(torch.nn.init, name) for name in torch.nn.init.__all__})
NAMES = [
    "uniform_", "normal_", "xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_", "orthogonal_",
    "ones_", "zeros_", "eye_",
]  # fmt: skip

#: Ours, and PyTorch's where they are led to ours.
WAYS = {
    "nn_init": (nn_init, contextlib.nullcontext),
    "patched": (torch.nn.init, patch_torch),
    "patched with a generator": (torch.nn.init, lambda: patch_torch(Generator(0))),
}


@pytest.fixture(params=WAYS)
def way(request):
    """What makes `init` of a way, as a context."""
    module, context = WAYS[request.param]

    @contextlib.contextmanager
    def opened():
        with context():
            yield module

    return opened


@pytest.fixture
def init(way):
    with way() as module:
        yield module


class Seen(TorchFunctionMode):
    def __init__(self):
        self.calls = []

    def __torch_function__(self, function, kinds, arguments=(), keywords=None):
        self.calls.append(function)
        return function(*arguments, **(keywords or {}))


class SeenBelow(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.calls = []

    def __torch_dispatch__(self, function, kinds, arguments=(), keywords=None):
        self.calls.append(function)
        return function(*arguments, **(keywords or {}))


MODES = [Seen, SeenBelow]


def seen(mode, function):
    torch.manual_seed(1)
    with mode() as recorder:
        tensor = function(torch.zeros(4, 4))
    return recorder.calls, tensor


# --- What others see ---


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES)
def test_modes_see_what_they_see_without_the_library(way, mode, name):
    expected, values = seen(mode, getattr(theirs, name))
    with way() as init:
        calls, tensor = seen(mode, getattr(init, name))
        has_generator = tensor_init._torch_generators.ambient is not None
    assert calls == expected
    assert torch.equal(tensor, values) or has_generator


def test_a_mode_that_skips_functions_leaves_tensors_as_they_are(init):
    class Skip(TorchFunctionMode):
        def __torch_function__(self, function, kinds, arguments=(), keywords=None):
            if function in (torch.nn.init.normal_, torch.nn.init.kaiming_uniform_):
                return (keywords or {}).get("tensor", *arguments[:1])
            return function(*arguments, **(keywords or {}))

    tensor = torch.zeros(4, 4)
    with Skip():
        init.normal_(tensor)
        init.kaiming_uniform_(tensor)
    assert not tensor.any()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_traced_graphs_have_the_fill(way, name):
    def traced(module):
        def function(x):
            return getattr(module, name)(torch.empty(4, 4)) + x

        for pre_dispatch in (False, True):
            graph = make_fx(function, pre_dispatch=pre_dispatch)(torch.ones(4, 4)).graph
            yield [str(node.target) for node in graph.nodes]
        trace = torch.jit.trace(function, torch.ones(4, 4), check_trace=False)
        yield [node.kind() for node in trace.graph.nodes()]
        # What was traced draws whenever it runs.
        yield torch.equal(trace(torch.zeros(4, 4)), trace(torch.zeros(4, 4)))

    expected = list(traced(theirs))
    with way() as init:
        assert list(traced(init)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_compiler_compiles_it_as_a_whole(way, name):
    torch.manual_seed(1)
    expected = getattr(theirs, name)(torch.empty(4, 4))
    torch._dynamo.reset()
    with way() as init:
        function = getattr(init, name)
        compiled = torch.compile(lambda x: function(torch.empty(4, 4)) + x, fullgraph=True, backend="eager")
        torch.manual_seed(1)
        assert torch.equal(compiled(torch.zeros(4, 4)), expected)


def test_symbolic_tracing_names_pytorchs_function(init):
    graph = torch.fx.symbolic_trace(lambda x: init.kaiming_uniform_(init.normal_(x))).graph
    functions = [node.target for node in graph.nodes if node.op == "call_function"]
    assert functions == [torch.nn.init.normal_, torch.nn.init.kaiming_uniform_]


def test_transforms_of_torch_func_are_pytorchs(init):
    with pytest.raises(RuntimeError, match="randomness"):
        torch.func.vmap(lambda x: init.normal_(x.clone()))(torch.ones(3, 4))
    values = torch.func.vmap(lambda x: init.normal_(x.clone()), randomness="different")(torch.ones(3, 40))
    assert not torch.equal(values[0], values[1])
    assert torch.func.grad(lambda x: (init.normal_(torch.empty(4)) * x).sum())(torch.ones(4)).abs().min() > 0
    assert torch.func.functionalize(lambda x: init.normal_(x.clone()))(torch.zeros(4)).abs().min() > 0


def test_what_is_filled_has_no_tangent_any_more(init):
    from torch.autograd import forward_ad

    with forward_ad.dual_level():
        dual = forward_ad.make_dual(torch.ones(4), torch.ones(4))
        init.normal_(dual)
        assert not forward_ad.unpack_dual(dual).tangent.any()


def test_a_mode_may_fill_tensors_itself(init):
    class Filling(TorchDispatchMode):
        def __torch_dispatch__(self, function, kinds, arguments=(), keywords=None):
            nn_init.ones_(self.other)
            nn_init.uniform_(self.drawn, 5, 6, generator=Generator(1))
            return function(*arguments, **(keywords or {}))

    mode = Filling()
    mode.other, mode.drawn, tensor = torch.zeros(5), torch.zeros(6), torch.zeros(7)
    with mode:
        init.uniform_(tensor, 2, 3)
    assert (mode.other == 1).all() and (mode.drawn >= 5).all() and (tensor >= 2).all() and (tensor <= 3).all()


def test_a_call_within_a_call_has_scratch_of_its_own():
    other, tensor = torch.zeros(3), torch.zeros(100)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # It warns when all is ready to be written.
        warnings.showwarning = lambda *_: nn_init.ones_(other)
        nn_init.trunc_normal_(tensor, 0, 1, 5, 6)
    assert (other == 1).all() and (tensor >= 5).all()


# --- Generators ---


@pytest.mark.parametrize("mode", [*MODES, FakeTensorMode])
def test_a_named_generator_of_ours_is_an_error_while_others_see_calls(init, mode):
    generator = Generator(1)
    with mode(), pytest.raises(RuntimeError, match=f"{mode.__name__}.* is active.*torch.Generator"):
        init.normal_(torch.empty(3), generator=generator)
    assert generator.state == Generator(1).state


def test_a_named_generator_of_ours_is_an_error_in_what_is_traced(init):
    generator = Generator(1)

    def function(x):
        return init.normal_(x.clone(), generator=generator)

    for trace in (
        lambda: make_fx(function)(torch.ones(3)),
        lambda: torch.jit.trace(function, torch.ones(3)),
        lambda: torch.fx.symbolic_trace(lambda x: init.normal_(x, 0.0, 1.0, generator)),
        lambda: torch.func.grad(lambda x: function(x).sum())(torch.ones(3)),
        lambda: torch.compile(function, backend="eager")(torch.ones(3)),
    ):
        with pytest.raises((RuntimeError, TypeError), match="tensor_init.Generator"):
            trace()
    assert generator.state == Generator(1).state


@pytest.mark.parametrize("mode", MODES)
def test_under_a_mode_the_contexts_generator_seeds_pytorchs(mode):
    def draws(seed, generator):
        torch.manual_seed(seed)
        with patch_torch(generator), mode():
            return torch.nn.init.normal_(torch.empty(4)), torch.nn.init.xavier_uniform_(torch.empty(4, 4))

    first, second, other = draws(1, Generator(0)), draws(2, Generator(0)), draws(1, Generator(1))
    assert all(map(torch.equal, first, second)) and not any(map(torch.equal, first, other))
    torch.manual_seed(3)
    given = torch.Generator().manual_seed(5)
    with patch_torch(given), mode():
        found = torch.nn.init.normal_(torch.empty(4))
    assert torch.equal(found, theirs.normal_(torch.empty(4), generator=torch.Generator().manual_seed(5)))


def test_a_call_that_a_mode_makes_again_checks_its_generator(way):
    class Again(TorchFunctionMode):
        def __torch_function__(self, function, kinds, arguments=(), keywords=None):
            if function in (torch.nn.init.uniform_, theirs.uniform_):
                return torch.nn.init.uniform_(self.tensor, generator=self.generator)
            return function(*arguments, **(keywords or {}))

    generator = Generator(1)
    for given, error in ((generator, RuntimeError), (5, TypeError), (torch.Generator().manual_seed(1), None)):
        mode = Again()
        mode.tensor, mode.generator = torch.zeros(4), given
        with way() as init, patch_torch(), mode:
            with pytest.raises(error, match="generator") if error else contextlib.nullcontext():
                init.uniform_(mode.tensor)
    assert generator.state == Generator(1).state
    assert torch.equal(mode.tensor, theirs.uniform_(torch.empty(4), generator=torch.Generator().manual_seed(1)))


def test_a_mode_of_one_thread_changes_nothing_in_another():
    tensor, found = torch.zeros(4), []

    class Waiting(TorchFunctionMode):
        def __torch_function__(self, function, kinds, arguments=(), keywords=None):
            thread = threading.Thread(target=lambda: found.append(nn_init.uniform_(tensor, generator=Generator(1)).clone()))
            thread.start()
            thread.join()
            return function(*arguments, **(keywords or {}))

    with Waiting():
        nn_init.uniform_(tensor)
    assert found and torch.equal(found[0], nn_init.uniform_(torch.empty(4), generator=Generator(1)))


@pytest.mark.parametrize("mode", [contextlib.nullcontext, *MODES])
def test_places_of_zeros_are_of_the_generator_where_sparse_is_pytorchs(mode):
    def drawn(seed, named):
        torch.manual_seed(seed)
        generator, dtype = Generator(3), torch.complex64 if mode is contextlib.nullcontext else torch.float32
        before = torch.get_rng_state()
        with patch_torch(generator), mode():
            options = {"generator": generator} if named else {}
            tensor = torch.nn.init.sparse_(torch.empty(40, 5, dtype=dtype), 0.5, **options)
        assert torch.equal(torch.get_rng_state(), before)
        return tensor

    for named in (False, True) if mode is contextlib.nullcontext else (False,):
        assert torch.equal(drawn(1, named), drawn(2, named))
        assert (drawn(1, named) == 0).sum(0).tolist() == [20] * 5


def test_a_mode_sees_of_sparse_what_it_sees_without_the_library(way):
    for mode in MODES:
        expected, _ = seen(mode, lambda tensor: theirs.sparse_(tensor, 0.5))
        with way() as init:
            assert seen(mode, lambda tensor: init.sparse_(tensor, 0.5))[0] == expected


def test_meta_and_imitated_tensors_take_no_place_from_any_generator():
    generator = Generator(1)
    torch.manual_seed(1)
    before = torch.get_rng_state()
    with patch_torch(generator):
        torch.nn.init.normal_(torch.empty(3, device="meta"))
        torch.nn.init.normal_(torch.empty(3, device="meta"), generator=generator)
        with torch.device("meta"):
            assert torch.nn.Linear(3, 3).weight.is_meta
        with FakeTensorMode():
            torch.nn.Linear(3, 3)
    with patch_torch(), FakeTensorMode(), torch.device("meta"):
        torch.nn.Linear(3, 3)
    nn_init.normal_(torch.empty(3, device="meta"))
    assert generator.state == Generator(1).state and torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.empty(5, dtype=torch.complex64),
        lambda: torch.empty(1).expand(5),
        lambda: torch.empty(5, dtype=torch.int32),
        lambda: torch.empty(10).as_strided((4, 4), (1, 1)),
        lambda: torch.frombuffer(bytearray(17), dtype=torch.float32, offset=1, count=4),
        lambda: torch.zeros(5, dtype=torch.complex64).conj().imag,
    ],
)
def test_what_is_pytorchs_takes_from_pytorchs_generator_what_it_always_takes(make):
    def outcome(function):
        torch.manual_seed(1)
        tensor = make()
        try:
            function(tensor)
        except Exception as error:
            return type(error), torch.get_rng_state().tolist()
        return tensor.resolve_neg().tolist(), torch.get_rng_state().tolist()

    assert outcome(nn_init.normal_) == outcome(theirs.normal_)


@pytest.mark.parametrize("arguments", [(0, -1), (float("nan"), 1), (0, float("inf")), ("a",), (1j,), ([1.0],)])
def test_arguments_that_are_refused_take_nothing_more_either(arguments):
    states = []
    for function in (nn_init.normal_, theirs.normal_):
        torch.manual_seed(1)
        with contextlib.suppress(Exception):
            function(torch.empty(5), *arguments)
        states.append(torch.get_rng_state())
    assert torch.equal(*states)


def test_numbers_of_numpy_and_pytorch_are_numbers():
    numpy = pytest.importorskip("numpy")
    expected = nn_init.normal_(torch.empty(5), 2.0, 0.5, generator=Generator(1))
    for number in (numpy.float32, numpy.float64, torch.tensor):
        values = nn_init.normal_(torch.empty(5), number(2.0), number(0.5), generator=Generator(1))
        assert torch.equal(values, expected)
    # A tensor's value is read anew in every call.
    std = torch.tensor(0.0)
    for value in (1.0, 2.0):
        std.fill_(value)
        values = nn_init.normal_(torch.empty(5), 0.0, std, generator=Generator(1))
        assert torch.equal(values, nn_init.normal_(torch.empty(5), 0.0, value, generator=Generator(1)))
    whole = nn_init.constant_(torch.empty(2, dtype=torch.int64), torch.tensor(2**60 + 1))
    assert whole.tolist() == [2**60 + 1] * 2
    assert nn_init.constant_(whole, numpy.int64(2**60 + 3)).tolist() == [2**60 + 3] * 2


@pytest.mark.parametrize("number", [2**53, 2**60, -(2**60), 2**63, 3])
def test_integers_are_their_doubles_whatever_was_called_before(number):
    from tensor_init import _drawing

    def drawn(name, *arguments):
        return getattr(nn_init, name)(torch.empty(3, 4), *arguments, generator=Generator(1))

    values = []
    for kinds in ((int, float), (float, int)):
        _drawing._accepts.cache_clear()
        for kind in kinds:
            high = kind(abs(number))
            values.append(torch.cat([drawn("normal_", high), drawn("uniform_", -high, high)]))
            if number < 2**63:
                assert nn_init.constant_(torch.empty(1, dtype=torch.int64), kind(number)).item() == number
    assert all(torch.equal(value, values[0]) for value in values)


@pytest.mark.parametrize(
    "name, make",
    [
        ("zeros_", lambda: torch.ones([2] + [1] * 63 + [2]).transpose(0, 64)),
        ("ones_", lambda: torch.zeros([2] + [1] * 64 + [2]).transpose(0, 65)),
        ("normal_", lambda: torch.empty([2] + [1] * 63 + [2]).transpose(0, 64)),
        ("orthogonal_", lambda: torch.empty([2] + [1] * 68 + [2])),
    ],
)
def test_ranks_that_the_library_does_not_take_are_pytorchs(init, name, make):
    from tensor_init import _drawing

    nn_init.zeros_(torch.empty(3))
    idle = len(_drawing._idle)
    torch.manual_seed(1)
    tensor = getattr(init, name)(make())
    assert len(_drawing._idle) == idle
    if tensor_init._torch_generators.ambient is None:
        torch.manual_seed(1)
        assert torch.equal(tensor, getattr(theirs, name)(make()))


# --- What the package makes for itself ---


def first_call_within(context):
    """The values of a thread's first call, in a process of which nothing was kept."""
    from tensor_init import _drawing

    _drawing._idle.clear()
    result = []

    def work():
        torch.manual_seed(1)
        tensor = torch.empty(5, device="cpu")
        with context():
            result.append(nn_init.normal_(tensor).tolist())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    torch.manual_seed(1)
    result.append(nn_init.normal_(torch.empty(5)).tolist())
    return result


@contextlib.contextmanager
def default_device(device):
    torch.set_default_device(device)
    try:
        yield
    finally:
        torch.set_default_device(None)


@pytest.mark.parametrize(
    "context",
    [
        contextlib.nullcontext,
        lambda: torch.device("meta"),
        lambda: default_device("meta"),
        torch.inference_mode,
        torch.no_grad,
        lambda: torch.autocast("cpu"),
        lambda: torch.utils._python_dispatch._disable_current_modes(),
    ],
)
def test_values_are_the_same_whatever_context_the_first_call_is_in(context):
    assert first_call_within(context) == first_call_within(contextlib.nullcontext)


def test_tensors_of_inference_mode_are_pytorchs_outside_of_it():
    with torch.inference_mode():
        tensor = torch.zeros(3)
        fill(nn_init.ones_(tensor), "constant(2)")
    with pytest.raises(RuntimeError, match="inference"):
        fill(tensor, "ones")
    assert tensor.tolist() == [2, 2, 2]
    for function in (nn_init.normal_, nn_init.ones_):
        with pytest.raises(RuntimeError, match="InferenceMode"):
            function(tensor)


# --- Subclasses ---


class Plain(torch.Tensor):
    pass


class Own(torch.Tensor):
    calls = []

    @classmethod
    def __torch_function__(cls, function, kinds, arguments=(), keywords=None):
        cls.calls.append(function)
        return super().__torch_function__(function, kinds, arguments, keywords or {})


def test_subclasses_see_pytorchs_functions(init):
    Own.calls.clear()
    init.normal_(torch.zeros(3).as_subclass(Own))
    assert torch.nn.init.normal_ in Own.calls
    tensor = init.normal_(torch.zeros(3).as_subclass(Plain), generator=Generator(1))
    assert type(tensor) is Plain
    assert torch.equal(tensor, init.normal_(torch.zeros(3).as_subclass(Plain), generator=Generator(1)))
    with pytest.raises(TypeError, match="Own.*torch.Generator"):
        init.normal_(torch.zeros(3).as_subclass(Own), generator=Generator(1))


@pytest.fixture(scope="module")
def dtensor():
    tensors = pytest.importorskip("torch.distributed.tensor")
    if not torch.distributed.is_available():
        pytest.skip("PyTorch without torch.distributed")
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mesh = tensors.init_device_mesh("cpu", (1,))
        yield tensors.distribute_tensor(torch.zeros(4, 4), mesh, [tensors.Shard(0)])
    torch.distributed.destroy_process_group()


def test_a_dtensor_while_another_is_to_see_the_call_is_an_error_that_says_so(dtensor):
    generator = Generator(1)
    with SeenBelow(), pytest.raises(RuntimeError, match="SeenBelow"):
        nn_init.normal_(dtensor, generator=generator)
    with patch_torch(generator), SeenBelow(), pytest.raises(TypeError, match="DTensor.*shards"):
        torch.nn.init.normal_(dtensor)
    assert generator.state == Generator(1).state and not dtensor.to_local().any()
    nn_init.normal_(dtensor.to_local(), generator=generator)


# --- Faults of a call ---


@pytest.mark.parametrize("status, error", [(6, MemoryError), (7, RuntimeError)])
def test_a_fault_of_a_call_is_an_exception(monkeypatch, status, error):
    def faulty(*_):
        return status

    for name in ("normal", "zeros"):
        faulty.__name__ = f"ti_{name}"
        monkeypatch.setattr(tensor_init._library, name, faulty)
    monkeypatch.setattr("tensor_init._drawing._accepts", lambda *_: True)
    with pytest.raises(error):
        nn_init.normal_(torch.empty(3))
    with pytest.raises(error):
        nn_init.zeros_(torch.empty(3))


def test_a_wrong_instruction_set_is_an_exception():
    program = """if True:
        import torch
        from tensor_init import nn_init
        for name in ("normal_", "ones_", "eye_", "orthogonal_"):
            try:
                getattr(nn_init, name)(torch.empty(3, 3))
            except ValueError as error:
                assert "TENSOR_INIT_ISA" in str(error)
            else:
                raise AssertionError(name)
    """
    environment = {**os.environ, "TENSOR_INIT_ISA": "nonsense"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)


@pytest.mark.parametrize("generator", [1, "a", object(), torch.default_generator.get_state()])
def test_a_wrong_generator_is_a_type_error(init, generator):
    for tensor in (torch.empty(3), torch.empty(3, device="meta"), torch.empty(3, dtype=torch.complex64)):
        with pytest.raises(TypeError, match="generator"):
            init.normal_(tensor, generator=generator)


# --- fill ---


@pytest.mark.parametrize(
    "error, words, make",
    [
        (TypeError, "opposite", lambda: torch.zeros(3, dtype=torch.complex64).conj().imag),
        (TypeError, "sparse_coo", lambda: torch.eye(3).to_sparse()),
        (TypeError, "sparse_csr", lambda: torch.eye(3).to_sparse_csr()),
        (TypeError, "_mkldnn", lambda: torch.eye(3).to_mkldnn()),
        (TypeError, "nested", lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])),
        (TypeError, "plain memory", lambda: torch.nested.nested_tensor([torch.ones(2)], layout=torch.jagged)),
        (TypeError, "quint8", lambda: torch.quantize_per_tensor(torch.ones(3), 1.0, 0, torch.quint8)),
        (TypeError, "memory", lambda: torch._efficientzerotensor(3)),
        (TypeError, "memory", lambda: torch._to_functional_tensor(torch.ones(3))),
        (TypeError, "plain memory", lambda: FakeTensorMode().from_tensor(torch.ones(3))),
        (TypeError, "no elements yet", lambda: torch.nn.parameter.UninitializedParameter()),
        (TypeError, "no elements yet", lambda: torch.nn.parameter.UninitializedParameter(device="meta")),
        (TypeError, "uint16", lambda: torch.ones(3, dtype=torch.uint16)),
        (TypeError, "complex64", lambda: torch.ones(3, dtype=torch.complex64)),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_fill_says_what_a_tensor_is_that_it_cannot_write(error, words, make):
    with pytest.raises(error, match=words):
        fill(make(), "ones")


@pytest.mark.filterwarnings("ignore")
def test_fill_is_not_seen_by_tracers_and_says_so():
    def function(x):
        return fill(torch.empty(3), "ones") + x

    for trace in (torch.jit.trace, lambda f, x: make_fx(f)(x)):
        with pytest.raises(RuntimeError, match="would not see"):
            trace(function, torch.ones(3))
    with pytest.raises(TypeError, match="memory"):
        torch.func.vmap(lambda x: fill(x, "ones"))(torch.zeros(2, 2))
    # The compiler leaves it to the interpreter.
    assert torch.compile(function, backend="eager")(torch.ones(3)).tolist() == [2, 2, 2]


def test_fill_takes_subclasses_with_plain_memory():
    assert (fill(torch.zeros(3).as_subclass(Plain), "ones") == 1).all()
    assert (fill(torch.nn.Buffer(torch.zeros(3)), "ones") == 1).all()


def shrunk(size, tensor):
    tensor.untyped_storage().resize_(size)
    return tensor


def test_fill_says_where_storage_does_not_hold_the_elements():
    with pytest.raises(TypeError, match="storage of 0 bytes"):
        fill(shrunk(0, torch.zeros(100)), "zeros")
    for tensor in (torch.zeros(100), torch.zeros(100)[1::2], torch.zeros(10, 10).t()[1:]):
        with pytest.raises(ValueError, match="storage of 396 bytes"):
            fill(shrunk(396, tensor), "ones")
    assert fill(torch.zeros(100)[1:].as_strided((2,), (98,), 1), "ones").tolist() == [1, 1]


@pytest.mark.parametrize(
    "error, words, tensor, expression, part",
    [
        (ValueError, "parenthesis", torch.empty(3, device="meta"), "nonsense(", None),
        (ValueError, "std is -1", torch.empty(3, device="meta"), "normal(std=-1)", None),
        (ValueError, "at least 2 dimensions", torch.empty(3, device="meta"), "kaiming_normal", None),
        (ValueError, "divisor", torch.empty(4, 4, 3, device="meta"), "dirac(groups=3)", None),
        (TypeError, "int32", torch.empty(3, device="meta", dtype=torch.int32), "normal", None),
        (TypeError, "complex64", torch.empty(3, device="meta", dtype=torch.complex64), "normal", None),
        (ValueError, r"3\.\.<6.*0\.\.<5", torch.empty(3, device="meta"), "normal", ((5,), 3)),
        (ValueError, r"0\.\.\.64", torch.empty(1, device="meta"), "normal", ([1] * 65, 0)),
        (ValueError, "at least 2 dimensions", torch.empty(2, 2, device="meta"), "kaiming_normal", ((5,), 0)),
    ],
)
def test_fill_checks_a_call_for_meta_tensors_too(error, words, tensor, expression, part):
    with pytest.raises(error, match=words):
        fill(tensor, expression, part_of=part)


@pytest.mark.parametrize("algorithm", ["ars", "torch"])
@pytest.mark.parametrize("expression", ["normal", "orthogonal", "sparse(sparsity=0.5)", "eye", "kaiming_normal"])
def test_a_checked_call_for_a_meta_tensor_draws_nothing(algorithm, expression):
    generator = Generator(1, algorithm)
    tensor = torch.empty(10**6, 10**6, device="meta")
    assert fill(tensor, expression, generator=generator) is tensor
    fill(torch.empty((), device="meta"), "normal", generator=generator, part_of=((3, 3), 8))
    assert generator.state == Generator(1, algorithm).state
