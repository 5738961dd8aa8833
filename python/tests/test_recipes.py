"""tensor_init.Recipe: the rules of tensor-init checkpoint for models that exist."""

import copy
import json
import os
import pathlib
import pickle
import subprocess
import threading

import numpy
import pytest

import tensor_init
from tensor_init import Generator, Recipe, fill, initialize
from test_by_name import command

RULES = """\
seed: 42
vars: {L: 2}
rules:
  "*.bias": zeros
  "*norm*.weight": ones
  "*": trunc_normal(std=0.02/sqrt(2*L))
"""


def arrays():
    return {
        "layers.0.weight": numpy.full((6, 4), 9, "float32"),
        "layers.0.bias": numpy.full(6, 9, "float64"),
        "norm.weight": numpy.full(6, 9, "float16"),
    }


def same(one, other):
    return set(one) == set(other) and all((one[name] == other[name]).all() for name in one)


def test_values_are_those_of_the_same_rules_in_python():
    made, expected = arrays(), arrays()
    assert initialize(made, Recipe(RULES, L=8)) == ([], [], {})
    rules = {"*.bias": "zeros", "*norm*.weight": "ones", "*": "trunc_normal(std=0.005)"}
    initialize(expected, rules, seed=42)
    assert same(made, expected)
    generator = Generator(42, "philox")
    for _ in range(2):
        initialize(made, Recipe(RULES, L=8), generator=generator)
        initialize(expected, rules, generator=generator)
        assert same(made, expected)
    # PyTorch's bits have no streams.
    initialize(made, Recipe(RULES, L=8), generator=Generator(1, "torch"))
    initialize(expected, rules, generator=Generator(1, "torch"))
    assert same(made, expected)


def test_the_seed_is_the_calls_or_else_the_recipes():
    made, expected = arrays(), arrays()
    initialize(made, Recipe(RULES), seed=1)
    initialize(expected, Recipe(RULES.replace("42", "1")))
    assert same(made, expected)
    with pytest.raises(ValueError, match="expected a seed or a generator"):
        initialize(made, Recipe(RULES.replace("seed: 42", "")))
    with pytest.raises(ValueError, match="not both"):
        initialize(made, Recipe(RULES), seed=1, generator=Generator(1))


