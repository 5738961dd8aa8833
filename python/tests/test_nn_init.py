"""tensor_init.nn_init beside torch.nn.init."""

import inspect
import math
import warnings

import pytest

torch = pytest.importorskip("torch")

import tensor_init  # noqa: E402
from tensor_init import Generator, nn_init  # noqa: E402

theirs = torch.nn.init

# Arguments after the tensor.
RANDOM = {
    "uniform_": (-1, 3),
    "normal_": (1, 2),
    "trunc_normal_": (0, 1, -1, 2),
    "xavier_uniform_": (2,),
    "xavier_normal_": (2,),
    "kaiming_uniform_": (0.5, "fan_out"),
    "kaiming_normal_": (0, "FAN_IN", "relu"),
    "orthogonal_": (3,),
    "sparse_": (0.3,),
}
FIXED = {"constant_": (2.5,), "ones_": (), "zeros_": (), "eye_": ()}


def test_signatures_are_pytorchs():
    for name in theirs.__all__:
        ours = inspect.signature(getattr(nn_init, name)).parameters.values()
        expected = inspect.signature(getattr(theirs, name)).parameters.values()
        if name.endswith("_"):
            assert [(p.name, p.default) for p in ours] == [(p.name, p.default) for p in expected]
    assert nn_init.__all__ == theirs.__all__
    assert nn_init._calculate_fan_in_and_fan_out(torch.empty(3, 4, 5)) == (20, 15)


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_values_have_pytorchs_mean_and_spread(name, dtype):
    torch.manual_seed(0)
    mine = getattr(nn_init, name)(torch.empty(200, 300, dtype=dtype), *RANDOM[name])
    expected = getattr(theirs, name)(torch.empty(200, 300, dtype=dtype), *RANDOM[name])
    scale = expected.std().item()
    assert mine.mean().item() == pytest.approx(expected.mean().item(), abs=0.03 * scale)
    assert mine.std().item() == pytest.approx(scale, rel=0.02)
    assert mine.abs().max().item() == pytest.approx(expected.abs().max().item(), rel=0.5)


@pytest.mark.parametrize("name", FIXED)
@pytest.mark.parametrize(
    "dtype",
    [torch.float32, torch.float16, torch.bfloat16, torch.int8, torch.int64, torch.bool, torch.complex64],
)
def test_fixed_values_of_every_dtype(name, dtype):
    mine, expected = torch.full((4, 6), 1, dtype=dtype), torch.full((4, 6), 1, dtype=dtype)
    assert getattr(nn_init, name)(mine, *FIXED[name]) is mine
    getattr(theirs, name)(expected, *FIXED[name])
    assert torch.equal(mine, expected)


@pytest.mark.parametrize("shape", [(6, 4, 3), (6, 4, 3, 2), (6, 2, 4, 3, 5)])
@pytest.mark.parametrize("groups", [1, 3])
def test_dirac(shape, groups):
    expected = theirs.dirac_(torch.empty(shape), groups)
    assert torch.equal(nn_init.dirac_(torch.empty(shape), groups), expected)
    transposed = torch.empty(shape[::-1]).permute(*range(len(shape))[::-1])
    assert torch.equal(nn_init.dirac_(transposed, groups), expected)


@pytest.mark.parametrize("name", RANDOM)
def test_strides_and_leaves_do_not_matter(name):
    expected = getattr(nn_init, name)(torch.empty(40, 30), *RANDOM[name], generator=Generator(5))
    leaf = torch.nn.Parameter(torch.empty(40, 30))
    version = leaf._version
    assert getattr(nn_init, name)(leaf, *RANDOM[name], generator=Generator(5)) is leaf
    assert torch.equal(leaf, expected) and leaf.requires_grad and leaf._version > version
    whole = torch.zeros(60, 80)
    part = whole.t()[::2, 1:31]
    getattr(nn_init, name)(part, *RANDOM[name], generator=Generator(5))
    assert torch.equal(part, expected)
    part.zero_()
    assert not whole.any()


def test_writing_is_seen_by_autograd():
    x = torch.ones(3, requires_grad=True)
    saved = torch.ones(3)
    y = (x * saved).sum()
    nn_init.normal_(saved)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


@pytest.mark.parametrize("name", RANDOM)
def test_torch_generators_decide(name):
    fill = getattr(nn_init, name)
    torch.manual_seed(3)
    first, second = (fill(torch.empty(8, 9), *RANDOM[name]) for _ in range(2))
    torch.manual_seed(3)
    assert torch.equal(fill(torch.empty(8, 9), *RANDOM[name]), first)
    generator = torch.Generator().manual_seed(3)
    assert torch.equal(fill(torch.empty(8, 9), *RANDOM[name], generator=generator), first)
    assert not torch.equal(first, second)


@pytest.mark.parametrize("name", ["uniform_", "normal_", "kaiming_uniform_", "kaiming_normal_", "xavier_normal_"])
def test_the_torch_algorithm_gives_pytorchs_bits(name):
    torch.manual_seed(42)
    expected = getattr(theirs, name)(torch.empty(70, 33), *RANDOM[name])
    mine = getattr(nn_init, name)(
        torch.empty(70, 33), *RANDOM[name], generator=Generator(42, algorithm="torch")
    )
    assert torch.equal(mine, expected)


