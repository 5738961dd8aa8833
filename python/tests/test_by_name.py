"""tensor_init.initialize and tensor_init.materialize: rules on names."""

import json
import os
import pathlib
import re
import subprocess

import numpy
import pytest

import tensor_init
from tensor_init import Generator, _patterns, buffers, fill, initialize

RULES = {"*.bias": "zeros", "*norm*.weight": "ones", "*": "trunc_normal(std=0.02)"}


@pytest.mark.parametrize(
    "pattern, meant, others",
    [
        ("", [""], ["a"]),
        ("*", ["", "a", "a.b/c", ".a", "a\nb"], []),
        ("?", ["a", "é", "\U00010000", "\u0301"], ["", "ab", "e\u0301"]),
        ("a*b*c", ["abc", "a.b.b.c", "abcbc"], ["ab", "acb", "abcd"]),
        ("*a", ["a", "ba", "aa"], ["", "ab"]),
        ("[ab]", ["a", "b"], ["c", "ab", "", "[ab]"]),
        ("[a-c]x", ["ax", "cx"], ["dx", "-x"]),
        ("[!a-c]", ["d", "é"], ["a", "b", "c", ""]),
        ("[^a]", ["b", "^"], ["a"]),
        ("[]a]", ["]", "a"], ["b"]),
        ("[!]]", ["a"], ["]"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("[-a]", ["a", "-"], ["b"]),
        ("[à-ö]", ["é", "ö"], ["a", "ü"]),
        ("[z-a]", [], ["a", "z", "-"]),
        ("[[:digit:]_]", ["7", "_"], ["a", "[", "d"]),
        ("[[:punct:]]", ["!", "[", "`", "~"], ["a", "0"]),
        ("[![:alpha:]]", ["7", "é"], ["a"]),
        ("[[:none:]a]", [], ["a", "n"]),
        ("[a", ["[a"], ["a"]),
        ("[a-", ["[a-"], ["a"]),
        (r"\*", ["*"], ["a", r"\*"]),
        (r"\[a]", ["[a]"], ["a"]),
        (r"[\]]", ["]"], ["\\"]),
        (r"a\b", ["ab"], [r"a\b"]),
        ("a\\", [], ["a", "a\\"]),
    ],
)
def test_a_pattern_means_what_it_means_in_swift(pattern, meant, others):
    expression = _patterns.expression(pattern)
    assert [name for name in meant if not expression.fullmatch(name)] == []
    assert [name for name in others if expression.fullmatch(name)] == []


def test_a_pattern_takes_time_that_grows_with_the_product_of_the_lengths():
    expression = _patterns.expression("*a" * 1000 + "*b")
    assert not expression.fullmatch("a" * 10_000)
    assert expression.fullmatch("a" * 10_000 + "b")


def arrays():
    return {
        "layers.0.weight": numpy.full((6, 4), 9, "float32"),
        "layers.0.bias": numpy.full(6, 9, "float64"),
        "norm.weight": numpy.full(6, 9, "float16"),
    }


def test_each_array_draws_from_the_stream_of_its_name():
    made = arrays()
    report = initialize(made, RULES, seed=42)
    assert report == ([], [], {})
    stream = Generator(42).stream("layers.0.weight")
    expected = fill(numpy.empty((6, 4), "float32"), "trunc_normal(std=0.02)", generator=stream)
    assert (made["layers.0.weight"] == expected).all()
    assert (made["layers.0.bias"] == 0).all() and (made["norm.weight"] == 1).all()
    # In another order, with others, from a generator of which something was drawn.
    generator = Generator(42)
    fill(numpy.empty(3), "normal", generator=generator)
    others = {"more": numpy.empty(3), **dict(reversed(list(arrays().items())))}
    initialize(others, RULES, generator=generator)
    assert all((others[name] == made[name]).all() for name in made)


def test_the_first_rule_that_matches_decides():
    made = arrays()
    rules = [(re.compile(r"layers\.\d+\.weight"), "constant(1)"), ("layers*", "constant(2)"), ("*", "constant(3)")]
    initialize(made, rules, seed=1)
    assert [array.flat[0] for array in made.values()] == [1, 2, 3]


def test_what_rules_leave_out_is_reported_or_an_error():
    made = arrays()
    rules = {"*.bias": "zeros", "layers.0.bias": "ones", re.compile("x+"): "ones"}
    report = initialize(made, rules, seed=1, strict=False)
    assert report.unmatched_rules == ["layers.0.bias", "/x+/"]
    assert report.unreached_names == ["layers.0.weight", "norm.weight"]
    assert (made["norm.weight"] == 9).all() and (made["layers.0.bias"] == 0).all()
    made = arrays()
    words = r"no rule reaches 'layers.0.weight', 'norm.weight'; nothing .* matches 'layers.0.bias', '/x\+/'"
    with pytest.raises(ValueError, match=words):
        initialize(made, rules, seed=1)
    assert (made["layers.0.bias"] == 9).all()


@pytest.mark.parametrize(
    "error, words, arguments",
    [
        (ValueError, "a seed or a generator", dict(rules=RULES)),
        (ValueError, "not both", dict(rules=RULES, seed=1, generator=Generator(1))),
        (TypeError, "type int", dict(rules=RULES, generator=1)),
        (ValueError, "did you mean 'normal'", dict(rules={"*": "nomal"}, seed=1)),
        (ValueError, "'layers.0.bias': .*at least 2 dimensions", dict(rules={"*": "kaiming_normal"}, seed=1)),
        (TypeError, "initializer is 0", dict(rules={"*": 0}, seed=1)),
        (TypeError, "pattern is of type int", dict(rules={0: "ones"}, seed=1)),
        (ValueError, "pair", dict(rules=["abc"], seed=1)),
        (ValueError, "'x'; expected names", dict(rules=RULES, ties={"x": "norm.weight"}, seed=1)),
    ],
)
def test_faults_are_found_before_anything_is_written(error, words, arguments):
    made = arrays()
    with pytest.raises(error, match=words):
        initialize(made, **arguments)
    assert all((array == 9).all() for array in made.values())


@pytest.mark.parametrize("algorithm", ["ars", "philox"])
def test_two_names_with_one_stream_are_refused(algorithm):
    # Found by Pollard's rho method: their 64-bit hashes are one.
    arrays = {name: numpy.zeros(4, numpy.float32) for name in ["layers.GSikq-Ppff0", "a", "layers.upc_vSrxz6f"]}
    words = "initialize: the stream of 'layers.upc_vSrxz6f' is that of 'layers.GSikq-Ppff0' too; expected names whose"
    with pytest.raises(ValueError, match=re.escape(words)):
        initialize(arrays, {"*": "normal"}, generator=Generator(1, algorithm=algorithm))
    assert not any(array.any() for array in arrays.values())
    initialize(arrays, {"*": "normal"}, generator=Generator(1, algorithm=algorithm).stream("model"))
    initialize(arrays, {"*": "normal"}, generator=Generator(1, algorithm="torch"))


def test_a_tie_that_is_given_decides_rule_and_stream():
    stage = {"head.weight": numpy.empty((3, 2), "float32")}
    rules = {"embedding.weight": "normal", "head.weight": "ones"}
    initialize(stage, rules, seed=1, ties={"head.weight": "embedding.weight"})
    other = {"embedding.weight": numpy.empty((3, 2), "float32")}
    initialize(other, {"*": "normal"}, seed=1)
    assert (stage["head.weight"] == other["embedding.weight"]).all()


def command():
    library = os.environ.get("TENSOR_INIT_LIBRARY")
    path = pathlib.Path(library or "").with_name("tensor-init") if library else None
    if path is None or not path.exists():
        pytest.skip("no tensor-init beside the library")
    return path


def test_values_are_those_of_the_commands_checkpoint(tmp_path):
    path = command()
    (tmp_path / "recipe.yaml").write_text(
        "seed: 42\ntensors:\n"
        "  layers.0.weight: {shape: [6, 4], initializer: trunc_normal(std=0.02)}\n"
        "  layers.0.bias: {shape: [6], initializer: zeros, dtype: float64}\n"
        "  norm.weight: {shape: [6], initializer: ones, dtype: float16}\n"
    )
    output = tmp_path / "model.safetensors"
    subprocess.run([path, "checkpoint", tmp_path / "recipe.yaml", "--output", output], check=True, capture_output=True)
    contents = output.read_bytes()
    length = int.from_bytes(contents[:8], "little")
    header = json.loads(contents[8 : 8 + length])
    made = arrays()
    initialize(made, RULES, seed=42)
    for name, array in made.items():
        first, end = header[name]["data_offsets"]
        assert contents[8 + length + first : 8 + length + end] == array.tobytes(), name


# --- Modules ---

torch = pytest.importorskip("torch")

from tensor_init import _modules  # noqa: E402


class Model(torch.nn.Module):
    def __init__(self, reverse=False):
        super().__init__()
        parts = {
            "embedding": lambda: torch.nn.Embedding(10, 4),
            "layers": lambda: torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.BatchNorm1d(4)),
            "head": lambda: torch.nn.Linear(4, 10, bias=False),
        }
        for name in reversed(parts) if reverse else parts:
            setattr(self, name, parts[name]())
        self.head.weight = self.embedding.weight


MODEL_RULES = {
    "*.bias": "zeros",
    "layers.1.weight": "ones",
    "*": "normal",
    buffers("*_var"): "ones",
    "layers.1.running_mean": "zeros",
    buffers("*"): "zeros",
}


def same(model, other):
    state, other = model.state_dict(), other.state_dict()
    return set(state) == set(other) and all(torch.equal(state[name], other[name]) for name in state)


def test_order_of_construction_does_not_matter_and_tied_tensors_count_once():
    model, other = Model(), Model(reverse=True)
    report = initialize(model, MODEL_RULES, seed=1)
    assert report.tied == {"embedding.weight": ["embedding.weight", "head.weight"]}
    assert initialize(other, MODEL_RULES, seed=1).tied == report.tied
    assert same(model, other)
    expected = fill(torch.empty(10, 4), "normal", generator=Generator(1).stream("embedding.weight"))
    assert torch.equal(model.head.weight, expected)
    initialize(model, MODEL_RULES, seed=1, ties={"embedding.weight": "head.weight"})
    assert torch.equal(
        model.embedding.weight, fill(torch.empty(10, 4), "normal", generator=Generator(1).stream("head.weight"))
    )


def test_names_of_the_same_elements_are_tied_whatever_objects_hold_them():
    memory = numpy.zeros((3, 4), "float32")
    report = initialize({"b": memory[:], "a": memory[:]}, {"*": "normal"}, seed=1)
    expected = numpy.zeros((3, 4), "float32")
    initialize({"a": expected}, {"*": "normal"}, seed=1)
    assert report.tied == {"a": ["a", "b"]}
    assert numpy.array_equal(memory, expected)


def test_a_state_dict_has_the_ties_of_its_module():
    torch = pytest.importorskip("torch")

    def tied():
        model = torch.nn.ModuleDict({"a": torch.nn.Linear(4, 4, bias=False), "b": torch.nn.Linear(4, 4, bias=False)})
        model["b"].weight = model["a"].weight
        return model

    by_module, by_state = tied(), tied()
    initialize(by_module, {"*": "normal"}, seed=1)
    report = initialize(by_state.state_dict(), {"*": "normal"}, seed=1)
    assert report.tied == {"a.weight": ["a.weight", "b.weight"]}
    assert torch.equal(by_module["a"].weight, by_state["a"].weight)


def test_buffers_are_reached_by_their_exact_name_or_by_rules_for_them():
    model = Model()
    model.layers[1].num_batches_tracked.fill_(7)
    model.layers[1].running_mean.fill_(7)
    assert not initialize(model, {"*": "constant(1)"}, seed=1).unreached_names
    assert model.layers[1].num_batches_tracked == 7 and (model.layers[1].running_mean == 7).all()
    initialize(model, {"*": "constant(1)", "layers.1.running_mean": "constant(2)"}, seed=1)
    assert model.layers[1].num_batches_tracked == 7 and (model.layers[1].running_mean == 2).all()
    initialize(model, {"*": "constant(1)", buffers("*tracked"): "constant(3)"}, seed=1)
    assert model.layers[1].num_batches_tracked == 3 and (model.layers[1].running_mean == 2).all()


def test_materialize_gives_what_initialize_gives_and_keeps_ties():
    model = Model()
    initialize(model, MODEL_RULES, seed=1)
    with torch.device("meta"):
        made = Model()
    # What is not on meta keeps its memory.
    made.layers[0].bias = kept = torch.nn.Parameter(torch.ones(4), requires_grad=False)
    report = tensor_init.materialize(made, MODEL_RULES, seed=1)
    assert same(model, made) and made.head.weight is made.embedding.weight
    assert made.layers[0].bias is kept and report.tied
    assert all(parameter.requires_grad for name, parameter in made.named_parameters() if name != "layers.0.bias")


def test_buffers_on_meta_that_no_rule_reaches_are_named_with_the_remedy():
    with torch.device("meta"):
        model = Model()
        model.register_buffer("frequencies", torch.empty(3), persistent=False)
    rules = {"layers.1.running_*": "zeros", **RULES}
    with pytest.raises(ValueError, match="buffers 'frequencies'.*, which are on meta: give rules"):
        tensor_init.materialize(model, RULES, seed=1)
    assert model.frequencies.is_meta and model.head.weight.is_meta
    report = tensor_init.materialize(model, rules, seed=1, strict=False)
    assert "frequencies" in report.unreached_names and model.frequencies.is_meta
    assert not model.head.weight.is_meta


def test_initialize_says_what_has_no_memory():
    with torch.device("meta"), pytest.raises(ValueError, match="'embedding.weight'.*materialize"):
        initialize(Model(), MODEL_RULES, seed=1)
    with pytest.raises(TypeError, match="no elements yet"):
        initialize(torch.nn.LazyLinear(3), {"*": "normal"}, seed=1)
    with pytest.raises(TypeError, match="expected a torch.nn.Module"):
        tensor_init.materialize({}, {}, seed=1)


def wrapped_by_checkpoints(model):
    wrapper = pytest.importorskip("torch.distributed.algorithms._checkpoint.checkpoint_wrapper")
    model.layers[0] = wrapper.checkpoint_wrapper(model.layers[0])
    return model


def wrapped_by_average(model):
    from torch.optim.swa_utils import AveragedModel

    return AveragedModel(model)


@pytest.mark.parametrize(
    "wrap", [torch.compile, torch.nn.DataParallel, wrapped_by_checkpoints, wrapped_by_average]
)
def test_names_are_those_of_the_plain_model(wrap):
    model, wrapped = Model(), Model()
    initialize(model, MODEL_RULES, seed=1)
    inner = wrap(wrapped)
    report = initialize(inner, MODEL_RULES, seed=1)
    assert report.tied == {"embedding.weight": ["embedding.weight", "head.weight"]}
    plain = {entry.name: entry.tensor for entry in _modules.named_tensors(inner)}
    assert all(torch.equal(plain[name], tensor) for name, tensor in model.state_dict().items())


def test_a_models_own_attributes_of_such_names_are_no_wrappers():
    model = torch.nn.Module()
    model.module = torch.nn.Linear(2, 2)
    model._orig_mod = torch.nn.Linear(2, 2)
    names = [entry.name for entry in _modules.named_tensors(model)]
    assert names == ["module.weight", "module.bias", "_orig_mod.weight", "_orig_mod.bias"]
