"""torchtitan's Llama 3 (PyPI), its own sharding and initialization unchanged under patch_torch."""

import itertools
import warnings

import pytest

pytest.importorskip("torchtitan")
torch = pytest.importorskip("torch")

from processes import MESHES, run  # noqa: E402
from tensor_init import Generator, patch_torch  # noqa: E402
from test_dtensor import DTensor, digests  # noqa: E402


def digests_of_llama(data, tensor, backend):
    warnings.simplefilter("ignore")
    import torchtitan.distributed.parallel_dims as parallel_dims

    # Without a GPU it would ask for one all the same.
    parallel_dims.device_type = "cpu"
    from torchtitan.config import CompileConfig, ParallelismConfig, TrainingConfig
    from torchtitan.models.llama3 import model_registry
    from torchtitan.models.llama3.parallelize import parallelize_llama
    from torchtitan.models.llama3.sharding import set_llama3_sharding_config

    config = model_registry("debugmodel").model
    set_llama3_sharding_config(config, enable_sp=True)
    with torch.device("meta"):
        model = config.build()
    if data * tensor > 1:
        dims = parallel_dims.ParallelDims(
            dp_replicate=1,
            dp_shard=data,
            cp=1,
            tp=tensor,
            pp=1,
            ep=1,
            world_size=data * tensor,
            spmd_backend=backend,
        )
        dims.build_mesh()
        parallelize_llama(
            model,
            parallel_dims=dims,
            training=TrainingConfig(),
            parallelism=ParallelismConfig(spmd_backend=backend, tensor_parallel_degree=tensor),
            compile_config=CompileConfig(enable=False),
            ac_config=None,
            dump_folder="",
        )
        assert all(isinstance(parameter, DTensor) for parameter in model.parameters())
    model.to_empty(device="cpu")
    with torch.no_grad(), patch_torch(Generator(42)):
        model.init_weights()
    return digests(model)


def test_llama_has_the_same_weights_on_every_mesh():
    (expected,) = run(1, digests_of_llama, 1, 1, "partial_dtensor")
    assert len(expected) > 40
    shapes = [(*shape, 1)[:2] for shape in MESHES if shape in [(2,), (4,), (2, 2)]]
    for (data, tensor), backend in itertools.product(shapes, ["partial_dtensor", "full_dtensor"]):
        made = run(data * tensor, digests_of_llama, data, tensor, backend)
        assert made == [expected] * (data * tensor), (data, tensor, backend)
