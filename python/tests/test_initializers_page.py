"""Initializers.md has every initializer of four libraries, called with its defaults."""

import ast
import importlib.util
import inspect
import os
import pathlib
import re
import types

import pytest

PAGE = pathlib.Path(__file__).parents[2] / "Sources/TensorInit/TensorInit.docc/Initializers.md"

# What the page says of all calls once, or what decides no law.
ELSEWHERE = {"key", "shape", "dtype", "out_sharding", "seed", "generator"}
AXES = {"in_axis", "out_axis", "batch_axis", "input_axes", "output_axes"}


def section(title):
    (text,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S)
    return text


def calls(title):
    """The calls in the first column of a section's table, by their names."""
    found = {}
    for text in re.findall(r"^\| `([^`]*)` \|", section(title), re.M):
        tree = ast.parse(text, mode="eval").body
        found[tree.func.id if isinstance(tree, ast.Call) else tree.id] = tree
    return found


def named(title):
    """All names in code in a section."""
    return set(re.findall(r"`(\w+)[`(]", section(title)))


def require_defaults(title, functions):
    """Each call has the parameters that the function has, with their defaults."""
    for name, tree in calls(title).items():
        parameters = inspect.signature(functions[name]).parameters.values()
        expected = {
            p.name: p.default for p in parameters if p.name not in ELSEWHERE | AXES and p.kind is not p.VAR_KEYWORD
        }
        given = {}
        if isinstance(tree, ast.Call):
            given = {argument.id: inspect.Parameter.empty for argument in tree.args}
            given |= {keyword.arg: ast.literal_eval(keyword.value) for keyword in tree.keywords}
        assert given == expected, name


def functions_of(module):
    found = {name: f for name, f in vars(module).items() if isinstance(f, types.FunctionType)}
    return {name: f for name, f in found.items() if name[0] != "_" and f.__module__ == module.__name__}


def test_every_initializer_of_pytorch_stands_on_the_page():
    init = pytest.importorskip("torch.nn.init")
    functions = functions_of(init)
    assert len(functions) > 20
    assert not functions.keys() - named("PyTorch")
    assert {name for name in functions if name[-1] == "_"} < calls("PyTorch").keys()
    require_defaults("PyTorch", functions)


def test_every_initializer_of_jax_stands_on_the_page():
    initializers = pytest.importorskip("jax.nn.initializers")
    functions = {name: getattr(initializers, name) for name in dir(initializers) if name[0] != "_"}
    assert len(functions) > 15
    assert functions.keys() - named("JAX") == set()
    assert functions.keys() - calls("JAX").keys() == {"Initializer"}
    require_defaults("JAX", functions)


def test_every_initializer_of_keras_stands_on_the_page():
    backends = [name for name in ("tensorflow", "jax", "torch") if importlib.util.find_spec(name)]
    if not backends:
        pytest.skip("Keras has nothing to run on")
    os.environ.setdefault("KERAS_BACKEND", backends[0])
    initializers = pytest.importorskip("keras").initializers
    functions = {name: getattr(initializers, name) for name in dir(initializers) if name[0] != "_"}
    assert len(functions) > 30
    own = calls("Keras").keys()
    # Names in small letters, and longer ones, are of the same classes.
    classes = {functions[name] for name in own}
    others = {name for name, value in functions.items() if value not in classes}
    assert others == {"Initializer", "get", "serialize", "deserialize"}
    longer = {name for name in functions if name.endswith("Initializer")}
    assert not (others | longer) - named("Keras")
    require_defaults("Keras", functions)


def test_every_initializer_of_timm_stands_on_the_page():
    pytest.importorskip("torch")
    pytest.importorskip("timm_here")
    from timm.layers import weight_init

    functions = functions_of(weight_init)
    assert len(functions) > 4
    assert not functions.keys() - named("timm")
    assert functions.keys() - calls("timm").keys() == {"is_meta_device"}
    require_defaults("timm", functions)
