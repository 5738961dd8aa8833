"""Small models of transformers and timm, made in the ways people make them: which draws reach the library?"""

import contextlib

import torch

# timm wants torchvision, whose wheel for a GPU has no operators without one: these it asks for when it is imported.
for operator in ("nms", "qnms"):
    with contextlib.suppress(RuntimeError):
        torch.library.define(f"torchvision::{operator}", "(Tensor a, Tensor b, float c) -> Tensor")

import timm  # noqa: E402
import transformers  # noqa: E402

from tensor_init import Generator, nn_init, patch_torch  # noqa: E402

_SMALL = dict(
    vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
    num_key_value_heads=2, head_dim=8, max_position_embeddings=32, image_size=16, patch_size=4, num_labels=3, pad_token_id=0, bos_token_id=1,
    eos_token_id=2,
)  # fmt: skip
_GPT2 = dict(vocab_size=64, n_positions=32, n_embd=16, n_layer=2, n_head=2, num_labels=3, pad_token_id=0)
_T5 = dict(vocab_size=64, d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2, num_labels=3)
_DISTILBERT = dict(vocab_size=64, max_position_embeddings=32, dim=16, hidden_dim=32, n_layers=2, n_heads=2, num_labels=3)

#: A base and one with a new head: what `from_pretrained` draws.
TRANSFORMERS = {
    "Bert": ("ForSequenceClassification", _SMALL),
    "Roberta": ("ForSequenceClassification", _SMALL),
    "Electra": ("ForSequenceClassification", _SMALL),
    "DistilBert": ("ForSequenceClassification", _DISTILBERT),
    "GPT2": ("ForSequenceClassification", _GPT2),
    "T5": ("ForSequenceClassification", _T5),
    "Llama": ("ForSequenceClassification", _SMALL),
    "Mistral": ("ForSequenceClassification", _SMALL),
    "Qwen2": ("ForSequenceClassification", _SMALL),
    "GPTNeoX": ("ForSequenceClassification", _SMALL),
    "ViT": ("ForImageClassification", _SMALL),
    "DeiT": ("ForImageClassification", _SMALL),
}

TIMM = {
    "vit_tiny_patch16_224": dict(img_size=32),
    "deit_tiny_patch16_224": dict(img_size=32),
    "mixer_s32_224": dict(img_size=32),
    "resnet10t": {},
    "mobilenetv3_small_050": {},
    "convnext_atto": {},
    "regnetx_002": {},
    "efficientnet_lite0": {},
}


class Reached:
    """What `torch.nn.init` was called for, off meta, and how much of that the library did."""

    def __init__(self):
        self.values, self.calls, self.drawn = [], 0, 0

    @contextlib.contextmanager
    def counting(self):
        """Counts what comes from PyTorch's functions, which look ours up by name, and what these do by the library."""
        names = [name for name in nn_init.__all__ if name.endswith("_")]
        functions = {name: getattr(nn_init, name) for name in (*names, "draw", "write")}

        def reaching(function):
            def counted(tensor, *arguments, **keywords):
                result = function(tensor, *arguments, **keywords)
                if not tensor.is_meta and tensor.numel():
                    self.calls += 1
                    # Models draw some again in ways of their own.
                    self.values.append(tensor.detach().clone())
                return result

            return counted

        def doing(function):
            def counted(tensor, *arguments, **keywords):
                result = function(tensor, *arguments, **keywords)
                self.drawn += tensor.numel() > 0
                return result

            return counted

        try:
            for name, function in functions.items():
                setattr(nn_init, name, (reaching if name in names else doing)(function))
            yield
        finally:
            for name, function in functions.items():
                setattr(nn_init, name, function)


def _transformers(name, folder):
    head, options = TRANSFORMERS[name]
    config = getattr(transformers, f"{name}Config")(**options)
    model = getattr(transformers, f"{name}{head}")
    base = getattr(transformers, f"{name}Model", None) or getattr(transformers, f"{name}EncoderModel")
    base(config).save_pretrained(folder)

    def from_meta():
        with torch.device("meta"):
            made = model(config)
        made.to_empty(device="cpu")
        made.init_weights()
        return made

    return {
        "directly": lambda: model(config),
        "from meta": from_meta,
        "from_pretrained": lambda: model.from_pretrained(folder, config=config),
    }


def _timm(name, folder):
    options = TIMM[name]
    file = f"{folder}/model.pth"
    torch.save(timm.create_model(name, num_classes=5, **options).state_dict(), file)

    def from_meta():
        with torch.device("meta"):
            made = timm.create_model(name, num_classes=3, **options)
        made.to_empty(device="cpu")
        for module in made.modules():
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
        return made

    return {
        "directly": lambda: timm.create_model(name, num_classes=3, **options),
        "from meta": from_meta,
        "from a file": lambda: timm.create_model(
            name, pretrained=True, pretrained_cfg_overlay=dict(file=file, num_classes=5), num_classes=3, **options
        ),
    }


def _outcome(make):
    try:
        return make(), None
    except Exception as error:  # What PyTorch's own way raises, ours may.
        return None, type(error)


def check(name, folder):
    """Makes a model in each way under two seeds of PyTorch's generator; a line for each way."""
    ways = (_transformers if name in TRANSFORMERS else _timm)(name, folder)
    for way, make in ways.items():
        _, expected_error = _outcome(make)
        values = []
        for seed in (1, 2):
            torch.manual_seed(seed)
            reached = Reached()
            with patch_torch(Generator(0)), reached.counting():
                made, error = _outcome(make)
            assert error is expected_error, f"{name} {way}: {error} for {expected_error}"
            assert reached.drawn == reached.calls, f"{name} {way}: the library did {reached.drawn} of {reached.calls}"
            values.append(reached.values)
        first, second = values
        assert len(first) == len(second) and all(map(torch.equal, first, second)), (name, way, "PyTorch's seed counts")
        yield way, reached, made, error
