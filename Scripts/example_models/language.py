"""Models of language: of transformers, some with the initialization of the library that trained them, and of peft."""

import math

import torch
import transformers

from example_models import Family


def gpt2(**configuration):
    return transformers.GPT2LMHeadModel(transformers.GPT2Config(**configuration))


def llama(**configuration):
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(**{"vocab_size": 128256, **configuration}))


def llama3(layers, width, heads, feed_forward, kv=8, vocabulary=128256):
    """Started by torchtitan, not transformers."""
    from torchtitan.models import llama3 as titan
    from torchtitan.models.common import ComplexRoPE, Embedding, Linear, RMSNorm

    configuration = titan.Llama3Model.Config(
        dim=width, vocab_size=vocabulary,
        tok_embeddings=Embedding.Config(
            num_embeddings=vocabulary, embedding_dim=width, param_init=titan._EMBEDDING_INIT),
        norm=RMSNorm.Config(normalized_shape=width, param_init=titan._NORM_INIT),
        lm_head=Linear.Config(
            in_features=width, out_features=vocabulary, param_init=titan._output_linear_init(width)),
        layers=titan._build_llama3_layers(
            n_layers=layers, dim=width, n_heads=heads, n_kv_heads=kv, hidden_dim=feed_forward, attn_backend="flex",
            rope=ComplexRoPE.Config(dim=width // heads, max_seq_len=16)))
    theirs = titan.Llama3Model(configuration)
    theirs.init_states()
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(
        vocab_size=vocabulary, **transformer(layers, width, heads, feed_forward, num_key_value_heads=kv)))
    model.load_state_dict(titan.Llama3StateDictAdapter(configuration, None).to_hf(theirs.state_dict()), strict=True)
    return model


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


def olmo2(**configuration):
    """Started by OLMo-core, not transformers."""
    from olmo_core.nn.feed_forward import FeedForwardConfig
    from olmo_core.nn.hf.convert import convert_state_to_hf
    from olmo_core.nn.transformer import TransformerConfig
    from olmo_core.nn.transformer.config import TransformerBlockType

    model = transformers.Olmo2ForCausalLM(transformers.Olmo2Config(**{"vocab_size": 100352, **configuration}))
    configuration = model.config
    theirs = TransformerConfig.llama_like(
        vocab_size=configuration.vocab_size, d_model=configuration.hidden_size,
        n_layers=configuration.num_hidden_layers, n_heads=configuration.num_attention_heads,
        n_kv_heads=configuration.num_key_value_heads, qk_norm=True, block_name=TransformerBlockType.reordered_norm,
        feed_forward=FeedForwardConfig(hidden_size=configuration.intermediate_size, bias=False),
        init_seed=torch.initial_seed()).build(init_device=str(model.device))
    if model.device.type != "meta":
        theirs.init_weights(device=model.device)
    model.load_state_dict(convert_state_to_hf(configuration, theirs.state_dict()), strict=True)
    return model


def megatron(layers, width, heads, vocabulary=50304, context=2048, std=0.02):
    from megatron.core import parallel_state
    from megatron.core.models.gpt import GPTModel
    from megatron.core.models.gpt.gpt_layer_specs import get_gpt_layer_local_spec
    from megatron.core.transformer.transformer_config import TransformerConfig

    if not torch.distributed.is_initialized():
        torch.distributed.init_process_group("gloo", rank=0, world_size=1, store=torch.distributed.HashStore())
        parallel_state.initialize_model_parallel()
    return GPTModel(
        TransformerConfig(
            num_layers=layers, hidden_size=width, num_attention_heads=heads, init_method_std=std,
            use_cpu_initialization=True),
        get_gpt_layer_local_spec(), vocab_size=vocabulary, max_sequence_length=context,
        share_embeddings_and_output_weights=True)


def lora(**configuration):
    import peft  # for these alone

    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(**configuration))
    projections = [f"{name}_proj" for name in ("q", "k", "v", "o", "gate", "up", "down")]
    return peft.get_peft_model(model, peft.LoraConfig(r=16, target_modules=projections))


def transformer(layers, width, heads, feed_forward, **others):
    """The arguments that most configurations have."""
    return dict(
        num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads, intermediate_size=feed_forward,
        **others)


def megatron_size(layers, width, std=0.02):
    return dict(layers=layers, width=width, heads=16, std=std)


def pythia_size(layers, width, vocabulary=50304):
    return transformer(layers, width, 8, 4 * width, vocab_size=vocabulary)


def gemma3_size(layers, width, heads, kv, feed_forward, head=256, vocabulary=262208):
    return transformer(
        layers, width, heads, feed_forward, num_key_value_heads=kv, head_dim=head, vocab_size=vocabulary)


def gpt2_size(layers, width, heads):
    return dict(n_layer=layers, n_embd=width, n_head=heads)


FAMILIES = [
    Family(
        "gpt2", gpt2,
        sizes={
            "small": {}, "medium": gpt2_size(24, 1024, 16), "large": gpt2_size(36, 1280, 20),
            "xl": gpt2_size(48, 1600, 25),
        },
        tiny=dict(**gpt2_size(2, 64, 4), vocab_size=128, n_positions=96),
        tiny_settings=dict(L=2, d=64, vocab=128, context=96),
        prefix="transformer.",
    ),
    Family("gpt2-124m", gpt2, sizes={None: {}}, without=("lm_head.weight",), prefix="transformer."),
    Family(
        "llama3", llama3,
        sizes={
            "8b": dict(layers=32, width=4096, heads=32, feed_forward=14336),
            "70b": dict(layers=80, width=8192, heads=64, feed_forward=28672),
            "405b": dict(layers=126, width=16384, heads=128, feed_forward=53248),
        },
        tiny=dict(layers=3, width=64, heads=4, feed_forward=192, kv=2, vocabulary=128),
        tiny_settings=dict(L=3, d=64, heads=4, kv=2, ff=192, vocab=128),
        libraries=("transformers", "torchtitan"),
    ),
    Family(
        "llama3.2", llama,
        sizes={
            "1b": transformer(16, 2048, 32, 8192, num_key_value_heads=8, tie_word_embeddings=True),
            "3b": transformer(28, 3072, 24, 8192, num_key_value_heads=8, tie_word_embeddings=True),
        },
        tiny=transformer(2, 64, 4, 192, num_key_value_heads=2, vocab_size=128, tie_word_embeddings=True),
        tiny_settings=dict(L=2, d=64, heads=4, kv=2, ff=192, vocab=128),
    ),
    Family(
        "megatron", megatron,
        sizes={
            "125m": megatron_size(12, 768),
            "350m": megatron_size(24, 1024),
            "760m": megatron_size(24, 1536),
            "1.3b": megatron_size(24, 2048),
            "2.7b": megatron_size(32, 2560),
            "6.7b": megatron_size(32, 4096),
            "13b": megatron_size(40, 5120),
            "175b": megatron_size(96, 12288, std=0.006),
        },
        tiny=dict(**megatron_size(3, 64), vocabulary=128, context=96),
        tiny_settings=dict(L=3, d=64, vocab=128, context=96, std=0.02),
        libraries=("megatron-core",),
        without=("*._extra_state",),
    ),
    Family(
        "bert", bert,
        sizes={"base": {}, "large": transformer(24, 1024, 16, 4096)},
        tiny=transformer(2, 64, 4, 256, vocab_size=128),
        tiny_settings=dict(L=2, d=64, vocab=128),
    ),
    Family(
        "t5", t5,
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
        "mixtral", mixtral,
        sizes={"8x7b": {}, "8x22b": transformer(56, 6144, 48, 16384)},
        tiny=transformer(2, 64, 4, 160, num_key_value_heads=2, num_local_experts=4, vocab_size=128),
        tiny_settings=dict(L=2, d=64, heads=4, ff=160, kv=2, experts=4, vocab=128),
    ),
    Family(
        "pythia", pythia,
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
        "olmo", olmo2,
        sizes={
            "1b": transformer(16, 2048, 16, 8192),
            "7b": {},
            "13b": transformer(40, 5120, 40, 13824),
            "32b": transformer(64, 5120, 40, 27648, num_key_value_heads=8),
        },
        tiny=transformer(2, 64, 4, 384, num_key_value_heads=2, vocab_size=512),
        tiny_settings=dict(L=2, d=64, heads=4, ff=384, kv=2, vocab=512),
        libraries=("transformers", "ai2-olmo-core"),
    ),
    Family(
        "gemma3", gemma3,
        sizes={
            "270m": gemma3_size(18, 640, 4, 1, 2048, vocabulary=262144),
            "1b": gemma3_size(26, 1152, 4, 1, 6912, vocabulary=262144),
            "4b": gemma3_size(34, 2560, 8, 4, 10240),
            "12b": gemma3_size(48, 3840, 16, 8, 15360),
            "27b": gemma3_size(62, 5376, 32, 16, 21504, head=128),
        },
        tiny=gemma3_size(2, 64, 4, 2, 192, head=32, vocabulary=128),
        tiny_settings=dict(L=2, d=64, heads=4, kv=2, ff=192, head=32, vocab=128),
    ),
    Family(
        "lora", lora,
        sizes={
            "1b": transformer(16, 2048, 32, 8192, num_key_value_heads=8),
            "8b": transformer(32, 4096, 32, 14336, num_key_value_heads=8),
            "70b": transformer(80, 8192, 64, 28672, num_key_value_heads=8),
        },
        tiny=transformer(2, 64, 4, 192, num_key_value_heads=2, vocab_size=128),
        tiny_settings=dict(L=2, d=64, heads=4, kv=2, ff=192),
        libraries=("transformers", "peft"),
        adapters=True,
    ),
    Family(
        "deepseek-v3", deepseek_v3,
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
