"""Initialization by rules on names: each tensor draws from the stream of its name."""

from __future__ import annotations

import os
import re
import sys
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Sequence, Tuple, Union

from . import _library, _recipes
from ._arrays import describe, dtype_code, is_dtensor
from ._fill import Expression, Values, check_whole, fill_with, require_writable
from ._generator import Generator, handle_of, seed_word
from ._patterns import BufferPattern, Pattern, expression
from ._recipes import Recipe

Rules = Union[
    Mapping[str, str], Mapping[Pattern, str], Iterable[Tuple[Pattern, str]], Recipe, "os.PathLike[str]"
]


class InitializationReport(NamedTuple):
    """What came of a list of rules."""

    #: The patterns of rules that matched no name that earlier ones had left, in the rules' order.
    unmatched_rules: List[str]
    #: The names that no rule reached: parameters, and buffers on meta. They are as they were.
    unreached_names: List[str]
    #: The names of a tensor that has several, by the one that counted.
    tied: Dict[str, List[str]]


class _Rule:
    def __init__(self, pattern: Any, initializer: Any, function: str) -> None:
        self.initializer = _library.text(initializer, f"{function}: a rule's initializer")
        self.is_for_buffers = isinstance(pattern, BufferPattern)
        inner = pattern.pattern if isinstance(pattern, BufferPattern) else pattern
        if not isinstance(inner, (str, re.Pattern)):
            raise TypeError(
                f"{function}: a rule's pattern is of type {type(inner).__name__}; expected a str, a re.Pattern or "
                "tensor_init.buffers(...) of one"
            )
        self.text = inner if isinstance(inner, str) else None
        self.expression = expression(inner) if isinstance(inner, str) else inner
        shown = inner if isinstance(inner, str) else f"/{inner.pattern}/"
        self.name = f"buffers({shown})" if self.is_for_buffers else shown

    def matches(self, name: str, is_buffer: bool) -> bool:
        # What `*` means is what is trained, not a count of batches.
        if is_buffer and not self.is_for_buffers:
            return self.text == name
        return is_buffer == self.is_for_buffers and self.expression.fullmatch(name) is not None


class _Target:
    """A tensor, whatever its names."""

    def __init__(self, tensor: Any, is_buffer: bool) -> None:
        self.tensor = tensor
        self.is_buffer = is_buffer
        self.names: list[str] = []
        # The one that counts.
        self.name = ""
        # What it gets, if anything.
        self.values: Values | None = None


def initialize(
    module: Any,
    rules: Rules,
    *,
    seed: int | None = None,
    generator: Generator | None = None,
    ties: Mapping[str, str] | None = None,
    strict: bool = True,
) -> InitializationReport:
    """Gives the parameters of a module, or the arrays of a dictionary, initial values by rules on their names.

    >>> tensor_init.initialize(model, {"*.bias": "zeros", "*norm*": "ones", "*": "trunc_normal(std=0.02)"}, seed=42)

    Each tensor draws from the stream of its name within the generator: neither the order of construction nor other
    parameters, sharding or wrappers change its values, which are those of ``tensor-init checkpoint`` with the same names,
    initializers and seed. Names are those of the plain model, without what wrappers (``torch.compile``, DDP, checkpoints
    of activations) put before them.

    Args:
        module: a ``torch.nn.Module``, or names and arrays of any kind that :func:`fill` takes.
        rules: patterns and initializers, in order; the first one whose pattern matches a name decides. A pattern is text
            with ``*``, ``?`` and ``[...]`` or a compiled regular expression, and means all of a name. Buffers are reached
            by their exact name, or by a pattern in :func:`buffers`.
            Or a :class:`Recipe`, or the path (``pathlib.Path``) of its file: names, shapes and dtypes are the module's, and
            what the recipe says of them must agree.
        seed: for a generator of this call's own; without a seed or a generator, the recipe's counts.
        generator: whose streams of the names are drawn from, always from their start: it stays where it is and counts
            nothing, so that a second call gives the same values. PyTorch's bits have no streams: tensors draw from it
            in the module's order.
        ties: names, each with the one whose rule and stream count for it, as between pipeline stages. Without one, of a
            tensor's names the first in bytewise order counts.
        strict: whether a rule that matches nothing, or a parameter or buffer on meta that no rule reaches, is an error.

    Raises:
        ValueError, TypeError: for anything wrong with the rules, or with the shape, dtype or memory of any tensor; then
            nothing was written, unless it is that elements of one tensor lie on the same memory, which is found when
            it is written.
    """
    read, generator = _arguments("initialize", rules, seed, generator, ties, strict)
    targets = _targets(module, "initialize")
    report = _assign(targets, read, ties, strict, generator.algorithm, "initialize")
    _require_streams(targets, generator, "initialize")
    memoryless = [target.name for target in targets if target.values and getattr(target.tensor, "is_meta", False)]
    if memoryless:
        raise ValueError(
            f"initialize: {_listed(memoryless)} on meta; expected tensors with memory, which tensor_init.materialize makes"
        )
    _write(targets, generator)
    return report


