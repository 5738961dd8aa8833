#!/usr/bin/env python3
"""Checks Examples/recipe.schema.json: check_schema.py [COMMAND].

Every example is a recipe by the schema, as are the rules in Examples/rules; each faulty recipe below is none, at the
place that is said beside it; and its initializers are those of README.md. With COMMAND, tensor-init, what the schema
says of a recipe the command says too.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import yaml

root = Path(__file__).parent.parent
schema = json.loads((root / "Examples/recipe.schema.json").read_text())


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read a file: yes and on are texts."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"), None)
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), None)
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), None)
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"), None)
Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^<<$"), None)
Loader.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
Loader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))
Loader.add_constructor(
    "tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))

T = "{shape: [2], initializer: zeros}"
W = f"tensors: {{w: {T}}}\n"
U = "tensors: {w: {shape: [2]}}\n"
# Tensors from elsewhere, for recipes that say which are buffers.
like = [{"name": "x", "shape": [2, 3], "dtype": "torch.int64"}]

recipes = [
    W,
    f"name: 5\nseed: 18446744073709551615\ndtype: bfloat16\n{W}",
    f"anchors: [{{a: &a {T}}}, x]\ntensors: {{w: *a, v: {{<<: *a, shape: []}}, 0: *a}}\n",
    "vars: {d: 4, e: 'min(d, 8)', f: d/2}\nsizes: {8b: {d: 8}, 7: {}}\nsize: 7\n"
    "tensors:\n  h.{i=0..f-1}.{q,k}.{i+1}: {shape: [d, 2*e], initializer: normal(std=1/sqrt(fan_in+i))}\n",
    "tensors: {w: {shape: [2, 4.0], buffer: true, dtype: float64, initializer: 'uniform(low=-1, high=2^0.5)'}}\n",
    "tensors:\n  a: {shape: [2, 3]}\n  b: {shape: [3]}\nrules:\n  b: zeros\n  '*': {shape: ['*', 3], initializer: "
    "normal, dtype: float32, buffer: false, optional: true}\n",
    "tensors:\n  a: {shape: [2, 3]}\n  b: {shape: [3]}\nrules:\n- {name: b, initializer: zeros}\n"
    "- {shape: [..., 3], initializer: ones}\ntie: {c: a}\n",
    "buffers: [x]\nrules: {x: zeros}\n",
    "initializer: xavier_uniform\ntensors: {a: {shape: [2, 3]}}\n",
    "vars: {V: 6, pad: 1}\ntensors: {a: {shape: [V, 3], initializer: normal, rows: {pad: zeros, 3..V-2: ones}}}\n",
    f"{U}rules: {{w: {{initializer: normal, rows: {{0: zeros}}}}}}\n",
    "tensors: {h.0.w: {shape: [2]}}\nrules: {'h.{i}.{v,w}': constant(i)}\ntie: {'v{i=0..1}': 'h.{0*i}.w'}\n",
    f"from: old.safetensors\n{U}initializer: ones\n",
    "tensors: {w: {shape: [6, 4], blocks: {a: {size: 4, initializer: normal}, b: {size: 2, initializer: ones}}}}\n",
    f"from: {{file: old.safetensors, except: []}}\n{W}",
]

# Where the first fault is in the file's values, and the recipe.
faults = [
    ("", "seed: 3\n"),
    ("", "- a\n"),
    ("tensors", "tensors: {}\n"),
    ("tensors", "tensors: [a]\n"),
    ("tensors/a", "tensors:\n  a:\n"),
    ("", f"tensrs:\n  a: {T}\n"),
    ("", f"colour: red\n{W}"),
    ("tensors/a", "tensors:\n  a: {shape: [2], initializer: zeros, dtpe: float32}\n"),
    ("tensors/a", "tensors:\n  a: {shape: [2], initializer: normal(mean=1, std=2)}\n"),
    ("tensors", f"tensors: {{'h.{{}}': {T}}}\n"),
    ("tensors", f"tensors: {{'h.{{0..1': {T}}}\n"),
    ("tensors", f"tensors: {{'h.{{0..{{1}}}}': {T}}}\n"),
    ("tensors", f"tensors: {{'h.0..1}}': {T}}}\n"),
    ("tensors", f"tensors: {{'': {T}}}\n"),
    ("tensors/a", "tensors:\n  a: {initializer: zeros}\n"),
    ("tensors/a/shape", "tensors:\n  a: {shape: 2, initializer: zeros}\n"),
    ("tensors/a/shape/1", "tensors:\n  a: {shape: [2, 1.5], initializer: zeros}\n"),
    ("tensors/a/shape/1", "tensors:\n  a: {shape: [2, -3], initializer: zeros}\n"),
    ("tensors/a/shape/1", "tensors:\n  a: {shape: [2, 7%3], initializer: zeros}\n"),
    ("tensors/a/shape/0", "tensors:\n  a: {shape: [min(2, 3)], initializer: zeros}\n"),
    ("tensors/a/shape/1", "tensors:\n  a: {shape: [2, ~], initializer: zeros}\n"),
    ("dtype", f"dtype: flot32\n{W}"),
    ("tensors/a/dtype", "tensors:\n  a: {shape: [2], initializer: zeros, dtype: [int8]}\n"),
    ("seed", f"seed: -1\n{W}"),
    ("seed", f"seed: '1'\n{W}"),
    ("seed", f"seed: 18446744073709551616\n{W}"),
    ("name", f"name: {{a: b}}\n{W}"),
    ("tensors/a/buffer", "tensors:\n  a: {shape: [2], initializer: zeros, buffer: yes}\n"),
    ("tensors/a", "tensors:\n  a: {shape: [2]}\n"),
    ("tensors/a/initializer", "tensors:\n  a: {shape: [2], initializer: }\n"),
    ("tensors/a/initializer", "tensors:\n  a: {shape: [2], initializer: zeors}\n"),
    ("tensors/a/initializer", "tensors:\n  a: {shape: [2], initializer: normal(0}\n"),
    ("vars", f"vars: [1]\n{W}"),
    ("vars", f"vars: {{fan_in: 1}}\n{W}"),
    ("vars", f"vars: {{a b: 1}}\n{W}"),
    ("vars/a", f"vars: {{a: }}\n{W}"),
    ("vars/a", f"vars: {{a: {{b: 1}}}}\n{W}"),
    ("vars/a", f"vars: {{a: (1}}\n{W}"),
    ("sizes", f"sizes: [a]\nsize: a\n{W}"),
    ("sizes/a", f"sizes: {{a: 3}}\nsize: a\n{W}"),
    ("", f"size: a\n{W}"),
    ("size", f"sizes: {{a: {{}}}}\nsize: [a]\n{W}"),
    ("rules", f"{U}rules: zeros\n"),
    ("rules/*", f"{U}rules: {{'*': [zeros]}}\n"),
    ("rules/*", f"{U}rules: {{'*': zeors}}\n"),
    ("rules/*", f"{U}rules: {{'*': {{}}}}\n"),
    ("rules/*", f"{U}rules: {{'*': {{initializer: zeros, name: w}}}}\n"),
    ("rules/*/initializer", f"{U}rules: {{'*': {{initializer: [zeros]}}}}\n"),
    ("rules/0", f"{U}rules: [zeros]\n"),
    ("rules/0", f"{U}rules: [{{w: zeros}}]\n"),
    ("rules/0", f"{U}rules: [{{initializer: zeros, w: 1}}]\n"),
    ("rules/0/name", f"{U}rules: [{{initializer: zeros, name: [w]}}]\n"),
    ("rules/0/shape", f"{U}rules: [{{initializer: zeros, shape: 2}}]\n"),
    ("rules/0/shape/0", f"{U}rules: [{{initializer: zeros, shape: [1.5]}}]\n"),
    ("rules/0/shape/0", f"{U}rules: [{{initializer: zeros, shape: [[2]]}}]\n"),
    ("rules/0/dtype", f"{U}rules: [{{initializer: zeros, dtype: float}}]\n"),
    ("rules/0/buffer", f"{U}rules: [{{initializer: zeros, buffer: no}}]\n"),
    ("rules/0/optional", f"{U}rules: [{{initializer: zeros, optional: 1}}]\n"),
    ("initializer", f"{U}initializer: [zeros]\n"),
    ("buffers", "buffers: x\nrules: {x: zeros}\n"),
    ("buffers/0", "buffers: [[x]]\nrules: {x: zeros}\n"),
    ("tie", f"tie: [v]\n{W}"),
    ("tie/v", f"tie: {{v: [w]}}\n{W}"),
    ("tie/v", f"tie: {{v: }}\n{W}"),
    ("tensors/a/rows", "tensors:\n  a: {shape: [2], initializer: normal, rows: 0}\n"),
    ("tensors/a/rows", "tensors:\n  a: {shape: [4], initializer: normal, rows: {0..1..2: zeros}}\n"),
    ("tensors/a/rows/0", "tensors:\n  a: {shape: [2], initializer: normal, rows: {0: }}\n"),
    ("rules/w/rows/0", f"{U}rules: {{w: {{initializer: normal, rows: {{0: [zeros]}}}}}}\n"),
    ("from", f"from: [old.safetensors]\n{W}"),
    ("from", f"from: {{}}\n{W}"),
    ("from", f"from: {{file: old.safetensors, without: []}}\n{W}"),
    ("from/file", f"from: {{file: [old.safetensors]}}\n{W}"),
    ("from/except", f"from: {{file: old.safetensors, except: w}}\n{W}"),
]

wrong = []


def found(text):
    """The places of what is wrong in a recipe by the schema."""
    validator = jsonschema.Draft202012Validator(schema)
    errors = validator.iter_errors(yaml.load(text, Loader))
    return ["/".join(map(str, error.absolute_path)) for error in errors]


def run(command, text):
    """What the command makes of a recipe."""
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder) / "recipe.yaml", Path(folder) / "other.json"
        path.write_text(text)
        other.write_text(json.dumps(like))
        # A checkpoint without tensors.
        (Path(folder) / "old.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
        elsewhere = ["--like", other] if "buffers:" in text else []
        result = subprocess.run(
            [command, "checkpoint", path, "--dry-run", *elsewhere],
            capture_output=True, check=False, text=True)
    if result.returncode not in (0, 1):
        wrong.append(f"the command ends with {result.returncode}: {text!r}")
    return result


def known(command, text):
    """The names that the command knows in the place of a wrong one."""
    names = run(command, text).stderr.split("expected one of ")[-1]
    return set(names.strip().split(", "))


def initializers():
    """The names in README.md's table, and what they are also called."""
    table = (root / "README.md").read_text().split("\n## Initializers\n")[1].split("\n## ")[0]
    names = set()
    for row in re.findall(r"^\| (`.*)\|$", table, re.MULTILINE):
        cells = row.split(" | ")
        names.update(*(re.findall(r"`(\w+)`", cells[index]) for index in (0, 2) if index < len(cells)))
    return names