def test_a_path_is_that_of_a_file(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    made, expected = arrays(), arrays()
    initialize(made, path)
    initialize(expected, Recipe.from_file(str(path), L=2))
    assert same(made, expected)
    path.write_text('rules: {"*": nomal}')
    with pytest.raises(ValueError, match="rules.yaml:1:14: 'layers.0.weight': unknown initializer 'nomal'"):
        initialize(made, path, seed=1)
    path.write_bytes(b"seed: \xff")
    with pytest.raises(ValueError, match="rules.yaml:1:7: the text is not UTF-8"):
        Recipe.from_file(path)
    with pytest.raises(FileNotFoundError):
        initialize(made, tmp_path / "none.yaml", seed=1)
    assert same(made, expected)


def test_settings_are_numbers_formulas_and_sizes():
    text = "vars: {text: 1}\nsizes: {small: {L: 2}, large: {L: 8}}\nsize: small\ninitializer: constant(L*text)\n"

    def value(**settings):
        made = {"a": numpy.empty(1)}
        initialize(made, Recipe(text, **settings), seed=1)
        return made["a"][0]

    assert value() == 2 and value(size="large") == 8 and value(L="3*4", text=2) == 24
    assert value(L=numpy.int64(5)) == 5 and value(L=0.5) == 0.5 and value(L=-1e-3) == -1e-3 and value(L=1e300) == 1e300
    for settings, error, words in [
        ({"K": 1}, ValueError, "unknown variable of the recipe 'K'"),
        ({"size": "huge"}, ValueError, "unknown size 'huge'"),
        ({"L": True}, TypeError, "L is of type bool"),
        ({"L": [1]}, TypeError, "L is of type list"),
        ({"L": "1+"}, ValueError, "the setting L=1\\+"),
        ({"L": "1\0"}, ValueError, "NUL"),
        ({"L": float("inf")}, ValueError, "inf"),
    ]:
        with pytest.raises(error, match=words):
            Recipe(text, **settings)


def test_fused_tensors_are_like_those_that_are_not():
    text = """
tensors:
  qkv: {shape: [6, 4], blocks: {"{q,k,v}": {size: 2, initializer: xavier_uniform}}}
"""
    fused, parts = {"qkv": numpy.zeros((6, 4), "float32")}, {name: numpy.zeros((2, 4), "float32") for name in "qkv"}
    initialize(fused, Recipe(text), seed=3)
    initialize(parts, {"*": "xavier_uniform"}, seed=3)
    assert (fused["qkv"] == numpy.concatenate(list(parts.values()))).all()
    # Not in a row.
    other = {"qkv": numpy.zeros((4, 6), "float32").T}
    initialize(other, Recipe(text), seed=3)
    assert (other["qkv"] == fused["qkv"]).all()


@pytest.mark.parametrize(
    "words, text",
    [
        ("recipe:1:1: the file is empty", ""),
        ("recipe:2:1: ", "rules: [\n"),
        ("control characters", "seed: 1\0"),
        ("nesting", "[" * 10_000),
        ("unknown recipe key 'rule'", "rule: {}"),
        ("'layers.0.bias': kaiming_normal: .*at least 2 dimensions", "initializer: kaiming_normal"),
        ("recipe:1:13: the rule 'x' is for no tensor", "rules:     {x: ones, '*': ones}"),
        ("recipe:1:8: no rule is for the tensor 'layers.0.weight'", "rules: {'*.bias': ones}"),
        ("recipe:1:1: the tensor 'layers.0.weight' has no 'initializer'", "seed: 1"),
        ("recipe:1:8: 'layers.0.weight' is of bfloat16 here, and of float32 in the model", "dtype: bfloat16\ninitializer: ones"),
        ("'norm.weight' has the shape \\[7\\] here, and \\[6\\] in the model", "norm.weight: {shape: [7], initializer: ones}"),
        ("the model has no tensor 'x'", "x: {shape: [7], initializer: ones}"),
        (
            "the model's tensor 'layers.0.weight' is not among these, and 1 more",
            "norm.weight: {shape: [6], initializer: ones}",
        ),
        ("ties 'x' to 'norm.weight'; expected names", "tie: {x: norm.weight}\ninitializer: ones"),
        ("two tensors of the module", "tie: {layers.0.bias: norm.weight}\ninitializer: ones"),
        ("'x' is the name of no tensor", "buffers: [x]\ninitializer: ones"),
        ("'buffers' is for tensors from elsewhere", "norm.weight: {shape: [6], initializer: ones}\nbuffers: [norm.weight]"),
    ],
)
def test_faults_are_found_before_anything_is_written(words, text):
    made = arrays()
    if "shape" in text:
        text = f"tensors:\n  {text}\n"
    with pytest.raises(ValueError, match=words):
        initialize(made, Recipe(text), seed=1)
    assert all((array == 9).all() for array in made.values())


def test_other_arguments_are_faults_that_say_so():
    for text, error, words in [
        (5, TypeError, "type int; expected a str"),
        (pathlib.Path("x.yaml"), TypeError, "from_file"),
        ("rules.yaml", ValueError, "from_file"),
        ("a: \ud800", ValueError, "UTF-8"),
    ]:
        with pytest.raises(error, match=words):
            Recipe(text)
    made = arrays()
    for arguments, error, words in [
        (dict(rules=5, seed=1), TypeError, "the rules are of type int; expected patterns"),
        (dict(rules="rules.yaml", seed=1), TypeError, "the rules are 'rules.yaml'; .* a pathlib.Path"),
        (dict(rules=None, seed=1), TypeError, "the rules are None"),
        (dict(rules=[5], seed=1), ValueError, "pair"),
        (dict(rules=Recipe.__new__(Recipe), seed=1), TypeError, "the recipe was not initialized"),
        (dict(rules={"*": "ones"}, seed="x"), TypeError, "initialize: the seed is 'x'; expected an integer"),
        (dict(rules={"*": "ones"}, seed=1.5), TypeError, "initialize: the seed is 1.5"),
        (dict(rules={"*": "ones"}, seed=1 << 64), ValueError, "initialize: the seed"),
        (dict(rules={"*": "ones"}, seed=1, ties=["a"]), TypeError, "ties are of type list"),
        (dict(rules={"*": "ones"}, seed=1, ties={"a": 1}), TypeError, "a name in ties is 1"),
        (dict(rules={"*": "ones"}, seed=1, strict="no"), TypeError, "strict is of type str"),
    ]:
        with pytest.raises(error, match=words):
            initialize(made, **arguments)
    assert all((array == 9).all() for array in made.values())


def test_without_strict_what_does_not_fit_is_reported_and_left_as_it_is():
    made = arrays()
    text = "rules: {'*.bias': zeros, x: ones, 'y*': {initializer: ones, optional: true}}\ntie: {z: x}\n"
    report = initialize(made, Recipe(text), seed=1, strict=False)
    assert report.unmatched_rules == ["x"]
    assert report.unreached_names == ["layers.0.weight", "norm.weight"]
    assert (made["norm.weight"] == 9).all() and (made["layers.0.bias"] == 0).all()
    text = "tensors: {norm.weight: {shape: [6], initializer: ones}, x: {shape: [1], initializer: ones}}"
    report = initialize(made, Recipe(text), seed=1, strict=False)
    assert report.unreached_names == ["layers.0.weight", "layers.0.bias"] and (made["norm.weight"] == 1).all()


def test_a_model_without_tensors_leaves_rules_without_use():
    with pytest.raises(ValueError, match="the rule '\\*' is for no tensor"):
        initialize({}, Recipe("rules: {'*': ones}"), seed=1)
    assert initialize({}, Recipe("rules: {'*': ones}"), seed=1, strict=False).unmatched_rules == ["*"]


def test_what_would_be_done_can_be_asked():
    made = arrays()
    found = Recipe(RULES).initializers(made)
    assert found["layers.0.bias"] == "zeros" and found["layers.0.weight"].startswith("trunc_normal(mean=0.0, std=0.01,")
    assert all((array == 9).all() for array in made.values())


def test_copies_threads_and_forks_share_it():
    recipe = Recipe(RULES, L=3)
    assert repr(recipe) == "tensor_init.Recipe('recipe', L=3)" and recipe.seed == 42
    expected = arrays()
    initialize(expected, recipe)
    made = []

    def work(recipe):
        mine = arrays()
        initialize(mine, recipe)
        made.append(same(mine, expected))

    threads = [threading.Thread(target=work, args=(recipe,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    child = os.fork()
    if child == 0:
        mine = arrays()
        initialize(mine, recipe)
        os._exit(0 if same(mine, expected) else 1)
    assert os.waitpid(child, 0)[1] == 0
    for thread in threads:
        thread.join()
    for other in (copy.copy(recipe), copy.deepcopy(recipe), pickle.loads(pickle.dumps(recipe))):
        assert other.seed == 42 and repr(other) == repr(recipe)
        work(other)
    assert made == [True] * 11


def test_values_of_an_older_checkpoint_are_kept_and_the_rows_that_it_lacks_are_drawn(tmp_path):
    old = numpy.arange(8, dtype="<f4").reshape(2, 4)
    header = json.dumps({"wte": {"dtype": "F32", "shape": [2, 4], "data_offsets": [0, 32]}}).encode()
    (tmp_path / "old.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + old.tobytes())
    (tmp_path / "r.yaml").write_text("from: old.safetensors\nrules: {'*': {initializer: normal, rows: {4: zeros}}}\n")
    made = {"wte": numpy.ones((5, 4), "float64"), "head": numpy.ones((5, 4), "float32")}
    initialize(made, tmp_path / "r.yaml", seed=1)
    drawn = {"wte": numpy.ones((5, 4), "float64"), "head": numpy.ones((5, 4), "float32")}
    initialize(drawn, {"*": "normal"}, seed=1)
    for name, first in (("wte", 2), ("head", 0)):
        assert (made[name][first:4] == drawn[name][first:4]).all() and (made[name][4] == 0).all()
    assert (made["wte"][:2] == old).all()
    with pytest.raises(ValueError, match="'wte' .* is no tensor of the model"):
        initialize({"head": made["head"]}, tmp_path / "r.yaml", seed=1)
    (tmp_path / "old.safetensors").unlink()
    with pytest.raises(ValueError, match="r.yaml:1:7: .*old.safetensors: can't"):
        initialize(made, tmp_path / "r.yaml", seed=1)


# --- Modules ---

torch = pytest.importorskip("torch")


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(10, 4)
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.BatchNorm1d(4))
        self.head = torch.nn.Linear(4, 10, bias=False)
        self.head.weight = self.embedding.weight
        self.register_buffer("frequencies", torch.full((3,), 5.0), persistent=False)
        self.register_buffer("turns", torch.full((3,), 5j), persistent=False)


MODEL_RULES = """\
seed: 5
buffers: ["*running*", "*tracked"]
tie: {head.weight: embedding.weight}
rules:
  "*.bias": zeros
  layers.1.weight: ones
  "*_var": {buffer: true, initializer: ones}
  "*": {buffer: true, shape: [4], initializer: zeros}
  "*.num_*": {buffer: true, initializer: constant(3)}
  "*.weight": xavier_normal
"""


def read_file(path):
    """The tensors of a safetensors file as bytes."""
    contents = path.read_bytes()
    length = int.from_bytes(contents[:8], "little")
    header = json.loads(contents[8 : 8 + length])
    header.pop("__metadata__", None)
    body = contents[8 + length :]
    return {name: body[slice(*entry["data_offsets"])] for name, entry in header.items()}


def test_the_bytes_are_those_of_the_commands_checkpoint_of_the_same_list(tmp_path):
    path = command()
    model = Model()
    report = initialize(model, Recipe(MODEL_RULES))
    assert report.tied == {"embedding.weight": ["embedding.weight", "head.weight"]} and not report.unreached_names
    assert (model.frequencies == 5).all() and model.layers[1].num_batches_tracked == 3
    tensors = [{"name": n, "shape": list(t.shape), "dtype": str(t.dtype)} for n, t in model.state_dict().items()]
    (tmp_path / "model.json").write_text(json.dumps(tensors))
    (tmp_path / "rules.yaml").write_text(MODEL_RULES)
    output = tmp_path / "model.safetensors"
    arguments = ["checkpoint", tmp_path / "rules.yaml", "--like", tmp_path / "model.json", "--output", output]
    subprocess.run([path, *arguments], check=True, capture_output=True)
    made = {name: bytes(t.detach().flatten().view(torch.uint8).tolist()) for name, t in model.state_dict().items()}
    del made["head.weight"]
    assert read_file(output) == made


def test_a_recipe_that_lists_tensors_is_for_a_model_with_these(tmp_path):
    path = command()
    text = """\
seed: 5
dtype: float64
tensors:
  "{0..1}.weight": {shape: [4, 4], initializer: orthogonal}
  "{0..1}.bias": {shape: [4]}
rules: {"*.bias": uniform}
"""
    model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Linear(4, 4)).double()
    initialize(model, Recipe(text))
    (tmp_path / "r.yaml").write_text(text)
    output = tmp_path / "model.safetensors"
    subprocess.run([path, "checkpoint", tmp_path / "r.yaml", "--output", output], check=True, capture_output=True)
    made = {name: bytes(t.detach().flatten().view(torch.uint8).tolist()) for name, t in model.state_dict().items()}
    assert read_file(output) == made
    with pytest.raises(ValueError, match="recipe:2:8: '0.weight' is of float64 here, and of float32 in the model"):
        initialize(model.float(), Recipe(text))
    # Unsaid, it is the model's.
    initialize(model, Recipe(text.replace("dtype: float64", "")))
    assert model[0].weight.dtype == torch.float32


def test_buffers_are_reached_by_rules_for_them_or_left_as_they_are():
    model = Model()
    initialize(model, Recipe("rules: {frequencies: constant(2), '*': constant(1)}"), seed=1)
    assert (model.frequencies == 2).all() and (model.layers[1].running_mean == 0).all()
    with pytest.raises(ValueError, match="the rule 'buffers\\(\\*mean\\)' is for no tensor"):
        initialize({"mean": torch.zeros(3)}, Recipe("rules: {'*mean': {buffer: true, initializer: ones}, '*': ones}"), seed=1)


def test_materialize_gives_what_initialize_gives():
    model = Model()
    initialize(model, Recipe(MODEL_RULES), seed=1)
    with torch.device("meta"):
        made = Model()
    made.frequencies, made.turns = model.frequencies, model.turns
    report = tensor_init.materialize(made, Recipe(MODEL_RULES), seed=1)
    assert report.tied and made.head.weight is made.embedding.weight
    state = made.state_dict()
    assert all(torch.equal(state[name], tensor) for name, tensor in model.state_dict().items())
    with torch.device("meta"):
        bare = Model()
    with pytest.raises(ValueError, match="the buffers 'frequencies', 'turns', which are on meta: .* buffer: true"):
        tensor_init.materialize(bare, Recipe(MODEL_RULES), seed=1)
    bare.frequencies, bare.turns = model.frequencies, model.turns
    with pytest.raises(ValueError, match="'embedding.weight'.*materialize"):
        initialize(bare, Recipe(MODEL_RULES), seed=1)
    assert bare.head.weight.is_meta


def test_ties_of_the_model_the_recipe_and_the_call_agree():
    model = Model()
    rules = "rules: {embedding.weight: normal, '*': ones}\n"
    # The first name in bytewise order counts where nobody says another.
    initialize(model, Recipe(rules), seed=1)
    expected = fill(torch.empty(10, 4), "normal", generator=Generator(1).stream("embedding.weight"))
    assert torch.equal(model.head.weight, expected)
    other = rules.replace("embedding", "head")
    with pytest.raises(ValueError, match="rule 'head.weight' .*; in the module 'head.weight' is one .* 'embedding.weight'"):
        initialize(model, Recipe(other), seed=1)
    initialize(model, Recipe(other), seed=1, ties={"embedding.weight": "head.weight"})
    expected = fill(torch.empty(10, 4), "normal", generator=Generator(1).stream("head.weight"))
    assert torch.equal(model.head.weight, expected)
    initialize(model, Recipe(other + "tie: {embedding.weight: head.weight}"), seed=1)
    assert torch.equal(model.head.weight, expected)
    with pytest.raises(ValueError, match="and the argument ties has 'x'"):
        initialize(model, Recipe(other + "tie: {embedding.weight: head.weight}"), seed=1, ties={"embedding.weight": "x"})
    # A pipeline's stage may have one of the two alone.
    stage = {"embedding.weight": torch.empty(10, 4)}
    initialize(stage, Recipe(other + "tie: {embedding.weight: head.weight}"), seed=1, strict=False)
    assert torch.equal(stage["embedding.weight"], expected)


def test_tensors_that_the_library_has_no_values_for_are_named():
    with pytest.raises(TypeError, match="'a': .*complex64"):
        initialize({"a": torch.zeros(2, dtype=torch.complex64)}, Recipe("initializer: ones"), seed=1)
    with pytest.raises(TypeError, match="'weight': .*no elements yet"):
        initialize(torch.nn.LazyLinear(3), Recipe("initializer: ones"), seed=1)
    frozen = numpy.zeros(3)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="'a': fill: the array is read-only"):
        initialize({"b": numpy.zeros(3), "a": frozen}, Recipe("initializer: ones"), seed=1)
