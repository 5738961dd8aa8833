"""DTensors: whatever the mesh and the placements, their parts are parts of one tensor."""

import hashlib
import itertools
import resource
import warnings

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torch.distributed.tensor")

from torch.distributed.tensor import (  # noqa: E402
    DeviceMesh,
    DTensor,
    Partial,
    Replicate,
    Shard,
    distribute_tensor,
    init_device_mesh,
)
from torch.distributed.tensor.placement_types import _StridedShard  # noqa: E402

import tensor_init  # noqa: E402
from processes import MESHES, run  # noqa: E402
from tensor_init import Generator, _dtensor, fill, nn_init, patch_torch  # noqa: E402

# Even and uneven, with empty shards, and without elements.
SHAPES = [(8, 12), (7, 5), (3, 1), (1, 3), (0, 4)]


def mesh_of(shape):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return init_device_mesh("cpu", shape)


def placements_of(rank, mesh_rank):
    """All that a tensor of a rank may have on a mesh."""
    each = [Replicate(), *map(Shard, range(rank))]
    factors = (2, 3) if mesh_rank == 1 else (2,)
    strided = [_StridedShard(dim, split_factor=factor) for dim in range(rank) for factor in factors]
    return list(itertools.product(each + strided, repeat=mesh_rank))


def part_of(whole, mesh, placements):
    """What PyTorch gives this process of a tensor that all have."""
    return distribute_tensor(whole, mesh, placements, src_data_rank=None).to_local()


def compare_pieces_with_pytorchs(mesh_shape):
    mesh = mesh_of(mesh_shape)
    count = 0
    for size in range(14):
        for placements in placements_of(1, len(mesh_shape)):
            held = _dtensor.held_pieces((size,), mesh_shape, mesh.get_coordinate(), placements)
            indices = [index for start, length in held[0] for index in range(start, start + length)]
            expected = part_of(torch.arange(size), mesh, placements).tolist()
            assert indices == expected, (size, placements, mesh.get_coordinate(), indices, expected)
            count += 1
    return count


@pytest.mark.parametrize("mesh_shape", MESHES)
def test_what_a_process_holds_is_what_pytorch_gives_it(mesh_shape):
    assert min(run(torch.Size(mesh_shape).numel(), compare_pieces_with_pytorchs, mesh_shape)) >= 14 * 4


CALLS = {
    "uniform_": lambda tensor, **generator: nn_init.uniform_(tensor, -1, 2, **generator),
    "normal_": nn_init.normal_,
    "trunc_normal_": nn_init.trunc_normal_,
    "xavier_uniform_": nn_init.xavier_uniform_,
    "xavier_normal_": nn_init.xavier_normal_,
    "kaiming_uniform_": nn_init.kaiming_uniform_,
    "kaiming_normal_": lambda tensor, **generator: nn_init.kaiming_normal_(tensor, mode="fan_out", **generator),
    "orthogonal_": nn_init.orthogonal_,
    "sparse_": lambda tensor, **generator: nn_init.sparse_(tensor, 0.3, **generator),
    "eye_": lambda tensor, **_: nn_init.eye_(tensor),
    "ones_": lambda tensor, **_: nn_init.ones_(tensor),
    "constant_": lambda tensor, **_: nn_init.constant_(tensor, 1.5),
    "zeros_": lambda tensor, **_: nn_init.zeros_(tensor),
    "fill": lambda tensor, **generator: fill(tensor, "log_normal(0.5, 0.25)", **(generator or {"seed": 4})),
    "fill orthogonal": lambda tensor, **generator: fill(tensor, "orthogonal", **(generator or {"seed": 4})),
}


