"""Models of language, of transformers."""

import transformers as t

from example_models import Family


def bert(**sizes):
    return t.BertForMaskedLM(t.BertConfig(**sizes))


def t5(**sizes):
    return t.T5ForConditionalGeneration(t.T5Config(**sizes))


FAMILIES = [
    Family(
        "bert.yaml", bert,
        sizes={
            "base": {},
            "large": dict(num_hidden_layers=24, hidden_size=1024, num_attention_heads=16, intermediate_size=4096),
        },
        tiny=dict(
            num_hidden_layers=2, hidden_size=64, num_attention_heads=4, intermediate_size=256, vocab_size=128),
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
]