def materialize(
    module: Any,
    rules: Rules,
    *,
    seed: int | None = None,
    generator: Generator | None = None,
    device: Any = "cpu",
    ties: Mapping[str, str] | None = None,
    strict: bool = True,
) -> InitializationReport:
    """Gives the tensors of a module that are on meta memory and initial values by rules on their names.

    >>> with torch.device("meta"):
    ...     model = Model()
    >>> tensor_init.materialize(model, {"*.bias": "zeros", "*": "normal(std=0.02)"}, seed=42)

    Of a sharded model each process has memory for what it holds, and makes that. Tensors that are not on meta stay where
    they are, and are initialized too. Tied tensors stay tied. Without ``strict``, what no rule reaches stays on meta.

    Args:
        device: where memory is taken; values are the same everywhere.

    The other arguments are those of :func:`initialize`.
    """
    read, generator = _arguments("materialize", rules, seed, generator, ties, strict)
    _require_module(module, "materialize")
    targets = _targets(module, "materialize")
    report = _assign(targets, read, ties, strict, generator.algorithm, "materialize")
    _require_streams(targets, generator, "materialize")
    from ._modules import give_memory

    reached = [target for target in targets if target.values and target.tensor.is_meta]
    give_memory(module, [target.tensor for target in reached], [target.names for target in reached], device)
    made = {name: tensor for name, tensor, _ in _named(module, "materialize")}
    for target in targets:
        target.tensor = made[target.names[0]]
    _write(targets, generator)
    return report


# MARK: Steps


def recipe_initializers(
    module: Any, recipe: Recipe, ties: Mapping[str, str] | None, strict: bool
) -> dict[str, str]:
    """What `Recipe.initializers` gives."""
    _check_options("initializers", ties, strict)
    targets = _targets(module, "initializers")
    _assign(targets, recipe, ties, strict, "ars", "initializers")
    found = [target for target in targets if isinstance(target.values, _recipes.RecipeValues)]
    return {target.name: target.values.expression for target in found}  # type: ignore[union-attr]


def _arguments(
    function: str,
    rules: Any,
    seed: int | None,
    generator: Generator | None,
    ties: Mapping[str, str] | None,
    strict: bool,
) -> tuple[list[_Rule] | Recipe, Generator]:
    """The rules and the generator; raises what is wrong with any argument but the module."""
    _check_options(function, ties, strict)
    read = _rules(rules, function)
    if seed is None and generator is None and isinstance(read, Recipe):
        seed = read.seed
    if (seed is None) == (generator is None):
        raise ValueError(f"{function}: expected a seed or a generator, and not both")
    if generator is None:
        generator = Generator(seed_word(seed, f"{function}: the seed"))
    handle_of(generator, function)
    return read, generator


