"""timm's own functions of weight_init under patch_torch."""

import contextlib
import math
import subprocess
import sys
import types
import warnings

import pytest

torch = pytest.importorskip("torch")

from tensor_init import Generator, _timm_init, nn_init, patch_torch  # noqa: E402

NAMES = ["trunc_normal_", "trunc_normal_tf_", "variance_scaling_", "lecun_normal_"]

#: What was in timm 0.4, in the words that matter: no trunc_normal_tf_, which variance_scaling_ would call.
OLD = '''
import math, torch
from torch.nn.init import _calculate_fan_in_and_fan_out, kaiming_uniform_

def trunc_normal_(tensor, mean=0., std=1., a=-2., b=2.):
    return tensor.fill_(7)

def variance_scaling_(tensor, scale=1.0, mode='fan_in', distribution='normal'):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    if distribution == "truncated_normal":
        trunc_normal_(tensor, std=math.sqrt(scale / fan_in) / .87962566103423978)
    else:
        tensor.fill_(8)

def lecun_normal_(tensor):
    variance_scaling_(tensor, mode='fan_in', distribution='truncated_normal')
'''


def module_of(source, name="timm.models.layers.weight_init"):
    module = types.ModuleType(name)
    exec(source, vars(module))
    return module


@pytest.fixture
def init():
    from timm_here import timm

    return timm.layers.weight_init


@contextlib.contextmanager
def codes_kept(module):
    before = dict(vars(module))
    codes = {name: value.__code__ for name, value in before.items() if isinstance(value, types.FunctionType)}
    yield
    assert dict(vars(module)) == before
    for name, code in codes.items():
        assert before[name].__code__ is code, name


def drawn(law, *arguments, shape=(30, 20), dtype=torch.float32, seed=5):
    return getattr(nn_init, law)(torch.empty(shape, dtype=dtype), *arguments, generator=Generator(seed))


def test_an_old_timm_draws_what_its_own_calls_mean(monkeypatch):
    module = module_of(OLD)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    deviation = math.sqrt(1 / 20) / 0.87962566103423978
    with codes_kept(module):
        with patch_torch(Generator(5)):
            tensor = torch.empty(30, 20)
            module.lecun_normal_(tensor)
        # With absolute bounds, as there.
        assert torch.equal(tensor, drawn("trunc_normal_", 0.0, deviation, -2.0, 2.0))
        with patch_torch(Generator(5)):
            module.variance_scaling_(tensor, 3.0, "fan_out")
        assert torch.equal(tensor, drawn("normal_", 0.0, math.sqrt(3 / 30)))
    module.lecun_normal_(tensor)
    assert (tensor == 7).all()


def test_functions_that_are_not_those_known_are_left_alone(monkeypatch):
    source = (
        "from torch.nn.init import trunc_normal_\n"
        "def trunc_normal_tf_(tensor, std, mean=0): return tensor.fill_(9)\n"
        "variance_scaling_ = len\n"
    )
    module = module_of(source)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with codes_kept(module):
        with patch_torch(Generator(5)):
            assert (module.trunc_normal_tf_(torch.empty(3), 1) == 9).all()
            # It is PyTorch's.
            values = module.trunc_normal_(torch.empty(30, 20), 0.0, 1.0, -1.0, 1.0)
        assert torch.equal(values, drawn("trunc_normal_", 0.0, 1.0, -1.0, 1.0))


def test_functions_that_take_generators_get_them(monkeypatch):
    source = OLD.replace("b=2.)", "b=2., generator=None)").replace("tensor.fill_(7)", "generator")
    module = module_of(source)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    with patch_torch(Generator(0)):
        values = module.trunc_normal_(torch.empty(30, 20), generator=Generator(5))
        assert torch.equal(values, drawn("trunc_normal_"))
        # timm's own function gets one of PyTorch's.
        assert isinstance(module.trunc_normal_(torch.empty(3, dtype=torch.complex64)), torch.Generator)