jsonschema.Draft202012Validator.check_schema(schema)
examples = sorted((root / "Examples").rglob("*.yaml"))
for path in examples:
    text = path.read_text()
    if places := found(text):
        wrong.append(f"{path.name} is no recipe by the schema: {', '.join(places)}")
    up = "../" * (len(path.relative_to(root / "Examples").parts) - 1)
    if not text.startswith(f"# yaml-language-server: $schema={up}recipe.schema.json\n"):
        wrong.append(f"{path.name} doesn't name the schema in its first line")
for text in recipes:
    if places := found(text):
        wrong.append(f"a recipe is none by the schema, at {places}: {text!r}")
for place, text in faults:
    if place not in (places := found(text)):
        wrong.append(f"expected a fault at '{place}', found {places}: {text!r}")
written = set(re.findall(r"\w+", schema["$defs"]["initializer"]["pattern"].split("(")[1].split(")")[0]))
if written != (named := initializers()):
    wrong.append(f"initializers of only one of README.md and the schema: {sorted(written ^ named)}")
if len(sys.argv) > 1:
    command = sys.argv[1]
    for text in recipes:
        if (result := run(command, text)).returncode != 0:
            wrong.append(f"the command refuses {text!r}: {result.stderr}")
    for _, text in faults:
        if run(command, text).returncode == 0:
            wrong.append(f"the command accepts {text!r}")
    parts = schema["$defs"]
    rule = {*parts["conditions"]["properties"], *parts["namedRule"]["properties"]}
    for names, text in [
        (schema["properties"], "colour: red\n"),
        (parts["tensor"]["properties"], "tensors: {a: {colour: red}}\n"),
        (rule, f"rules: [{{colour: red}}]\n{W}"),
        (parts["dtype"]["enum"], f"dtype: colour\n{W}"),
    ]:
        if differing := set(names) ^ known(command, text):
            wrong.append(f"only the schema or only the command knows {sorted(differing)}")

for line in wrong:
    print(line, file=sys.stderr)
print(f"{len(examples)} examples, {len(recipes)} recipes and {len(faults)} faults: {len(wrong)} wrong")
sys.exit(1 if wrong else 0)