def outcome(function, *arguments):
    """The warnings and the exception's type, and of ValueErrors the text."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            function(*arguments)
            error = None
        except Exception as raised:
            error = (type(raised), str(raised) if type(raised) is ValueError else None)
    return [(w.category, str(w.message)) for w in caught], error


@pytest.mark.parametrize(
    "name, tensor, arguments",
    [
        ("kaiming_uniform_", lambda: torch.empty(0, 1), (0, "nonsense")),
        ("kaiming_normal_", lambda: torch.empty(0), ()),
        ("kaiming_normal_", lambda: torch.empty(3), ()),
        ("kaiming_normal_", lambda: torch.empty(3, 3), (0, "fan_avg")),
        ("kaiming_uniform_", lambda: torch.empty(3, 3), (0, "fan_in", "gelu")),
        ("kaiming_uniform_", lambda: torch.empty(3, 3), (True,)),
        ("xavier_uniform_", lambda: torch.empty(3), ()),
        ("xavier_normal_", lambda: torch.empty(0, 0), ()),
        ("orthogonal_", lambda: torch.empty(3), ()),
        ("orthogonal_", lambda: torch.empty(3, 0), ()),
        ("sparse_", lambda: torch.empty(3), (0.5,)),
        ("sparse_", lambda: torch.empty(3, 3), (1.5,)),
        ("eye_", lambda: torch.empty(3, 3, 3), ()),
        ("dirac_", lambda: torch.empty(3, 3), ()),
        ("dirac_", lambda: torch.empty(3, 3, 3), (2,)),
        ("dirac_", lambda: torch.empty(3, 3, 3), (0,)),
        ("dirac_", lambda: torch.empty(2, 2, 0), ()),
        ("normal_", lambda: torch.empty(3, 3), (0, -1)),
        ("normal_", lambda: torch.empty(0), ()),
        ("normal_", lambda: torch.empty(3, dtype=torch.int32), ()),
        ("normal_", lambda: torch.empty(3, dtype=torch.complex64), ()),
        ("normal_", lambda: torch.empty(3), ("a",)),
        ("normal_", lambda: torch.empty(1).expand(3), ()),
        ("constant_", lambda: torch.empty(1).expand(3), (2,)),
        ("uniform_", lambda: torch.empty(3), (2, 1)),
        ("uniform_", lambda: torch.empty(3, dtype=torch.bool), ()),
        ("uniform_", lambda: torch.empty(3), (0, math.inf)),
        ("uniform_", lambda: torch.empty(3), (0, torch.tensor(2.0, requires_grad=True))),
        ("normal_", lambda: torch.empty(3), (0, torch.nn.Parameter(torch.tensor(2.0)))),
        ("constant_", lambda: torch.empty(3), (torch.nn.Parameter(torch.tensor(2.0)),)),
        ("normal_", lambda: torch.empty(3), (0, 10**400)),
        ("orthogonal_", lambda: torch.empty(3, 3), (2**64,)),
        ("orthogonal_", lambda: torch.empty(3, 3), (2**64 - 1,)),
        ("trunc_normal_", lambda: torch.empty(3), (0, 1, 5, 6)),
        ("trunc_normal_", lambda: torch.empty(3, device="meta"), (0, 1, 5, 6)),
        ("constant_", lambda: torch.empty(3, dtype=torch.int8), (0.5,)),
        ("constant_", lambda: torch.empty(3), ("a",)),
        ("normal", lambda: torch.empty(3), ()),
        ("kaiming_normal", lambda: torch.empty(3, 3), ()),
    ],
)
def test_warnings_and_exceptions_are_pytorchs(name, tensor, arguments):
    expected = outcome(getattr(theirs, name), tensor(), *arguments)
    if name == "trunc_normal_" and tensor().is_meta:
        expected = ([], None)
    assert outcome(getattr(nn_init, name), tensor(), *arguments) == expected


@pytest.mark.parametrize("name", RANDOM | FIXED)
def test_meta_tensors_stay_as_they_are(name):
    tensor = torch.empty(6, 4, device="meta")
    generators = [None] if name in FIXED else [None, Generator(1), torch.Generator()]
    for generator in generators:
        options = {} if generator is None else {"generator": generator}
        assert getattr(nn_init, name)(tensor, *(RANDOM | FIXED)[name], **options) is tensor


def test_what_the_library_has_not_comes_from_pytorch_with_our_generator():
    first, second = (
        nn_init.normal_(torch.empty(5, dtype=torch.complex64), generator=Generator(1)) for _ in range(2)
    )
    assert torch.equal(first, second) and first.abs().min() > 0


def test_fill_takes_tensors():
    tensor = torch.empty(3, 4, dtype=torch.bfloat16, requires_grad=True)
    assert tensor_init.fill(tensor, "normal", seed=1) is tensor
    expected = nn_init.normal_(torch.empty(3, 4, dtype=torch.bfloat16), generator=Generator(1))
    assert torch.equal(tensor, expected)
    assert tensor_init.fill(torch.empty(3, device="meta"), "normal").is_meta
    with pytest.raises(TypeError, match="complex64"):
        tensor_init.fill(torch.empty(3, dtype=torch.complex64), "normal")