def _check_options(function: str, ties: Any, strict: Any) -> None:
    if not isinstance(strict, bool):
        raise TypeError(f"{function}: strict is of type {type(strict).__name__}; expected a bool")
    if ties is None:
        return
    if not isinstance(ties, Mapping):
        raise TypeError(f"{function}: ties are of type {type(ties).__name__}; expected names, each with another")
    for pair in ties.items():
        for name in pair:
            _library.text(name, f"{function}: a name in ties")


def _rules(rules: Any, function: str) -> list[_Rule] | Recipe:
    if isinstance(rules, Recipe):
        if not hasattr(rules, "_handle"):
            raise TypeError(f"{function}: the recipe was not initialized")
        return rules
    if isinstance(rules, os.PathLike):
        return Recipe.from_file(rules)
    if isinstance(rules, (str, bytes)) or not isinstance(rules, Iterable):
        shown = repr(rules) if isinstance(rules, str) or rules is None else f"of type {type(rules).__name__}"
        raise TypeError(
            f"{function}: the rules are {shown:.200}; expected patterns with initializers, as in {{'*': 'normal'}}, a "
            "tensor_init.Recipe, or a pathlib.Path of one"
        )
    read = []
    for rule in rules.items() if isinstance(rules, Mapping) else rules:
        try:
            pattern, initializer = rule
        except (TypeError, ValueError):
            raise ValueError(f"{function}: a rule is no pair of a pattern and an initializer") from None
        read.append(_Rule(pattern, initializer, function))
    return read


