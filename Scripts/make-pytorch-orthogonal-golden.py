#!/usr/bin/env python3
"""Writes orthogonal matrices that PyTorch 2.13 gave (run once, check the JSON in; tests never need PyTorch).

Of each every element, exactly, and `next32`, the generator's next word, which tells how many were drawn.
"""

import json

import torch

PATH = "Tests/TensorInitTests/Golden/pytorch-2.13-orthogonal.json"
SHAPES = [[1, 1], [5, 5], [7, 3], [3, 7], [4, 2, 3], [6, 2, 2], [16, 16]]


def main():
    torch.set_num_threads(1)  # the result depends on it
    records = []
    for dtype in ["float32", "float64"]:
        for shape in SHAPES:
            for gain in [1, -0.5]:
                torch.manual_seed(42)
                tensor = torch.empty(shape, dtype=getattr(torch, dtype))
                torch.nn.init.orthogonal_(tensor, gain)
                word = torch.empty(1, dtype=torch.int64).random_(-(2**63), None).item() % 2**64
                records.append(
                    {"dtype": dtype, "seed": 42, "shape": shape, "gain": gain,
                     "elements": tensor.flatten().tolist(), "next32": f"{word >> 32:08x}"})
    with open(PATH, "w") as file:
        rows = ",\n".join(json.dumps(record, separators=(",", ":")) for record in records)
        file.write(f'{{"torch":"{torch.__version__}","records":[\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
