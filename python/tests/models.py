"""Small models of transformers and timm, made in the ways people make them: which draws reach the library?"""

import contextlib
import fnmatch

import torch

from timm_here import timm

import transformers

from tensor_init import Generator, _timm_init, nn_init, patch_torch

_SMALL = dict(
    vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
    num_key_value_heads=2, head_dim=8, max_position_embeddings=32, image_size=16, patch_size=4, num_labels=3, pad_token_id=0, bos_token_id=1,
    eos_token_id=2,
)  # fmt: skip
_GPT2 = dict(vocab_size=64, n_positions=32, n_embd=16, n_layer=2, n_head=2, num_labels=3, pad_token_id=0)
_T5 = dict(vocab_size=64, d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2, num_labels=3)
_DISTILBERT = dict(vocab_size=64, max_position_embeddings=32, dim=16, hidden_dim=32, n_layers=2, n_heads=2, num_labels=3)
_MAMBA = dict(
    vocab_size=64, hidden_size=16, num_hidden_layers=2, num_heads=4, head_dim=8, state_size=4, n_groups=2,
    tie_word_embeddings=False,
)  # fmt: skip
_QWEN3_NEXT = dict(
    _SMALL, linear_num_value_heads=4, linear_num_key_heads=2, linear_key_head_dim=4, linear_value_head_dim=4, num_experts=4,
    num_experts_per_tok=2, moe_intermediate_size=8, shared_expert_intermediate_size=8,
    layer_types=["linear_attention", "full_attention"],
)  # fmt: skip

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
    "Mamba": ("ForCausalLM", _MAMBA),
    "Mamba2": ("ForCausalLM", _MAMBA),
    "Qwen3Next": ("ForCausalLM", _QWEN3_NEXT),
}

TIMM = {
    "vit_tiny_patch16_224": dict(img_size=32),
    "deit_tiny_patch16_224": dict(img_size=32),
    "swin_tiny_patch4_window7_224": dict(img_size=56, depths=(1, 1), num_heads=(3, 6)),
    "maxvit_nano_rw_256": dict(img_size=64),
    "mixer_s32_224": dict(img_size=32),
    "resnet10t": {},
    "mobilenetv3_small_050": {},
    "convnext_atto": {},
    "regnetx_002": {},
    "efficientnet_lite0": {},
}

#: Names of what models draw by the methods of tensors, which no function stands before.
OUT_OF_REACH = {
    "Mamba": "*.dt_proj.bias",
    "Mamba2": "*.dt_bias",
    "Qwen3Next": "*.A_log",
    "regnetx_002": "*conv*.weight",
}

#: What draws these by the library afterwards, as models do.
RULES = {
    "Mamba": {"*.dt_proj.bias": "inverse_softplus_log_uniform(low=0.001, high=0.1, floor=0.0001)"},
    "Mamba2": {"*.dt_bias": "inverse_softplus_log_uniform(low=0.001, high=0.1, floor=0.0001)"},
    "Qwen3Next": {"*.A_log": "log_of_uniform(low=0.01, high=16)"},
}


class Reached:
    """What `torch.nn.init` and timm's functions were called for, off meta, and how much of that the library did."""

    def __init__(self):
        self.values, self.calls, self.drawn = [], 0, 0

    @contextlib.contextmanager
    def counting(self):
        """Counts what comes from these functions, which look ours up by name, and what ours do by the library."""
        names = [name for name in nn_init.__all__ if name.endswith("_")]
        reaching = [(vars(nn_init), name) for name in names]
        reaching += [(_timm_init.stand_ins, number) for number in range(len(_timm_init.stand_ins))]
        doing = [(vars(nn_init), "draw"), (vars(nn_init), "write"), (vars(_timm_init), "draw")]
        under_way = 0

        def counted(function, count):
            def counting(tensor, *arguments, **keywords):
                nonlocal under_way
                # Some call others.
                under_way += 1
                try:
                    result = function(tensor, *arguments, **keywords)
                finally:
                    under_way -= 1
                if not tensor.is_meta and tensor.numel() and not (count is reached and under_way):
                    count(tensor)
                return result

            return counting

        def reached(tensor):
            self.calls += 1
            # Models draw some again in ways of their own.
            self.values.append(tensor.detach().clone())

        def drawn(tensor):
            self.drawn += 1

        with contextlib.ExitStack() as stack:
            for count, places in ((reached, reaching), (drawn, doing)):
                for names, name in places:
                    stack.callback(names.__setitem__, name, names[name])
                    names[name] = counted(names[name], count)
            yield


def _be_zeros(model):
    """What new memory holds is no draw of the model's."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()


def _transformers(name, folder):
    head, options = TRANSFORMERS[name]
    config = getattr(transformers, f"{name}Config")(**options)
    model = getattr(transformers, f"{name}{head}")
    base = getattr(transformers, f"{name}Model", None) or getattr(transformers, f"{name}EncoderModel")
    base(config).save_pretrained(folder)

    def from_meta():
        with torch.device("meta"):
            made = model(config)
        _be_zeros(made.to_empty(device="cpu"))
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
        _be_zeros(made.to_empty(device="cpu"))
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


def ways(name, folder):
    """What makes a model in each way."""
    return (_transformers if name in TRANSFORMERS else _timm)(name, folder)


def check(name, folder):
    """Makes a model in each way under two seeds of PyTorch's generator; a line for each way.

    With it comes which parameters follow PyTorch's seed: what was not drawn by the library.
    """
    for way, make in ways(name, folder).items():
        _, expected_error = _outcome(make)
        values, parameters = [], []
        for seed in (1, 2):
            torch.manual_seed(seed)
            reached = Reached()
            with patch_torch(Generator(0)), reached.counting():
                made, error = _outcome(make)
            assert error is expected_error, f"{name} {way}: {error} for {expected_error}"
            assert reached.drawn == reached.calls, f"{name} {way}: the library did {reached.drawn} of {reached.calls}"
            values.append(reached.values)
            parameters.append(dict(made.named_parameters()) if made else {})
        first, second = values
        assert len(first) == len(second) and all(map(torch.equal, first, second)), (name, way, "PyTorch's seed counts")
        one, other = parameters
        left = [key for key in one if not torch.equal(one[key], other[key])]
        assert all(fnmatch.fnmatchcase(key, OUT_OF_REACH.get(name, "")) for key in left), (name, way, left)
        yield way, reached, made, error, left