def compare_with_one_process(mesh_shape, algorithm):
    """The parts of every call's DTensor and of what its generator gives next."""
    mesh = mesh_of(mesh_shape)
    count = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for shape, name in itertools.product(SHAPES, CALLS):
            if algorithm == "torch" and shape[0] == 0:
                continue
            whole = torch.full(shape, 9.0)
            expected = Generator(3, algorithm)
            CALLS[name](whole, generator=expected)
            for placements in placements_of(2, len(mesh_shape)):
                generator = Generator(3, algorithm)
                tensor = distribute_tensor(torch.full(shape, 9.0), mesh, placements, src_data_rank=None)
                assert CALLS[name](tensor, generator=generator) is tensor
                case = (name, shape, placements, mesh.get_coordinate())
                assert torch.equal(tensor.to_local(), part_of(whole, mesh, placements)), case
                assert generator.state == expected.state, case
                count += 1
    return count


@pytest.mark.parametrize("mesh_shape", MESHES)
def test_every_call_gives_each_process_its_part_of_one_tensor(mesh_shape):
    run(torch.Size(mesh_shape).numel(), compare_with_one_process, mesh_shape, "ars")


def test_pytorchs_bits_too_since_every_process_draws_all():
    run(2, compare_with_one_process, (2,), "torch")


def compare_convolutions(mesh_shape):
    mesh = mesh_of(mesh_shape)
    for name, call in {
        "dirac": lambda tensor: nn_init.dirac_(tensor, 2),
        "orthogonal": lambda tensor: nn_init.orthogonal_(tensor, generator=Generator(5)),
        "kaiming": lambda tensor: nn_init.kaiming_uniform_(tensor, a=5**0.5, generator=Generator(5)),
    }.items():
        whole = call(torch.empty(6, 5, 3, 2))
        for placements in [(Shard(dim),) for dim in range(4)]:
            # Of a layout of its own too.
            for local in (lambda t: t, lambda t: t.transpose(0, 2).contiguous().transpose(0, 2)):
                part = part_of(whole, mesh, placements)
                tensor = DTensor.from_local(
                    local(torch.zeros_like(part)), mesh, placements, shape=whole.shape, stride=whole.stride()
                )
                assert torch.equal(call(tensor).to_local(), part), (name, placements, mesh.get_coordinate())
                assert torch.equal(tensor.full_tensor(), whole)


def test_weights_of_convolutions():
    run(3, compare_convolutions, (3,))


def fill_outside_of_the_mesh():
    mesh = DeviceMesh("cpu", [0, 2])
    whole, expected = torch.empty(5, 4), Generator(3)
    nn_init.orthogonal_(whole, generator=expected)
    tensor = distribute_tensor(torch.zeros(5, 4), mesh, [Shard(0)], src_data_rank=None)
    generator = Generator(3)
    nn_init.orthogonal_(tensor, generator=generator)
    assert generator.state == expected.state
    return tensor.to_local().numel(), torch.equal(tensor.to_local(), part_of(whole, mesh, [Shard(0)]))


def test_a_process_outside_of_the_mesh_takes_the_same_numbers():
    assert run(3, fill_outside_of_the_mesh) == [(12, True), (0, True), (8, True)]