def test_each_function_does_itself_what_the_library_does_not(monkeypatch):
    first, second = module_of(OLD), module_of(OLD.replace("7", "6"))
    for module in (first, second):
        monkeypatch.setitem(sys.modules, module.__name__, module)
        with patch_torch():
            pass
    with patch_torch():
        for module, value in ((first, 7), (second, 6)):
            assert (module.trunc_normal_(torch.empty(3, dtype=torch.int32)) == value).all()


def test_what_is_imported_within_a_context_is_led_to_the_library(tmp_path, monkeypatch):
    package = tmp_path / "timm" / "models" / "layers"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").write_text("")
    (package / "weight_init.py").write_text(OLD)
    (package / "other.py").write_text("")
    program = """
import importlib, inspect, sys, threading, torch
from tensor_init import Generator, nn_init, patch_torch
before = list(sys.meta_path)

def drawn(seed):
    return nn_init.trunc_normal_(torch.empty(5), generator=Generator(seed))

with patch_torch(Generator(1)):
    import timm.models.layers.other
    with patch_torch(Generator(2)):
        from timm.models.layers.weight_init import trunc_normal_
        assert torch.equal(trunc_normal_(torch.empty(5)), drawn(2))
    assert torch.equal(trunc_normal_(torch.empty(5)), drawn(1))
module = sys.modules["timm.models.layers.weight_init"]
assert sys.meta_path == before
assert module.__loader__ is module.__spec__.loader and type(module.__loader__).__name__ == "SourceFileLoader"
assert "fill_(7)" in inspect.getsource(trunc_normal_)
assert (trunc_normal_(torch.empty(5)) == 7).all()

# Loaded anew, the functions of before are led here too, which somebody may have kept.
with patch_torch(Generator(3)):
    importlib.reload(module)
    assert module.trunc_normal_ is not trunc_normal_
    for function in (module.trunc_normal_, trunc_normal_):
        with patch_torch(Generator(4)):
            assert torch.equal(function(torch.empty(5)), drawn(4))
importlib.reload(module)
with patch_torch(Generator(5)):
    assert torch.equal(module.trunc_normal_(torch.empty(5)), drawn(5))
assert (module.trunc_normal_(torch.empty(5)) == 7).all() and (trunc_normal_(torch.empty(5)) == 7).all()

# A module that can't be imported is nobody's.
del sys.modules["timm.models.layers.weight_init"], timm.models.layers.weight_init
with open(module.__file__, "a") as file:
    file.write("raise KeyError")
importlib.invalidate_caches()
with patch_torch():
    try:
        import timm.models.layers.weight_init
    except KeyError:
        pass
    else:
        raise AssertionError
assert sys.meta_path == before
"""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_import_of_another_thread_is_waited_for(tmp_path, monkeypatch):
    package = tmp_path / "timm" / "models" / "layers"
    package.mkdir(parents=True)
    for folder in (package, package.parent, package.parent.parent):
        (folder / "__init__.py").write_text("")
    (package / "weight_init.py").write_text("import builtins\nbuiltins.begun.set()\nbuiltins.go_on.wait(0.5)\n" + OLD)
    program = """
import builtins, importlib, threading, torch
from tensor_init import Generator, nn_init, patch_torch
builtins.begun, builtins.go_on = threading.Event(), threading.Event()
name = "timm.models.layers.weight_init"
thread = threading.Thread(target=importlib.import_module, args=(name,))
thread.start()
begun.wait()
with patch_torch(Generator(1)):
    thread.join()
    values = importlib.import_module(name).trunc_normal_(torch.empty(5))
assert torch.equal(values, nn_init.trunc_normal_(torch.empty(5), generator=Generator(1)))
"""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_import_that_fails_in_another_thread_stays_that_threads(tmp_path, monkeypatch):
    package = tmp_path / "timm" / "layers"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("")
    (package / "__init__.py").write_text("from . import weight_init")
    (package / "weight_init.py").write_text(
        "import builtins\nbuiltins.runs.append(1)\nbuiltins.begun.set()\nbuiltins.go_on.wait(0.5)\n"
        "raise RuntimeError('operator torchvision::nms does not exist')"
    )
    program = """
import builtins, importlib, threading, torch
from tensor_init import Generator, nn_init, patch_torch
builtins.begun, builtins.go_on, builtins.runs = threading.Event(), threading.Event(), []
failures = []
def work():
    try:
        importlib.import_module("timm.layers.weight_init")
    except RuntimeError as error:
        failures.append(error)
thread = threading.Thread(target=work)
thread.start()
begun.wait()
with patch_torch(Generator(1)):
    thread.join()
    values = torch.nn.init.normal_(torch.empty(5))
assert torch.equal(values, nn_init.normal_(torch.empty(5), generator=Generator(1)))
assert len(failures) == len(runs) == 1, (failures, runs)
"""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":")
    subprocess.run([sys.executable, "-c", program], check=True)


