"""Initialization by rules on names: each tensor draws from the stream of its name."""

from __future__ import annotations

import re
import sys
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Sequence, Tuple, Union

from . import _library
from ._arrays import describe, is_dtensor
from ._fill import check_whole, fill, fill_parts, needs_parts, require_writable
from ._generator import Generator, handle_of
from ._patterns import BufferPattern, Pattern, expression

Rules = Union[Mapping[Pattern, str], Iterable[Tuple[Pattern, str]]]


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
        self.initializer = initializer
        _library.text(initializer, f"{function}: a rule's initializer")
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
        self.rule: _Rule | None = None


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
        seed: for a generator of this call's own.
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
    generator = _generator("initialize", seed, generator)
    targets = _targets(module, "initialize")
    report = _assign(targets, rules, ties, strict, generator, "initialize")
    memoryless = [target.name for target in targets if target.rule and getattr(target.tensor, "is_meta", False)]
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
    generator = _generator("materialize", seed, generator)
    _require_module(module, "materialize")
    targets = _targets(module, "materialize")
    report = _assign(targets, rules, ties, strict, generator, "materialize")
    from ._modules import give_memory

    reached = [target for target in targets if target.rule and target.tensor.is_meta]
    give_memory(module, [target.tensor for target in reached], [target.names for target in reached], device)
    made = {name: tensor for name, tensor, _ in _named(module, "materialize")}
    for target in targets:
        target.tensor = made[target.names[0]]
    _write(targets, generator)
    return report


# MARK: Steps


def _generator(function: str, seed: int | None, generator: Generator | None) -> Generator:
    if (seed is None) == (generator is None):
        raise ValueError(f"{function}: expected a seed or a generator, and not both")
    if generator is None:
        return Generator(seed)  # type: ignore[arg-type]
    handle_of(generator, function)
    return generator


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
    rules: Rules,
    ties: Mapping[str, str] | None,
    strict: bool,
    generator: Generator,
    function: str,
) -> InitializationReport:
    """Gives each tensor its name and rule, and checks all."""
    if rules is None or isinstance(rules, str):
        raise TypeError(f"{function}: the rules are {rules!r}; expected patterns with initializers, as in {{'*': 'normal'}}")
    pairs = rules.items() if isinstance(rules, Mapping) else rules
    try:
        parsed = [_Rule(pattern, initializer, function) for pattern, initializer in pairs]
    except ValueError as error:
        if "unpack" not in str(error):
            raise
        raise ValueError(f"{function}: a rule is no pair of a pattern and an initializer") from None
    _tie(targets, ties or {}, function)
    used: set[_Rule] = set()
    unreached = []
    for target in targets:
        target.rule = next((rule for rule in parsed if rule.matches(target.name, target.is_buffer)), None)
        if target.rule:
            used.add(target.rule)
        elif not target.is_buffer or target.tensor.is_meta:
            unreached.append(target)
        # A rule for another name of the tensor is no mistake: the report has the tie.
        for name in target.names:
            used.update(rule for rule in parsed if rule.text == name != target.name)
    report = InitializationReport(
        [rule.name for rule in parsed if rule not in used],
        [target.name for target in unreached],
        {target.name: target.names for target in targets if len(target.names) > 1},
    )
    if strict:
        _require_all(report, unreached, function)
    for target in targets:
        if target.rule:
            _check(target, generator)
    return report


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
            f"no rule reaches the buffers {_listed(buffers)}, which are on meta: give rules for them (by their names, or "
            "tensor_init.buffers(...)), or make them outside of meta, as what is computed and not drawn"
        )
    if report.unmatched_rules:
        faults.append(f"nothing that earlier rules leave matches {_listed(report.unmatched_rules)}")
    if faults:
        raise ValueError(f"{function}: {'; '.join(faults)}; strict=False leaves these as they are")


def _check(target: _Target, generator: Generator) -> None:
    def check() -> None:
        torch = sys.modules.get("torch")
        tensor = target.tensor
        if torch is not None and isinstance(tensor, torch.Tensor):
            from ._torch_tensors import DTYPES, Unwritable, require_elements

            try:
                require_elements(type(tensor))
            except Unwritable as unwritable:
                raise unwritable.error(f"fill: the tensor {unwritable}") from None
            if tensor.dtype not in DTYPES:
                raise TypeError(f"fill: the tensor is of {tensor.dtype}; expected one of {', '.join(_library.DTYPES)}")
            shape, code = tensor.shape, DTYPES[tensor.dtype]
            if not tensor.is_meta:
                require_writable(tensor)
        else:
            description = describe(tensor)
            shape, code = description.shape, description.tensor.dtype  # type: ignore[union-attr]
        check_whole(shape, code, target.rule.initializer.encode(), generator.algorithm)  # type: ignore[union-attr]

    _naming(target, check)


def _write(targets: Sequence[_Target], generator: Generator) -> None:
    for target in targets:
        if target.rule:
            _naming(target, lambda: _fill(target.tensor, target.rule.initializer, generator.stream(target.name)))


def _fill(tensor: Any, initializer: str, generator: Generator) -> None:
    if needs_parts(tensor):
        fill_parts(tensor, initializer.encode(), handle_of(generator, "initialize"))
    else:
        fill(tensor, initializer, generator=generator)


def _naming(target: _Target, body: Callable[[], None]) -> None:
    """Says of which tensor a fault is."""
    try:
        body()
    except (TypeError, ValueError) as error:
        raise type(error)(f"'{target.name}': {error}") from None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"
