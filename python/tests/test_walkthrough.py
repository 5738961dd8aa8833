"""The code on the page Sharding.md, as it stands there, section by section."""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys

import numpy
import pytest

import tensor_init
from processes import MESHES, run
from tensor_init import Generator, fill

PAGE = pathlib.Path(__file__).parents[2] / "Sources/TensorInit/TensorInit.docc/Sharding.md"


def blocks(section, language="python"):
    (text,) = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S)
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    assert found, f"no code in the section '{section}'"
    return found


def namespaces(*sections, change=("", "")):
    """The names that there are after each block of the last section; those before it are run, too.

    Args:
        change: text of the code, and what is run for it.
    """
    names = {"__name__": __name__}
    for section in sections:
        for code in blocks(section):
            exec(compile(code.replace(*change), f"{PAGE.name}: {section}", "exec"), names)
            if section == sections[-1]:
                yield names


def test_every_section_with_code_is_one_that_is_run():
    sections = re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S)
    assert [title for title, text in sections if "```" in text] == [
        "The model",
        "FSDP2 and tensor parallelism",
        "A checkpoint of many processes",
        "Pipeline stages",
        "Flat parts: ZeRO",
        "Flat parts: FSDP1",
        "JAX",
    ]


# --- JAX, in a process that has eight devices ---


def print_jax_values():
    (names,) = namespaces("JAX")
    import jax
    from jax.sharding import NamedSharding, PartitionSpec

    assert len(jax.devices()) == 8
    weight, mesh, make_array = names["weight"], names["mesh"], names["make_array"]
    assert {shard.data.shape for shard in weight.addressable_shards} == {(32, 4)}
    shape = (8, 4, 2)
    expected = fill(numpy.empty(shape, jax.numpy.bfloat16), "normal", generator=Generator(1).stream("w"))
    for spec in [(), ("data",), (None, "tensor"), (("data", "tensor"),), ("tensor", "data"), (None, "data", "tensor")]:
        sharding = NamedSharding(mesh, PartitionSpec(*spec))
        made = make_array("w", "normal", shape, jax.numpy.bfloat16, sharding, 1)
        assert made.sharding == sharding and made.dtype == jax.numpy.bfloat16
        assert numpy.asarray(made).tobytes() == expected.tobytes(), spec
    orthogonal = fill(numpy.empty((8, 16), "float32"), "orthogonal", generator=Generator(1).stream("o"))
    made = make_array("o", "orthogonal", (8, 16), "float32", names["sharding"], 1)
    assert numpy.asarray(made).tobytes() == orthogonal.tobytes()
    print(json.dumps(numpy.asarray(weight).tolist()))


def test_jax_has_the_same_values_in_any_sharding():
    # It isn't imported here, where other tests fork.
    if importlib.util.find_spec("jax") is None:
        pytest.skip("no jax")
    script = "import test_walkthrough; test_walkthrough.print_jax_values()"
    environment = dict(
        os.environ, JAX_PLATFORMS="cpu", XLA_FLAGS="--xla_force_host_platform_device_count=8",
        PYTHONPATH=os.pathsep.join(path for path in sys.path if path),
    )  # fmt: skip
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    generator = Generator(42).stream("blocks.0.up.weight")
    expected = fill(numpy.empty((64, 16), "float32"), "trunc_normal(std=0.02)", generator=generator)
    assert json.loads(result.stdout) == expected.tolist()


# --- PyTorch ---

torch = pytest.importorskip("torch")


def model_of_one_process():
    *_, names = namespaces("The model")
    return names["model"]


def state(model):
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def same(made, expected):
    """Whether these are tensors of the whole, and have its bits."""
    return bool(made) and all(torch.equal(tensor, expected[name]) for name, tensor in made.items())


def digests_of_sharded():
    from test_dtensor import DTensor, digests

    made = []
    for names in namespaces("The model", "FSDP2 and tensor parallelism"):
        assert all(isinstance(parameter, DTensor) for parameter in names["model"].parameters())
        assert names["mesh"].size() == torch.distributed.get_world_size()
        made.append(digests(names["model"]))
    # It is one that can be trained.
    names["model"](torch.arange(6)).sum().backward()
    return made


