"""Models of language: of transformers, some with the initialization of the library that trained them, and of peft."""

import math

import torch
import transformers

from example_models import Family


def bert(**configuration):
    return transformers.BertForMaskedLM(transformers.BertConfig(**configuration))


def t5(**configuration):
    return transformers.T5ForConditionalGeneration(transformers.T5Config(**configuration))


def mixtral(**configuration):
    return transformers.MixtralForCausalLM(transformers.MixtralConfig(**configuration))


def gemma3(**configuration):
    return transformers.Gemma3ForCausalLM(transformers.Gemma3TextConfig(**configuration))


def deepseek_v3(**configuration):
    return transformers.DeepseekV3ForCausalLM(transformers.DeepseekV3Config(**configuration))


@torch.no_grad()
def pythia(**configuration):
    """Started as GPT-NeoX does it, not transformers: small_init, and wang_init for what ends a block."""
    configuration = transformers.GPTNeoXConfig(**configuration)
    model = transformers.GPTNeoXForCausalLM(configuration)
    width, layers = configuration.hidden_size, configuration.num_hidden_layers
    for name, parameter in model.named_parameters():
        if parameter.ndim == 2:
            ends_a_block = name.endswith(("attention.dense.weight", "dense_4h_to_h.weight"))
            parameter.normal_(std=2 / layers / math.sqrt(width) if ends_a_block else math.sqrt(2 / (5 * width)))
    return model


@torch.no_grad()
def olmo2(**configuration):
    """Started as OLMo-core does it, not transformers: every draw within 3 deviations of 0.02."""
    configuration = {"vocab_size": 100352, **configuration}
    model = transformers.Olmo2ForCausalLM(transformers.Olmo2Config(**configuration))
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.trunc_normal_(parameter, std=0.02, a=-0.06, b=0.06)
    return model


class Adapters:
    """The tensors of peft's files, which leave out the adapter's name."""

    def __init__(self, model):
        self.model = model

    def state_dict(self, keep_vars):
        tensors = self.model.state_dict(keep_vars=keep_vars)
        return {name.replace(".default", ""): tensor for name, tensor in tensors.items() if ".lora_" in name}


def lora(**configuration):
    import peft  # for these alone

    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**configuration))
    projections = [f"{name}_proj" for name in ("q", "k", "v", "o", "gate", "up", "down")]
    return Adapters(peft.get_peft_model(model, peft.LoraConfig(r=16, target_modules=projections)))


def transformer(layers, width, heads, feed_forward, **others):
    """The arguments that most configurations have."""
    return dict(
        num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads, intermediate_size=feed_forward,
        **others)


def pythia_size(layers, width, vocabulary=50304):
    return transformer(layers, width, 8, 4 * width, vocab_size=vocabulary)


def gemma3_size(layers, width, heads, kv, feed_forward, head=256, vocabulary=262208):
    return transformer(
        layers, width, heads, feed_forward, num_key_value_heads=kv, head_dim=head, vocab_size=vocabulary)


