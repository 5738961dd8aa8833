"""Models of vision and speech, of timm, torchvision and transformers, and state space models of mamba_ssm."""

import math
import sys
import types

import timm
import torch
import torchvision
import transformers

from example_models import Family


def vit(size, **sizes):
    return timm.create_model(f"vit_{size}_patch16_224", **sizes)


def resnet(layers, width=64, classes=1000):
    return torchvision.models.ResNet(
        torchvision.models.resnet.Bottleneck, layers, num_classes=classes, width_per_group=width)


def whisper(L, d, heads, **sizes):
    return transformers.WhisperForConditionalGeneration(transformers.WhisperConfig(
        d_model=d, encoder_layers=L, decoder_layers=L, encoder_attention_heads=heads, decoder_attention_heads=heads,
        encoder_ffn_dim=4 * d, decoder_ffn_dim=4 * d, **sizes))


@torch.no_grad()
def wav2vec2(**sizes):
    """transformers' model with fairseq's positional convolution, which is drawn before its norm is taken."""
    model = transformers.Wav2Vec2ForPreTraining(transformers.Wav2Vec2Config(**sizes))
    convolution = model.wav2vec2.encoder.pos_conv_embed.conv
    weight = convolution.parametrizations.weight
    weight.original1.normal_(std=2 / math.sqrt(convolution.kernel_size[0] * convolution.in_channels))
    weight.original0.copy_(weight.original1.norm(dim=(0, 1), keepdim=True))
    return model


def started_by_mamba_ssm(model, layer, **settings):
    """A model of transformers with the values that the library of its authors starts it with."""
    if model.device.type == "meta":
        return model
    # Kernels of a GPU, which no model is made with.
    sys.modules.setdefault("selective_scan_cuda", types.ModuleType("selective_scan_cuda"))
    from mamba_ssm.models.config_mamba import MambaConfig
    from mamba_ssm.models.mixer_seq_simple import MambaLMHeadModel

    configuration = model.config
    theirs = MambaLMHeadModel(MambaConfig(
        d_model=configuration.hidden_size, n_layer=configuration.num_hidden_layers,
        vocab_size=configuration.vocab_size, ssm_cfg=dict(layer=layer, **settings), fused_add_norm=False))
    tensors = {
        name.replace(".embedding.", ".embeddings."): tensor for name, tensor in theirs.state_dict().items()}
    model.load_state_dict(tensors, strict=True)
    return model


def mamba(L, d, state_size=16, **sizes):
    model = transformers.MambaForCausalLM(
        transformers.MambaConfig(num_hidden_layers=L, hidden_size=d, state_size=state_size, **sizes))
    return started_by_mamba_ssm(model, "Mamba1", d_state=state_size)


def mamba2(L, d, vocab_size=50288):
    model = transformers.Mamba2ForCausalLM(transformers.Mamba2Config(
        num_hidden_layers=L, hidden_size=d, num_heads=2 * d // 64, head_dim=64, n_groups=1, vocab_size=vocab_size,
        tie_word_embeddings=True))
    return started_by_mamba_ssm(model, "Mamba2")


LARGE_WAV2VEC2 = dict(
    num_hidden_layers=24, hidden_size=1024, num_attention_heads=16, intermediate_size=4096, codevector_dim=768,
    proj_codevector_dim=768)
# Norms and biases of all convolutions of the feature extractor.
ALL_CONVOLUTIONS = dict(feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True)

FAMILIES = [
    Family(
        "vit", vit,
        sizes={size: {"size": size} for size in ("tiny", "small", "base", "large")},
        tiny=dict(size="tiny", embed_dim=64, depth=2, num_heads=4, num_classes=10),
        tiny_settings=dict(L=2, d=64, classes=10),
        libraries=("timm",),
    ),
    Family(
        "resnet", resnet,
        sizes={
            "50": dict(layers=[3, 4, 6, 3]),
            "101": dict(layers=[3, 4, 23, 3]),
            "152": dict(layers=[3, 8, 36, 3]),
            "wide50": dict(layers=[3, 4, 6, 3], width=128),
            "wide101": dict(layers=[3, 4, 23, 3], width=128),
        },
        tiny=dict(layers=[3, 3, 4, 3], width=4, classes=10),
        tiny_settings=dict(w=4, more2=0, more3=1, classes=10),
        libraries=("torchvision",),
    ),
    Family(
        "whisper", whisper,
        sizes={
            "tiny": dict(L=4, d=384, heads=6),
            "base": dict(L=6, d=512, heads=8),
            "small": dict(L=12, d=768, heads=12),
            "medium": dict(L=24, d=1024, heads=16),
            "large": dict(L=32, d=1280, heads=20),
            "large-v3": dict(L=32, d=1280, heads=20, vocab_size=51866, num_mel_bins=128),
        },
        tiny=dict(
            L=2, d=64, heads=4, vocab_size=128, pad_token_id=5, num_mel_bins=16, max_source_positions=50,
            max_target_positions=20),
        tiny_settings=dict(L=2, d=64, vocab=128, mels=16, frames=50, tokens=20, pad=5),
    ),
    Family(
        "wav2vec2", wav2vec2,
        sizes={
            "base": {},
            "large": LARGE_WAV2VEC2,
            "large-lv60": {**LARGE_WAV2VEC2, **ALL_CONVOLUTIONS},
        },
        tiny=dict(
            num_hidden_layers=2, hidden_size=64, num_attention_heads=4, intermediate_size=256, conv_dim=(32,) * 7,
            num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4, num_codevectors_per_group=12,
            codevector_dim=48, proj_codevector_dim=48, **ALL_CONVOLUTIONS),
        tiny_settings=dict(L=2, d=64, c=32, k=16, groups=4, codes=12, code=48, all=1),
        own_laws=("*.weight.original0",),
    ),
    Family(
        "mamba", mamba,
        sizes={
            "130m": dict(L=24, d=768),
            "370m": dict(L=48, d=1024),
            "790m": dict(L=48, d=1536),
            "1.4b": dict(L=48, d=2048),
            "2.8b": dict(L=64, d=2560),
        },
        tiny=dict(L=3, d=72, vocab_size=128, state_size=8),
        tiny_settings=dict(L=3, d=72, vocab=128, state=8),
        libraries=("transformers", "mamba-ssm"),
    ),
    Family(
        "mamba2", mamba2,
        sizes={
            "130m": dict(L=24, d=768),
            "370m": dict(L=48, d=1024),
            "780m": dict(L=48, d=1536),
            "1.3b": dict(L=48, d=2048),
            "2.7b": dict(L=64, d=2560),
        },
        # Wide enough that there are some heads.
        tiny=dict(L=3, d=256, vocab_size=128),
        tiny_settings=dict(L=3, d=256, vocab=128),
        libraries=("transformers", "mamba-ssm"),
    ),
]