@pytest.mark.parametrize("world_size", sorted({torch.Size(s).numel() for s in MESHES if s in [(2,), (2, 2)]}))
def test_a_mesh_has_the_weights_of_one_process(world_size):
    from test_dtensor import digests

    *_, names = namespaces("The model")
    own = names["Model"]()
    with tensor_init.patch_torch(Generator(42)):
        own.init_weights()
    expected = [digests(names["model"]), digests(own)]
    assert run(world_size, digests_of_sharded) == [expected] * world_size


def test_a_checkpoint_of_many_processes_has_these_values(tmp_path):
    from test_by_name import command

    folder = command().parent
    try:
        version = subprocess.run(["mpirun", "--version"], capture_output=True, text=True).stdout
    except FileNotFoundError:
        version = ""
    if "Open MPI" not in version:
        pytest.skip("no Open MPI's mpirun")
    section = "A checkpoint of many processes"
    (recipe,), (line,) = blocks(section, "yaml"), blocks(section, "sh")
    (tmp_path / "model.yaml").write_text(recipe)
    environment = dict(
        os.environ, PATH=f"{folder}{os.pathsep}{os.environ['PATH']}", OMPI_ALLOW_RUN_AS_ROOT="1",
        OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_rmaps_base_oversubscribe="1",
    )  # fmt: skip
    result = subprocess.run(["bash", "-euc", line], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    index = json.loads((tmp_path / "model.safetensors.index.json").read_text())
    model = state(model_of_one_process())
    assert set(index["weight_map"]) == set(model) and len(set(index["weight_map"].values())) > 1
    for name, file in index["weight_map"].items():
        contents = (tmp_path / file).read_bytes()
        length = int.from_bytes(contents[:8], "little")
        first, end = json.loads(contents[8 : 8 + length])[name]["data_offsets"]
        assert contents[8 + length + first : 8 + length + end] == model[name].numpy().tobytes(), name


def test_pipeline_stages_have_the_weights_of_the_whole():
    whole = state(model_of_one_process())
    *_, names = namespaces("The model", "Pipeline stages")
    first, second = map(state, names["stages"])
    assert set(first) | set(second) == set(whole) and not set(first) & set(second)
    assert same(first, whole) and same(second, whole)
    for stage, half in enumerate(names["halves"]):
        for index, block in enumerate(half):
            assert same({f"blocks.{2 * stage + index}.{n}": t for n, t in state(block).items()}, whole)


def test_tied_tensors_of_stages_are_those_of_the_whole():
    *_, names = namespaces("The model", "Pipeline stages")
    with torch.device("meta"):
        whole = names["Model"]()
        whole.head.weight = whole.embedding.weight
    tensor_init.materialize(whole, names["RULES"], seed=42)
    assert same(state(names["first"]), state(whole)) and same(state(names["last"]), state(whole))


def test_flat_parts_are_those_of_the_tensors_laid_out_whole():
    (names,) = namespaces("The model", "Flat parts: ZeRO")
    generator = Generator(42)
    whole = [
        fill(torch.empty(shape), initializer, generator=generator.stream(name)).flatten()
        for name, shape, initializer in names["TENSORS"]
    ]
    length = names["length"]
    padded = torch.cat([*whole, torch.zeros(length)])
    # The cuts go through tensors.
    assert length not in torch.tensor([tensor.numel() for tensor in whole]).cumsum(0).tolist()
    for rank, part in enumerate(names["parts"]):
        assert torch.equal(part, padded[rank * length :][:length]), rank


def tensors_of_fsdp1(use_orig_params):
    import warnings

    warnings.simplefilter("ignore")
    device = 'device_id=torch.device("cpu")'
    change = (device, f"{device}, use_orig_params={use_orig_params}")
    (names,) = namespaces("The model", "Flat parts: FSDP1", change=change)
    model = names["model"]
    with names["FullyShardedDataParallel"].summon_full_params(model):
        return {
            name.replace("_fsdp_wrapped_module.", ""): parameter.tolist() for name, parameter in model.named_parameters()
        }


@pytest.mark.parametrize("use_orig_params", [False, True])
def test_fsdp1_has_the_weights_of_one_process(use_orig_params):
    plain = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.Linear(7, 3))
    tensor_init.initialize(plain, {"*.bias": "constant(0.5)", "*": "trunc_normal(std=0.02)"}, seed=42)
    expected = {name: parameter.tolist() for name, parameter in plain.named_parameters()}
    assert run(2, tensors_of_fsdp1, use_orig_params) == [expected] * 2