def _is_module(module: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(module, torch.nn.Module)


def _require_module(module: Any, function: str) -> None:
    if not _is_module(module):
        raise TypeError(f"{function}: the module is of type {type(module).__name__}; expected a torch.nn.Module")


def _named(module: Any, function: str) -> Iterator[tuple[str, Any, bool]]:
    """Names, tensors, and whether they are buffers."""
    if isinstance(module, Mapping):
        for name, array in module.items():
            _library.text(name, f"{function}: a name")
            yield name, array, False
        return
    _require_module(module, function)
    from ._modules import named_tensors

    for name, tensor, is_buffer, *_ in named_tensors(module):
        yield name, tensor, is_buffer


def _targets(module: Any, function: str) -> list[_Target]:
    targets: dict[Any, _Target] = {}
    by_name: dict[str, _Target] = {}
    for name, tensor, is_buffer in _named(module, function):
        target = targets.setdefault((_identity(tensor), is_buffer), _Target(tensor, is_buffer))
        if by_name.setdefault(name, target) is not target:
            raise ValueError(f"{function}: two tensors are named '{name}'; expected names of their own")
        if name not in target.names:
            target.names.append(name)
    for target in targets.values():
        target.names.sort(key=str.encode)
    return list(targets.values())


def _identity(tensor: Any) -> Any:
    """What the names of one tensor have in common: where its elements lie, and for one without elements the object.

    A state dict and NumPy's views hold other objects on the same elements.
    """
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if numpy is not None and isinstance(tensor, numpy.ndarray) and tensor.size:
        return tensor.ctypes.data, tensor.dtype, tensor.shape, tensor.strides
    if torch is not None and isinstance(tensor, torch.Tensor) and not tensor.is_meta:
        from ._torch_tensors import PLAIN_TYPES

        local = tensor
        if is_dtensor(type(tensor)):
            with torch.no_grad():
                local = tensor.to_local()
        if type(local) in PLAIN_TYPES and local.numel() and local.layout is torch.strided:
            return local.data_ptr(), local.device, local.dtype, local.shape, local.stride(), tensor.shape
    return id(tensor)


def _assign(
    targets: Sequence[_Target],
    rules: list[_Rule] | Recipe,
    ties: Mapping[str, str] | None,
    strict: bool,
    algorithm: str,
    function: str,
) -> InitializationReport:
    """Gives each tensor its name and values, and checks all."""
    if isinstance(rules, Recipe):
        _tie(targets, _recipe_ties(targets, rules, ties or {}, strict, function), function)
        unmatched = _assign_recipe(targets, rules, algorithm, strict)
    else:
        _tie(targets, ties or {}, function)
        unmatched = _assign_rules(targets, rules)
    unreached = [
        target for target in targets if not target.values and (not target.is_buffer or target.tensor.is_meta)
    ]
    report = InitializationReport(
        unmatched,
        [target.name for target in unreached],
        {target.name: target.names for target in targets if len(target.names) > 1},
    )
    if strict:
        _require_all(report, unreached, function)
    for target in targets:
        if target.values:
            _check(target, algorithm)
    return report


def _assign_rules(targets: Sequence[_Target], rules: list[_Rule]) -> list[str]:
    """Gives each tensor the values of its rule, and the names of rules for nothing."""
    used: set[_Rule] = set()
    for target in targets:
        rule = next((rule for rule in rules if rule.matches(target.name, target.is_buffer)), None)
        if rule:
            used.add(rule)
            target.values = Expression(rule.initializer)
        # A rule for another name of the tensor is no mistake: the report has the tie.
        for name in target.names:
            used.update(rule for rule in rules if rule.text == name != target.name)
    return [rule.name for rule in rules if rule not in used]


def _assign_recipe(targets: Sequence[_Target], recipe: Recipe, algorithm: str, strict: bool) -> list[str]:
    """Gives each tensor the recipe's values, and the patterns of rules for nothing."""
    facts: dict[str, _recipes.Facts] = {}
    known = []
    for target in targets:
        try:
            shape, dtype = _shape_and_dtype(target.tensor)
        except TypeError as error:
            # What the library has no values for; of buffers it may stay as it is.
            if strict and not target.is_buffer:
                raise type(error)(f"'{target.name}': {error}") from None
            continue
        fact = _recipes.Facts(target.name, tuple(shape), dtype, target.is_buffer)
        if facts.setdefault(target.name, fact) != fact:
            raise ValueError(f"'{target.name}': two tensors that are tied to it differ in shape or dtype")
        known.append(target)
    try:
        values, unmatched = _recipes.assign(recipe, facts.values(), algorithm, strict)
    except ValueError as error:
        # Who wrote the recipe may know a tied tensor by another of its names.
        for target in known:
            for name in target.names:
                if name != target.name and f"'{name}'" in str(error):
                    hint = f"'{name}' is one tensor with '{target.name}', whose name counts unless ties say another"
                    raise ValueError(f"{error}; in the module {hint}") from None
        raise
    by_name = dict(zip(facts, values))
    for target in known:
        target.values = by_name[target.name]
    return unmatched


def _recipe_ties(
    targets: Sequence[_Target], recipe: Recipe, ties: Mapping[str, str], strict: bool, function: str
) -> dict[str, str]:
    """The ties of a call and those of a recipe, which the module must have."""
    target_of = {name: target for target in targets for name in target.names}
    merged = dict(ties)
    for name, other in recipe.ties.items():
        where = f"{function}: {recipe.path} ties '{name}' to '{other}'"
        if name not in target_of:
            if strict:
                raise ValueError(f"{where}; expected names of the module's tensors")
        elif target_of.get(other, target_of[name]) is not target_of[name]:
            raise ValueError(f"{where}, which are two tensors of the module; expected one")
        elif merged.setdefault(name, other) != other:
            raise ValueError(f"{where}, and the argument ties has '{merged[name]}'; expected one name")
    return merged


def _tie(targets: Sequence[_Target], ties: Mapping[str, str], function: str) -> None:
    known = {name for target in targets for name in target.names}
    unknown = [name for name in ties if name not in known]
    if unknown:
        raise ValueError(f"{function}: ties have {_listed(unknown)}; expected names of the module's tensors")
    for target in targets:
        given = {ties[name] for name in target.names if name in ties}
        if len(given) > 1:
            raise ValueError(
                f"{function}: ties give {_listed(target.names)}, one tensor, the names {_listed(sorted(given))}"
            )
        target.name = given.pop() if given else target.names[0]


def _require_all(report: InitializationReport, unreached: Sequence[_Target], function: str) -> None:
    faults = []
    parameters = [target.name for target in unreached if not target.is_buffer]
    buffers = [target.name for target in unreached if target.is_buffer]
    if parameters:
        faults.append(f"no rule reaches {_listed(parameters)}")
    if buffers:
        faults.append(
            f"no rule reaches the buffers {_listed(buffers)}, which are on meta: give rules for them (by their names, "
            "tensor_init.buffers(...), or buffer: true in a recipe), or make them outside of meta, as what is computed and not drawn"
        )
    if report.unmatched_rules:
        faults.append(f"nothing that earlier rules leave matches {_listed(report.unmatched_rules)}")
    if faults:
        raise ValueError(f"{function}: {'; '.join(faults)}; strict=False leaves these as they are")


def _shape_and_dtype(tensor: Any) -> tuple[Sequence[int], int]:
    """What rules are checked against; raises for a tensor that the library can't fill, whatever its memory."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if torch is not None and isinstance(tensor, torch.Tensor):
        from ._torch_tensors import DTYPES, Unwritable, require_elements

        try:
            require_elements(type(tensor))
        except Unwritable as unwritable:
            raise unwritable.error(f"fill: the tensor {unwritable}") from None
        if tensor.dtype not in DTYPES:
            raise TypeError(f"fill: the tensor is of {tensor.dtype}; expected one of {', '.join(_library.DTYPES)}")
        return tensor.shape, DTYPES[tensor.dtype]
    if numpy is not None and isinstance(tensor, numpy.ndarray):
        return tensor.shape, dtype_code(tensor.dtype.name)
    description = describe(tensor)
    return description.shape, description.tensor.dtype  # type: ignore[union-attr]


def _check(target: _Target, algorithm: str) -> None:
    def check() -> None:
        torch = sys.modules.get("torch")
        tensor = target.tensor
        shape, code = _shape_and_dtype(tensor)
        if torch is None or not isinstance(tensor, torch.Tensor):
            describe(tensor)
        elif not tensor.is_meta:
            require_writable(tensor)
        # A recipe was checked as a whole.
        if isinstance(target.values, Expression):
            check_whole(shape, code, target.values.text, algorithm)

    _naming(target, check)


def _require_streams(targets: Sequence[_Target], generator: Generator, function: str) -> None:
    """Refuses two names whose 64-bit hashes, the numbers of their streams, are one."""
    if "torch" in generator.algorithm:
        return
    names: dict[int, str] = {}
    for target in targets:
        # A recipe was checked as a whole.
        if isinstance(target.values, Expression):
            other = names.setdefault(generator.stream(target.name)._stream_number, target.name)
            if other != target.name:
                raise ValueError(
                    f"{function}: the stream of '{target.name}' is that of '{other}' too; expected names whose 64-bit "
                    "hashes differ, so that tensors don't have the same numbers; change one of them"
                )


def _write(targets: Sequence[_Target], generator: Generator) -> None:
    for target in targets:
        if target.values:
            # A recipe takes the streams of names itself: fused tensors have several.
            source = generator.stream(target.name) if isinstance(target.values, Expression) else generator
            handle = handle_of(source, "initialize")
            _naming(target, lambda: fill_with(target.tensor, target.values, handle))  # type: ignore[arg-type]


def _naming(target: _Target, body: Callable[[], None]) -> None:
    """Says of which tensor a fault is."""
    try:
        body()
    except (TypeError, ValueError) as error:
        label = f"'{target.name}': "
        text = str(error)
        raise type(error)(text if text.startswith(label) else label + text) from None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"