FAMILIES = [
    Family(
        "bert.yaml", bert,
        sizes={"base": {}, "large": transformer(24, 1024, 16, 4096)},
        tiny=transformer(2, 64, 4, 256, vocab_size=128),
        tiny_settings=dict(L=2, d=64, vocab=128),
        zero_rows={"*word_embeddings.weight": 0},
    ),
    Family(
        "t5.yaml", t5,
        sizes={
            "small": {},
            "base": dict(num_layers=12, d_model=768, num_heads=12, d_ff=3072),
            "large": dict(num_layers=24, d_model=1024, num_heads=16, d_ff=4096),
            "3b": dict(num_layers=24, d_model=1024, num_heads=32, d_kv=128, d_ff=16384),
            "11b": dict(num_layers=24, d_model=1024, num_heads=128, d_kv=128, d_ff=65536),
        },
        tiny=dict(num_layers=2, d_model=64, num_heads=4, d_kv=32, d_ff=192, vocab_size=128),
        tiny_settings=dict(L=2, d=64, heads=4, d_kv=32, ff=192, vocab=128),
    ),
    Family(
        "mixtral.yaml", mixtral,
        sizes={"8x7b": {}, "8x22b": transformer(56, 6144, 48, 16384)},
        tiny=transformer(2, 64, 4, 160, num_key_value_heads=2, num_local_experts=4, vocab_size=128),
        tiny_settings=dict(L=2, d=64, heads=4, ff=160, kv=2, experts=4, vocab=128),
    ),
    Family(
        "pythia.yaml", pythia,
        sizes={
            "70m": pythia_size(6, 512),
            "160m": pythia_size(12, 768),
            "410m": pythia_size(24, 1024),
            "1b": pythia_size(16, 2048),
            "1.4b": pythia_size(24, 2048),
            "2.8b": pythia_size(32, 2560),
            "6.9b": pythia_size(32, 4096, 50432),
            "12b": pythia_size(36, 5120, 50688),
        },
        tiny=pythia_size(3, 64, 128),
        tiny_settings=dict(L=3, d=64, vocab=128),
    ),
    Family(
        "olmo.yaml", olmo2,
        sizes={
            "1b": transformer(16, 2048, 16, 8192),
            "7b": {},
            "13b": transformer(40, 5120, 40, 13824),
            "32b": transformer(64, 5120, 40, 27648, num_key_value_heads=8),
        },
        tiny=transformer(2, 64, 4, 384, num_key_value_heads=2, vocab_size=512),
        tiny_settings=dict(L=2, d=64, heads=4, ff=384, kv=2, vocab=512),
    ),
    Family(
        "gemma3.yaml", gemma3,
        sizes={
            "270m": gemma3_size(18, 640, 4, 1, 2048, vocabulary=262144),
            "1b": gemma3_size(26, 1152, 4, 1, 6912, vocabulary=262144),
            "4b": gemma3_size(34, 2560, 8, 4, 10240),
            "12b": gemma3_size(48, 3840, 16, 8, 15360),
            "27b": gemma3_size(62, 5376, 32, 16, 21504, head=128),
        },
        tiny=gemma3_size(2, 64, 4, 2, 192, head=32, vocabulary=128),
        tiny_settings=dict(L=2, d=64, heads=4, kv=2, ff=192, head=32, vocab=128),
        zero_rows={"*embed_tokens.weight": 0},
    ),
    Family(
        "lora.yaml", lora,
        sizes={
            "1b": transformer(16, 2048, 32, 8192, num_key_value_heads=8),
            "8b": transformer(32, 4096, 32, 14336, num_key_value_heads=8),
            "70b": transformer(80, 8192, 64, 28672, num_key_value_heads=8),
        },
        tiny=transformer(2, 64, 4, 192, num_key_value_heads=2, vocab_size=128),
        tiny_settings=dict(L=2, d=64, heads=4, kv=2, ff=192),
    ),
    Family(
        "deepseek-v3.yaml", deepseek_v3,
        sizes={
            "small": transformer(
                12, 1024, 8, 2816, num_key_value_heads=8, first_k_dense_replace=1, q_lora_rank=384, kv_lora_rank=256,
                n_routed_experts=32, moe_intermediate_size=512),
            "671b": {},
        },
        tiny=transformer(
            3, 64, 4, 192, num_key_value_heads=4, first_k_dense_replace=2, q_lora_rank=32, kv_lora_rank=48,
            n_routed_experts=8, moe_intermediate_size=96, n_shared_experts=2, qk_nope_head_dim=24, qk_rope_head_dim=8,
            v_head_dim=40, vocab_size=128),
        tiny_settings=dict(
            L=3, d=64, heads=4, ff=192, dense=2, q_rank=32, kv_rank=48, experts=8, moe_ff=96, shared=2, nope=24, rope=8,
            v=40, vocab=128),
    ),
]
