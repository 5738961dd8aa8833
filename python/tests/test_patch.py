"""with tensor_init.patch_torch(): ..."""

import contextlib
import copy
import functools
import inspect
import sys
import threading
import time
import traceback
import types
import warnings

import pytest

torch = pytest.importorskip("torch")

import tensor_init  # noqa: E402
from tensor_init import Generator, nn_init, patch_torch  # noqa: E402

original = dict(vars(torch.nn.init))
codes = {name: original[name].__code__ for name in nn_init.__all__}


def is_restored():
    """Whether PyTorch's functions do what they always do."""
    now = vars(torch.nn.init)
    return all(now[name] is value for name, value in original.items()) and all(
        now[name].__code__ is code for name, code in codes.items()
    )


def test_layers_draw_from_the_library():
    with patch_torch(Generator(5)):
        layer = torch.nn.Linear(40, 30)
    expected = torch.empty(30, 40)
    nn_init.kaiming_uniform_(expected, a=5**0.5, generator=Generator(5))
    assert torch.equal(layer.weight, expected)
    assert is_restored()


@pytest.mark.parametrize(
    "make",
    [
        lambda: torch.nn.Embedding(50, 8, padding_idx=3),
        lambda: torch.nn.Conv2d(4, 8, 3),
        lambda: torch.nn.ConvTranspose1d(4, 8, 3),
        lambda: torch.nn.LSTM(4, 8, num_layers=2),
        lambda: torch.nn.Bilinear(3, 4, 5),
        lambda: torch.nn.MultiheadAttention(16, 4),
        lambda: torch.nn.TransformerEncoderLayer(16, 4),
        lambda: torch.nn.BatchNorm2d(5),
        lambda: torch.nn.LayerNorm(5),
        lambda: torch.nn.PReLU(5),
    ],
)
def test_the_same_parameters_with_values_that_repeat(make):
    plain = make()
    with patch_torch():
        torch.manual_seed(1)
        one = make()
        torch.manual_seed(1)
        two = make()
    for (name, a), (_, b), (_, c) in zip(
        plain.named_parameters(), one.named_parameters(), two.named_parameters()
    ):
        assert a.shape == b.shape and a.requires_grad == b.requires_grad
        assert torch.equal(b, c), name
        if a.numel() > 1 and a.std() > 0:
            assert not torch.equal(a, b), name
            assert b.std().item() == pytest.approx(a.std().item(), rel=1), name
        else:
            assert torch.equal(a, b), name


def test_contexts_nest_and_the_innermost_generator_counts():
    def draw():
        return torch.nn.init.normal_(torch.empty(5))

    with patch_torch(Generator(1)):
        with patch_torch(Generator(2)):
            inner = draw()
        outer = draw()
        assert not is_restored()
    assert is_restored()
    assert torch.equal(inner, nn_init.normal_(torch.empty(5), generator=Generator(2)))
    assert torch.equal(outer, nn_init.normal_(torch.empty(5), generator=Generator(1)))


def test_everything_is_restored_after_an_exception():
    with pytest.raises(KeyError):
        with patch_torch():
            raise KeyError
    assert is_restored()


def test_meta_modules_stay_on_meta():
    with patch_torch(), torch.device("meta"):
        assert torch.nn.Linear(5, 5).weight.is_meta


def test_lazy_modules_work():
    with patch_torch():
        layer = torch.nn.LazyLinear(5)
        layer(torch.ones(2, 3))
    assert layer.weight.shape == (5, 3) and layer.weight.abs().sum() > 0


@pytest.mark.parametrize(
    "make", [lambda: torch.nn.Linear(70, 33), lambda: torch.nn.LSTM(5, 9), lambda: torch.nn.Embedding(9, 20)]
)
def test_the_torch_algorithm_gives_pytorchs_own_parameters(make):
    torch.manual_seed(11)
    expected = make()
    with patch_torch(Generator(11, algorithm="torch")):
        mine = make()
    assert all(torch.equal(a, b) for a, b in zip(mine.parameters(), expected.parameters()))


def draw():
    return torch.nn.init.normal_(torch.empty(5))


def drawn(seed):
    return nn_init.normal_(torch.empty(5), generator=Generator(seed))


def test_functions_are_led_to_the_library_wherever_they_are_kept():
    class Kept:
        method = staticmethod(original["normal_"])

    def closing(function):
        return lambda tensor: function(tensor)

    ways = [
        original["normal_"],
        Kept.method,
        closing(original["normal_"]),
        functools.partial(original["normal_"], mean=0.0),
        {"normal_": original["normal_"]}["normal_"],
        original["normal"],
    ]
    for way in ways:
        with patch_torch(Generator(3)), pytest.warns(FutureWarning) if way is ways[-1] else contextlib.nullcontext():
            assert torch.equal(way(torch.empty(5)), drawn(3))
    assert is_restored()