def memory_beyond_the_part(name):
    mesh = mesh_of((2,))
    small = distribute_tensor(torch.empty(1, 1), mesh, [Shard(1)], src_data_rank=None)
    nn_init.normal_(small, generator=Generator(1))
    local = torch.empty(8192, 4096)
    tensor = DTensor.from_local(local, mesh, [Shard(1)], run_check=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    CALLS[name](tensor, generator=Generator(1))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before - local.numel() * 4 // 1024


@pytest.mark.parametrize("name", ["normal_", "fill"])
def test_a_process_needs_memory_for_its_part_alone(name):
    assert max(run(2, memory_beyond_the_part, name)) < 64 * 1024


def draw_by_default_seed(same):
    mesh = mesh_of((2,))
    torch.manual_seed(7 if same else 7 + mesh.get_local_rank())
    try:
        tensor_init.check_generators()
        is_checked = True
    except RuntimeError as error:
        assert "[1]" in str(error)
        is_checked = False
    tensor = distribute_tensor(torch.zeros(5, 4), mesh, [Shard(0)], src_data_rank=None)
    with patch_torch():
        torch.nn.init.normal_(tensor)
    return is_checked, tensor.full_tensor().tolist()


def test_without_a_generator_pytorchs_default_one_counts_and_is_checked():
    whole = torch.empty(5, 4)
    torch.manual_seed(7)
    nn_init.normal_(whole)
    assert run(2, draw_by_default_seed, True) == [(True, whole.tolist())] * 2
    (first, one), (second, other) = run(2, draw_by_default_seed, False)
    assert not first and not second and one == other
    # The first process made its part of the one, the second of another.
    assert one[:3] == whole[:3].tolist() and one[3:] != whole[3:].tolist()


def check_ours():
    generator = Generator(1)
    tensor_init.check_generators(generator)
    if torch.distributed.get_rank() == 2:
        fill(torch.empty(3), "normal", generator=generator)
    with pytest.raises(RuntimeError, match=r"\[2\]"):
        tensor_init.check_generators(generator)


def test_generators_of_ours_are_checked_too():
    run(3, check_ours)


# --- Models ---


class Model(torch.nn.Module):
    """Layers of even and odd sizes, with an initialization as torchtitan's models have it."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(21, 16)
        self.convolution = torch.nn.Conv1d(16, 16, 3)
        self.norm = torch.nn.LayerNorm(16)
        self.up = torch.nn.Linear(16, 36)
        self.down = torch.nn.Linear(36, 16, bias=False)
        self.head = torch.nn.Linear(16, 7)

    def init_weights(self):
        torch.nn.init.normal_(self.embedding.weight)
        self.convolution.reset_parameters()
        self.norm.reset_parameters()
        torch.nn.init.trunc_normal_(self.up.weight, std=0.02)
        torch.nn.init.zeros_(self.up.bias)
        torch.nn.init.orthogonal_(self.down.weight)
        self.head.reset_parameters()


def digest(tensor):
    full = tensor.full_tensor() if isinstance(tensor, DTensor) else tensor
    return hashlib.sha256(bytes(full.detach().contiguous().view(torch.uint8).flatten().tolist())).hexdigest()


def digests(model):
    return {name: digest(tensor) for name, tensor in model.state_dict().items()}


def shard(model, mesh, ways):
    """Tensor parallelism along a mesh's last dimension, FSDP2 along the first."""
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

    if "tensor" in ways:
        plan = {
            "embedding": RowwiseParallel(input_layouts=Replicate()),
            "up": ColwiseParallel(),
            "down": RowwiseParallel(),
            "head": ColwiseParallel(),
        }
        parallelize_module(model, mesh[mesh.mesh_dim_names[-1]], plan)
    if "fsdp" in ways:
        for layer in (model.up, model.down, model):
            fully_shard(layer, mesh=mesh[mesh.mesh_dim_names[0]])
    return model


RULES = {
    "norm.weight": "ones",
    "*.bias": "zeros",
    "down.weight": "orthogonal",
    "convolution.weight": "kaiming_uniform(mode=fan_out)",
    "*": "trunc_normal(std=0.02)",
}


# The weight of the layer up is of three tensors, whose rows alternate, and rows of the embedding are constant.
RECIPE = """
seed: 42
tensors:
  embedding.weight: {shape: [21, 16], rows: {0: zeros, 9..12: ones}}
  convolution.weight: {shape: [16, 16, 3], initializer: kaiming_uniform(mode=fan_out)}
  "{convolution,norm}.bias": {shape: [16]}
  norm.weight: {shape: [16], initializer: ones}
  up.weight:
    shape: [36, 16]
    groups: 3
    blocks: {"{a,b}": {size: 9}, c: {size: 18, initializer: orthogonal}}
  up.bias: {shape: [36]}
  down.weight: {shape: [16, 36], initializer: orthogonal}
  head.weight: {shape: [7, 16]}
  head.bias: {shape: [7]}
rules: {"*.bias": zeros, "*": trunc_normal(std=0.02)}
"""


def patch(model):
    model.to_empty(device="cpu")
    with patch_torch(Generator(42)):
        model.init_weights()


def initialize(model):
    tensor_init.initialize(model.to_empty(device="cpu"), RULES, seed=42)


def materialize(model):
    tensor_init.materialize(model, RULES, seed=42)


def materialize_by_recipe(model):
    tensor_init.materialize(model, tensor_init.Recipe(RECIPE))


WAYS_TO_INITIALIZE = (patch, initialize, materialize, materialize_by_recipe)


def digests_of_sharded(mesh_shape, ways):
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mesh = init_device_mesh("cpu", mesh_shape, mesh_dim_names=("data", "tensor")[: len(mesh_shape)])
        for give_values in WAYS_TO_INITIALIZE:
            with torch.device("meta"):
                model = Model()
            shard(model, mesh, ways)
            assert all(isinstance(p, DTensor) for p in model.parameters()) or "fsdp" not in ways
            give_values(model)
            made.append(digests(model))
    return made


def initialized_after_a_forward_pass():
    from torch.distributed.fsdp import fully_shard

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mesh = init_device_mesh("cpu", (2,))
        model = torch.nn.Sequential(torch.nn.Embedding(7, 6), torch.nn.Linear(6, 6))
        fully_shard(model[1], mesh=mesh)
        fully_shard(model, mesh=mesh)
        # The pass leaves the root's parameters whole.
        with torch.no_grad():
            model(torch.arange(7))
        tensor_init.initialize(model, {"*": "normal"}, seed=2)
        return {name: value.full_tensor().tolist() for name, value in model.state_dict().items()}


def test_what_a_forward_pass_leaves_whole_is_initialized_too():
    model = torch.nn.Sequential(torch.nn.Embedding(7, 6), torch.nn.Linear(6, 6))
    tensor_init.initialize(model, {"*": "normal"}, seed=2)
    expected = {name: value.tolist() for name, value in model.state_dict().items()}
    assert run(2, initialized_after_a_forward_pass) == [expected] * 2


WAYS = [
    ((1,), ["fsdp"]),
    ((2,), ["fsdp"]),
    ((2,), ["tensor"]),
    ((3,), ["fsdp"]),
    ((4,), ["fsdp"]),
    ((4,), ["tensor"]),
    ((2, 2), ["fsdp", "tensor"]),
]


@pytest.mark.parametrize("mesh_shape, ways", [way for way in WAYS if way[0] in MESHES])
def test_a_model_has_the_same_weights_on_every_mesh(mesh_shape, ways):
    expected = []
    for give_values in WAYS_TO_INITIALIZE:
        with torch.device("meta"):
            model = Model()
        give_values(model)
        expected.append(digests(model))
    assert expected[1] == expected[2]
    assert {name for name, digest in expected[3].items() if digest != expected[2][name]} == {
        "embedding.weight",
        "up.weight",
    }
    world_size = torch.Size(mesh_shape).numel()
    assert run(world_size, digests_of_sharded, mesh_shape, ways) == [expected] * world_size


class Tied(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(21, 16)
        self.layer = torch.nn.Linear(16, 16)
        self.head = torch.nn.Linear(16, 21, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, indices):
        return self.head(self.layer(self.embedding(indices)))


def materialize_tied():
    from torch.distributed.fsdp import fully_shard

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.device("meta"):
            model = Tied()
        fully_shard(model.layer, mesh=mesh_of((2,)))
        fully_shard(model, mesh=mesh_of((2,)))
        report = tensor_init.materialize(model, {"*": "normal"}, seed=3)
        assert model.head.weight is model.embedding.weight and not model.head.weight.is_meta
        assert report.tied == {"embedding.weight": ["embedding.weight", "head.weight"]}
        # What sharded it still finds its parameters.
        model(torch.arange(5)).sum().backward()
        return digests(model)


def test_tied_tensors_stay_tied_when_they_are_sharded():
    model = Tied()
    tensor_init.initialize(model, {"*": "normal"}, seed=3)
    assert run(2, materialize_tied) == [digests(model)] * 2


# --- What can't be served, in one process ---


@pytest.fixture(scope="module")
def mesh():
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    yield mesh_of((1,))
    torch.distributed.destroy_process_group()


def test_names_of_ddp_are_those_of_the_plain_model(mesh):
    model, wrapped = Model(), torch.nn.parallel.DistributedDataParallel(Model())
    tensor_init.initialize(model, RULES, seed=1)
    tensor_init.initialize(wrapped, RULES, seed=1)
    assert digests(model) == digests(wrapped.module)


def test_flat_parameters_are_an_error_that_says_what_to_do(mesh):
    from torch.distributed.fsdp import FullyShardedDataParallel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = FullyShardedDataParallel(torch.nn.Linear(3, 3), device_id=torch.device("cpu"), use_orig_params=True)
    with pytest.raises(TypeError, match="before it is wrapped"):
        tensor_init.initialize(model, RULES, seed=1)


def test_partial_sums_are_an_error_where_a_generator_is_given(mesh):
    tensor = DTensor.from_local(torch.zeros(4, 4), mesh, [Partial()])
    generator = Generator(1)
    for call in (
        lambda: nn_init.normal_(tensor, generator=generator),
        lambda: fill(tensor, "normal", generator=generator),
        lambda: patch_torch(generator)(torch.nn.init.normal_)(tensor),
    ):
        with pytest.raises(TypeError, match="Partial"):
            call()
    assert generator.state == Generator(1).state and not tensor.to_local().any()


def test_other_dtypes_and_kinds_of_memory_are_an_error_where_a_generator_is_given(mesh):
    complex_one = distribute_tensor(torch.zeros(4, dtype=torch.complex64), mesh, [Shard(0)])
    wrapper = pytest.importorskip("torch.testing._internal.two_tensor").TwoTensor
    wrapped = DTensor.from_local(wrapper(torch.zeros(4), torch.zeros(4)), mesh, [Replicate()], run_check=False)
    for tensor, words in [(complex_one, "complex64"), (wrapped, "is a TwoTensor")]:
        with pytest.raises(TypeError, match=words):
            nn_init.normal_(tensor, generator=Generator(1))
        with pytest.raises(TypeError, match=words):
            fill(tensor, "normal", generator=Generator(1))


def test_a_local_part_of_another_shape_is_an_error(mesh):
    tensor = DTensor.from_local(torch.zeros(3, 4), mesh, [Shard(0)], run_check=False, shape=(4, 4), stride=(4, 1))
    with pytest.raises(ValueError, match=r"\[3, 4\].*expected \[4, 4\]"):
        fill(tensor, "normal", seed=1)


def test_mesh_dimensions_that_shard_in_another_order_are_an_error(mesh):
    spec = pytest.importorskip("torch.distributed.tensor._dtensor_spec")
    if not hasattr(spec, "ShardOrderEntry"):
        pytest.skip("PyTorch without an order of shards")
    tensor = distribute_tensor(torch.zeros(4, 4), mesh_of((1, 1)), [Shard(0), Shard(0)])
    fill(tensor, "normal", seed=1)
    tensor._spec.shard_order = (spec.ShardOrderEntry(tensor_dim=0, mesh_dims=(1, 0)),)
    with pytest.raises(TypeError, match=r"in the order \[1, 0\]"):
        fill(tensor, "normal", seed=1)


def test_fill_asks_for_a_seed_and_no_part(mesh):
    tensor = distribute_tensor(torch.zeros(4, 4), mesh, [Shard(0)])
    with pytest.raises(ValueError, match="seed or a generator"):
        fill(tensor, "normal")
    with pytest.raises(ValueError, match="part_of"):
        fill(tensor, "normal", seed=1, part_of=((8, 4), 0))
    with pytest.raises(ValueError, match="std is -1"):
        fill(tensor, "normal(std=-1)", seed=1)
    assert not tensor.to_local().any()


def test_meta_tensors_take_no_numbers(mesh):
    tensor = distribute_tensor(torch.empty(4, 4, device="meta"), mesh, [Shard(0)])
    generator = Generator(1)
    assert fill(tensor, "normal", generator=generator) is tensor
    nn_init.normal_(tensor, generator=generator)
    assert generator.state == Generator(1).state


def test_other_devices_get_what_was_made_in_host_memory(mesh, monkeypatch):
    """Stands in for another device: local parts that are told not to be on the CPU."""

    class Elsewhere(torch.Tensor):
        is_cpu = False

    expected = nn_init.normal_(torch.empty(30, 40), generator=Generator(1))
    local = torch.zeros(30, 40).as_subclass(Elsewhere)
    tensor = distribute_tensor(torch.zeros(30, 40), mesh, [Shard(0)])
    monkeypatch.setattr(DTensor, "to_local", lambda self: local)
    monkeypatch.setattr(_dtensor, "STAGED_BYTE_COUNT", 37)
    parts = list(_dtensor.local_parts(tensor, True))
    assert max(part.elements.numel() for part in parts) <= 9
    nn_init.normal_(tensor, generator=Generator(1))
    assert torch.equal(local.as_subclass(torch.Tensor), expected)
    nn_init.orthogonal_(tensor, generator=Generator(1))
    assert torch.equal(local.as_subclass(torch.Tensor), nn_init.orthogonal_(torch.empty(30, 40), generator=Generator(1)))


@pytest.mark.parametrize(
    "call, is_divisible",
    [
        (lambda t: fill(t, "normal", seed=1), True),
        (lambda t: fill(t, "sparse(0.5)", seed=1), False),
        (lambda t: fill(t, " orthogonal ( gain = 2 ) ", generator=Generator(1, algorithm="philox")), False),
        (lambda t: fill(t, "normal", generator=Generator(1, algorithm="torch")), False),
        (lambda t: fill(t, "zeros", generator=Generator(1, algorithm="torch")), True),
        (lambda t: nn_init.normal_(t, generator=Generator(1)), True),
        (lambda t: nn_init.normal_(t, generator=Generator(1, algorithm="torch")), False),
        (lambda t: nn_init.orthogonal_(t, generator=Generator(1)), False),
        (lambda t: nn_init.eye_(t), True),
    ],
)
def test_what_is_made_in_pieces_costs_no_more_so(mesh, monkeypatch, call, is_divisible):
    asked = []

    def local_parts(tensor, is_divisible):
        asked.append(is_divisible)
        return original(tensor, is_divisible)

    original = _dtensor.local_parts
    monkeypatch.setattr(_dtensor, "local_parts", local_parts)
    call(distribute_tensor(torch.zeros(30, 40), mesh, [Shard(0)]))
    assert asked == [is_divisible]


@pytest.mark.parametrize("algorithm", ["ars", "torch"])
def test_timms_functions_have_the_values_of_the_whole(mesh, algorithm):
    from timm_here import timm

    for name in ("trunc_normal_", "trunc_normal_tf_", "variance_scaling_", "lecun_normal_"):
        part, whole = distribute_tensor(torch.zeros(30, 20), mesh, [Shard(0)]), torch.zeros(30, 20)
        for tensor in (part, whole):
            with patch_torch(Generator(3, algorithm=algorithm)):
                getattr(timm.layers.weight_init, name)(tensor)
        assert whole.any() and torch.equal(part.to_local(), whole), name


def test_tensors_of_inference_mode(mesh):
    with torch.inference_mode():
        tensor = distribute_tensor(torch.zeros(3, 4), mesh, [Shard(0)])
        nn_init.normal_(tensor, generator=Generator(1))
        assert torch.equal(tensor.to_local(), nn_init.normal_(torch.empty(3, 4), generator=Generator(1)))
    with pytest.raises(TypeError, match="inference mode"):
        nn_init.normal_(tensor, generator=Generator(1))


def test_a_gradient_that_needs_old_values_is_an_error(mesh):
    weight = distribute_tensor(torch.ones(4), mesh, [Shard(0)]).requires_grad_()
    loss = (weight * weight).sum()
    nn_init.normal_(weight, generator=Generator(1))
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()