# --- The timm that is installed ---


def test_timms_functions_draw_from_the_library_and_are_restored(init):
    scale = math.sqrt(2 / 25)
    calls = [
        (lambda t: init.trunc_normal_(t, 0.5, 2.0, -1.0, 3.0), ("trunc_normal_", 0.5, 2.0, -1.0, 3.0)),
        (lambda t: init.trunc_normal_tf_(t, 0.5, 0.1, -1.0, 3.0), ("trunc_normal_", 0.5, 0.1, 0.4, 0.8)),
        (lambda t: init.trunc_normal_tf_(t, 0.5, -0.25, -1.0, 3.0), ("trunc_normal_", 0.5, 0.25, -0.25, 0.75)),
        (lambda t: init.trunc_normal_tf_(t, 0.5, 0.0, -math.inf), ("constant_", 0.5)),
        (lambda t: init.variance_scaling_(t, 2.0, "fan_avg"), ("normal_", 0.0, scale)),
        (lambda t: init.variance_scaling_(t, 2.0, "fan_avg", "uniform"), ("uniform_", -scale * 3**0.5, scale * 3**0.5)),
        (lambda t: init.variance_scaling_(t, 0.0), ("constant_", 0.0)),
        (init.lecun_normal_, ("trunc_normal_", 0.0, *(math.sqrt(1 / 20) / 0.87962566103423978 * k for k in (1, -2, 2)))),
    ]
    with codes_kept(init):
        for call, (law, *arguments) in calls:
            tensor = torch.empty(30, 20)
            with patch_torch(Generator(5)):
                call(tensor)
            if law == "constant_":
                assert (tensor == arguments[0]).all()
            else:
                assert torch.allclose(tensor, drawn(law, *arguments), rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_all_else_of_a_call_is_as_it_is_without_the_library(init, name):
    function = getattr(init, name)

    def without_elements():
        return torch.empty(4, 0)

    def inference():
        with torch.inference_mode():
            return torch.zeros(6, 4)

    makers = {
        "leaf": lambda: torch.nn.Parameter(torch.zeros(6, 4)),
        "meta": lambda: torch.empty(6, 4, device="meta"),
        "half": lambda: torch.zeros(6, 4, dtype=torch.float16),
        "bfloat16": lambda: torch.zeros(6, 4, dtype=torch.bfloat16),
        "double": lambda: torch.zeros(6, 4, dtype=torch.float64),
        "integer": lambda: torch.zeros(6, 4, dtype=torch.int32),
        "complex": lambda: torch.zeros(6, 4, dtype=torch.complex64),
        "transposed": lambda: torch.zeros(4, 6).t(),
        "expanded": lambda: torch.zeros(4).expand(6, 4),
        "view of a leaf": lambda: torch.nn.Parameter(torch.zeros(6, 4))[:3],
        "inference": inference,
        "without elements": without_elements,
        "vector": lambda: torch.zeros(6),
        "list": lambda: [1.0, 2.0],
    }
    calls = [((), {})]
    if name.startswith("trunc"):
        calls += [((0.0, 1.0, 3.0, 2.0), {}), ((0.0, math.nan), {}), ((0.0, 0.0), {}), ((5, 0), {}), ((100.0,), {}), ((), {"a": 3.0, "b": 4.0})]
        calls += [((torch.tensor(0.5), torch.tensor(0.25)), {}), (("x",), {}), ((), {"generator": None})]
    if name == "variance_scaling_":
        calls += [((), {"mode": "fan_all"}), ((), {"distribution": "cauchy"}), ((-1.0,), {})]
        for mode in ("fan_in", "fan_out", "fan_avg"):
            calls += [((2.0, mode, law), {}) for law in ("uniform", "truncated_normal")]

    def outcome(make, arguments, keywords):
        tensor = make()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                result = function(tensor, *arguments, **keywords)
            except Exception as error:
                return type(error), str(error)
        told = [(type(warning.message), str(warning.message)) for warning in caught]
        after = (tensor.requires_grad, tensor.is_leaf, tensor.dtype, tensor.device, tensor.stride(), tensor.shape)
        return result is tensor, result is None, told, after, tensor._version > 0 if not tensor.is_inference() else None

    for kind, make in makers.items():
        for arguments, keywords in calls:
            expected = outcome(make, arguments, keywords)
            with patch_torch():
                found = outcome(make, arguments, keywords)
            assert found == expected, (kind, arguments, keywords)


def test_values_are_within_the_bounds_of_every_dtype(init):
    for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
        tensor = torch.empty(500, 300, dtype=dtype)
        with patch_torch(Generator(1)):
            init.trunc_normal_tf_(tensor, 0.25, 0.125, -1.0, 2.0)
        assert tensor.min() >= 0.125 and tensor.max() <= 0.5
        # The deviation of a standard normal restricted so, of which timm's own are a tenth off in bfloat16.
        assert tensor.double().std().item() == pytest.approx(0.125 * 0.721, rel=5e-3)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_pytorchs_bits_give_timms_own_values(init, dtype):
    calls = [
        lambda t: init.trunc_normal_(t, 0.5, 2.0, -1.0, 3.0),
        lambda t: init.trunc_normal_tf_(t, 0.5, 0.1, -1.0, 3.0),
        lambda t: init.variance_scaling_(t, 2.0, "fan_avg"),
        lambda t: init.variance_scaling_(t, 2.0, "fan_avg", "uniform"),
        init.lecun_normal_,
    ]
    for call in calls:
        expected, found = torch.empty(30, 20, dtype=dtype), torch.empty(30, 20, dtype=dtype)
        torch.manual_seed(11)
        call(expected)
        with patch_torch(Generator(11, algorithm="torch")):
            call(found)
        assert torch.equal(found, expected)


def test_what_timm_does_itself_draws_from_the_contexts_generator(init):
    state = torch.get_rng_state()

    def made(generator, seed):
        torch.manual_seed(seed)
        tensor = torch.empty(30, 20, dtype=torch.complex64)
        with patch_torch(generator):
            init.variance_scaling_(tensor)
        assert torch.equal(torch.get_rng_state(), torch.Generator().manual_seed(seed).get_state())
        return tensor

    try:
        assert torch.equal(made(Generator(1), 1), made(Generator(1), 2))
        assert not torch.equal(made(Generator(1), 1), made(Generator(2), 1))
        generator = torch.Generator().manual_seed(3)
        first, second = made(generator, 1), made(generator, 1)
        assert not torch.equal(first, second)
        assert torch.equal(first, torch.empty(30, 20, dtype=torch.complex64).normal_(
            std=math.sqrt(1 / 20), generator=torch.Generator().manual_seed(3)))
    finally:
        torch.set_rng_state(state)


@pytest.mark.parametrize("name", NAMES)
def test_modes_and_compilers_see_what_they_see_without_the_library(init, name):
    from torch.overrides import TorchFunctionMode
    from torch.utils._python_dispatch import TorchDispatchMode

    class Seen(TorchFunctionMode):
        def __torch_function__(self, function, kinds, arguments=(), keywords=None):
            self.calls.append(function)
            return function(*arguments, **(keywords or {}))

    class SeenBelow(TorchDispatchMode):
        def __torch_dispatch__(self, function, kinds, arguments=(), keywords=None):
            self.calls.append(function)
            return function(*arguments, **(keywords or {}))

    function = getattr(init, name)

    def outcome(mode, context):
        torch.manual_seed(1)
        recorder, tensor = mode(), torch.zeros(4, 4)
        recorder.calls = []
        with context, recorder:
            function(tensor)
        return recorder.calls, tensor

    for mode in (Seen, SeenBelow):
        expected, values = outcome(mode, contextlib.nullcontext())
        calls, tensor = outcome(mode, patch_torch())
        assert calls == expected and torch.equal(tensor, values)
        calls, first = outcome(mode, patch_torch(Generator(0)))
        assert calls == expected and not torch.equal(first, values)
        assert torch.equal(first, outcome(mode, patch_torch(Generator(0)))[1])

    def filled(x):
        tensor = torch.empty(4, 4)
        function(tensor)
        return tensor + x

    torch.manual_seed(1)
    expected = filled(torch.zeros(4, 4))
    for context in (patch_torch(), patch_torch(Generator(0))):
        torch._dynamo.reset()
        with context:
            torch.manual_seed(1)
            assert torch.equal(torch.compile(filled, fullgraph=True, backend="eager")(torch.zeros(4, 4)), expected)


#: Small ones, of families that draw by timm's own functions, and one that draws by PyTorch's alone.
MODELS = {
    "vit_tiny_patch16_224": dict(img_size=32, depth=2),
    "deit_tiny_distilled_patch16_224": dict(img_size=32, depth=2),
    "swin_tiny_patch4_window7_224": dict(img_size=56, depths=(1, 1), num_heads=(3, 6), window_size=7),
    "convnext_atto": dict(depths=(1, 1, 1, 1)),
    "resnet10t": {},
}


@pytest.mark.parametrize("name", MODELS)
def test_every_random_tensor_of_a_model_is_the_generators(init, name):
    from timm_here import timm

    def made(context, pytorchs_seed):
        torch.manual_seed(pytorchs_seed)
        with context:
            return timm.create_model(name, num_classes=3, **MODELS[name]).state_dict()

    plain, other = (made(contextlib.nullcontext(), seed) for seed in (1, 2))
    random = [key for key in plain if not torch.equal(plain[key], other[key])]
    first, again, second = (made(patch_torch(Generator(seed)), number) for number, seed in enumerate((7, 7, 8)))
    assert random and list(first) == list(plain)
    for key in plain:
        assert torch.equal(first[key], again[key]), key
        assert torch.equal(first[key], second[key]) == (key not in random), key
        if key in random and plain[key].numel() > 100:
            assert first[key].std().item() == pytest.approx(plain[key].std().item(), rel=0.3), key


def test_every_process_makes_the_same_model(init):
    program = """
import hashlib, torch
from tensor_init import Generator, patch_torch
with patch_torch(Generator(7)):
    from timm_here import timm
    model = timm.create_model("vit_tiny_patch16_224", num_classes=3, img_size=32, depth=1, weight_init="jax")
print(hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest())
"""
    program = "import sys\nsys.path.insert(0, sys.argv[1])\n" + program
    command = [sys.executable, "-c", program, __file__.rpartition("/")[0]]
    outputs = {subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(2)}
    assert len(outputs) == 1