def test_only_what_was_changed_is_changed_back():
    importer = types.ModuleType("importer")
    exec("from tensor_init.nn_init import *", vars(importer))
    replaced, before = torch.nn.init.zeros_, copy.copy(vars(importer))
    try:
        # What another library put there stays, and so does what it puts there meanwhile.
        torch.nn.init.zeros_ = len
        with patch_torch():
            assert torch.nn.init.zeros_ is len
            torch.nn.init.ones_ = abs
        assert torch.nn.init.zeros_ is len and torch.nn.init.ones_ is abs
    finally:
        torch.nn.init.zeros_, torch.nn.init.ones_ = replaced, original["ones_"]
    assert vars(importer) == before and importer.normal_ is nn_init.normal_
    assert is_restored()


def test_what_is_imported_within_a_context_is_pytorchs_after_it():
    names = {}
    with patch_torch(Generator(1)):
        exec("from torch.nn.init import normal_", names)
        assert torch.equal(names["normal_"](torch.empty(5)), drawn(1))
    torch.manual_seed(1)
    values = names["normal_"](torch.empty(5))
    torch.manual_seed(1)
    assert names["normal_"] is original["normal_"] and torch.equal(values, torch.empty(5).normal_())


def test_it_decorates_functions():
    generator = Generator(3)

    @patch_torch(generator)
    def make(depth=2):
        """Makes."""
        return make(depth - 1) if depth else draw()

    assert make.__name__ == "make" and make.__doc__ == "Makes."
    first, second = make(), make()
    assert torch.equal(first, drawn(3)) and not torch.equal(first, second) and is_restored()

    def generating():
        yield 1

    async def waiting():
        pass

    for function in (generating, waiting, type("Class", (), {}), 5):
        with pytest.raises(TypeError, match="decorate"):
            patch_torch()(function)


def test_one_context_may_be_entered_again_and_contexts_end_in_any_order():
    context = patch_torch(Generator(1))
    with context, context:
        draw()
    assert is_restored()
    first, second = patch_torch(Generator(1)), patch_torch(Generator(2))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert torch.equal(draw(), drawn(2))
    second.__exit__(None, None, None)
    assert is_restored()
    for ended in (first, patch_torch()):
        with pytest.raises(RuntimeError, match="more often than it began"):
            ended.__exit__(None, None, None)


def test_threads_enter_and_leave_at_once():
    faults = []

    def work(number):
        try:
            for _ in range(200):
                with patch_torch(Generator(number)):
                    draw()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and is_restored()


def test_entering_takes_no_longer_where_more_is_imported():
    many = [types.ModuleType(f"test_patch_module_{number}") for number in range(3000)]
    for module in many:
        vars(module).update({f"name_{number}": number for number in range(100)})
        sys.modules[module.__name__] = module
    try:
        times = []
        for _ in range(20):
            start = time.perf_counter()
            with patch_torch():
                pass
            times.append(time.perf_counter() - start)
    finally:
        for module in many:
            del sys.modules[module.__name__]
    assert min(times) < 0.005


def test_far_means_are_warned_of_once():
    for tensor in (torch.empty(3), torch.empty(1).expand(2, 2)):
        with pytest.warns(UserWarning) as caught:
            with contextlib.suppress(RuntimeError):
                nn_init.trunc_normal_(tensor, 0, 1, 5, 6)
        assert len(caught) == 1


@pytest.mark.parametrize("context", [contextlib.nullcontext, patch_torch, lambda: patch_torch(Generator(1))])
def test_warnings_are_of_the_callers_line(context):
    def calls(module):
        module.kaiming_uniform_(torch.empty(0, 3))
        module.kaiming_normal_(torch.empty(0, 3))
        module.trunc_normal_(torch.empty(3), 100)

    with context():
        for module in (nn_init, torch.nn.init):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                calls(module)
            first = calls.__code__.co_firstlineno + 1
            places = [(warning.filename, warning.lineno) for warning in caught]
            # PyTorch's own of the far mean is of a line of its own.
            is_ours = module is nn_init or context is not contextlib.nullcontext
            assert places[: 2 + is_ours] == [(__file__, first + number) for number in range(2 + is_ours)]


@pytest.mark.parametrize("name", [name for name in nn_init.__all__ if name.endswith("_")])
def test_who_looks_for_the_source_of_a_function_finds_pytorchs(name):
    function = original[name]
    source, file = inspect.getsource(function), inspect.getsourcefile(function)
    with patch_torch():
        assert inspect.getsource(function) == source and inspect.getsourcefile(function) == file
        assert inspect.signature(function) == inspect.signature(original[name])


def test_tracebacks_show_where_a_function_is():
    with patch_torch():
        with pytest.raises(ValueError) as raised:
            torch.nn.init.eye_(torch.empty(3))
    frame = traceback.extract_tb(raised.value.__traceback__)[1]
    assert frame.name == "eye_" and frame.line.startswith("def eye_(")


@pytest.mark.filterwarnings("ignore")
def test_scripts_are_of_pytorchs_functions():
    with patch_torch():
        scripted = torch.jit.script(torch.nn.init.zeros_)
        assert not scripted(torch.ones(3)).any()
