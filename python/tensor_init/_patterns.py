"""Patterns of tensors' names, of the form that Swift's ``TensorPattern`` has."""

from __future__ import annotations

import re
from typing import NamedTuple, Union

NEVER = "(?!)"

_POSIX_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t-\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class BufferPattern(NamedTuple):
    """Of which only buffers are meant."""

    pattern: Union[str, re.Pattern]


Pattern = Union[str, re.Pattern, BufferPattern]


def buffers(pattern: str | re.Pattern) -> BufferPattern:
    """A pattern for the names of buffers, which others reach by their exact name alone.

    >>> rules = {tensor_init.buffers("*.running_var"): "ones", "*": "normal(std=0.02)"}
    """
    return BufferPattern(pattern)


def expression(pattern: str) -> re.Pattern:
    """What matches all of a name, in which ``*`` stands for any characters, ``?`` for one, ``[ab]``, ``[a-b]``,
    ``[[:digit:]]`` and ``[!ab]`` for one of those in brackets or of the others; a backslash takes the meaning from what
    follows."""
    # What stands between the stars.
    runs = [""]
    place = 0
    while place < len(pattern):
        character = pattern[place]
        place += 1
        if character == "*":
            runs.append("")
        elif character == "?":
            runs[-1] += "."
        elif character == "\\":
            runs[-1] += re.escape(pattern[place]) if place < len(pattern) else NEVER
            place += 1
        elif character == "[":
            part, place = _brackets(pattern, place)
            runs[-1] += part
        else:
            runs[-1] += re.escape(character)
    first, *inner = runs
    last = f".*{inner.pop()}" if inner else ""
    # Each is found as early as can be and never looked for again, which would take exponential time.
    found = (f"(?=(?P<run{number}>.*?{run}))(?P=run{number})" for number, run in enumerate(inner) if run)
    return re.compile(first + "".join(found) + last, re.DOTALL)


def _brackets(pattern: str, start: int) -> tuple[str, int]:
    """What stands in brackets, of which the first was read, and where what follows begins; the bracket itself where
    there is no other."""
    place = start
    negation = "^" if pattern[place : place + 1] in ("!", "^") else ""
    place += len(negation)
    members = ""
    is_known = True
    is_first = True
    while place < len(pattern):
        character = pattern[place]
        place += 1
        if character == "]" and not is_first:
            if not is_known:
                return NEVER, place
            return (f"[{negation}{members}]" if members else "." if negation else NEVER), place
        is_first = False
        named = re.compile(r":([a-z]*):\]").match(pattern, place) if character == "[" else None
        if named:
            place = named.end()
            members += _POSIX_CLASSES.get(named[1], "")
            is_known = is_known and named[1] in _POSIX_CLASSES
            continue
        first, place = _member(pattern, place - 1)
        last = first
        if pattern[place : place + 1] == "-" and pattern[place + 1 : place + 2] not in ("", "]"):
            last, place = _member(pattern, place + 1)
        if not first or not last:
            break
        if first <= last:
            members += f"\\U{ord(first):08x}-\\U{ord(last):08x}"
    return r"\[", start


def _member(pattern: str, place: int) -> tuple[str, int]:
    """A character, or the one after a backslash, and where what follows begins."""
    if pattern[place] == "\\":
        place += 1
    return pattern[place : place + 1], place + 1
