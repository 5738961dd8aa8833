"""with tensor_init.patch_torch(): ..."""

import pytest

torch = pytest.importorskip("torch")

import tensor_init  # noqa: E402
from tensor_init import Generator, nn_init, patch_torch  # noqa: E402

original = dict(vars(torch.nn.init))


def is_restored():
    names = nn_init.__all__
    return all(getattr(torch.nn.init, name) is original[name] for name in names) and (
        torch.nn.modules.activation.xavier_uniform_ is original["xavier_uniform_"]
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
