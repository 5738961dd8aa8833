"""How tensor-init-benchmark talks with a peer: another library, in a process of its own.

A peer is a program peer_NAME.py, started with the number of threads as its argument. It reads one JSON object a
line and answers each with one line:

    (at the start)                                          {"version": "2.13.0"} or {"fault": "..."}
    {"prepare": {"initializer": "normal(mean=0.0, std=1.0)",
                 "dtype": "float32", "shape": [16, 16]}}    {"variant": "PCG64" or ""} or {"lacks": "why"}
    {"run": 3}                                              {"seconds": 0.01}, the mean of three fills, or {"fault": "..."}

It ends when its input does. It answers a run only once its threads rest, so that those that wait actively for more
work don't slow down whoever is measured next.
"""

import gc
import json
import os
import sys
import time


class Lacks(Exception):
    """The library has no such law, or not for this dtype."""


class Workload:
    """An initializer on a tensor of one shape and dtype."""

    def __init__(self, request):
        name, _, arguments = request["initializer"].rstrip(")").partition("(")
        self.name = name
        self.dtype = request["dtype"]
        self.shape = tuple(request["shape"])
        pairs = (pair.split("=") for pair in arguments.split(", ") if pair)
        self.arguments = {key: _value(text) for key, text in pairs}


def _value(text):
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            pass
    return text


def seconds(fill, repetitions):
    """The mean time of so many fills."""
    start = time.perf_counter()
    for _ in range(repetitions):
        fill()
    return (time.perf_counter() - start) / repetitions


def fastest(fills):
    """The name and the fill of the fastest of a dictionary of fills, each warm."""

    def best(fill):
        fill()
        return min(seconds(fill, 1) for _ in range(5))

    return min(fills.items(), key=lambda item: best(item[1]))


def serve(load):
    """Answers requests until the input ends.

    load(threads) imports the library and gives its version and a function from a Workload to (variant, fill), which
    raises Lacks, or whatever the library raises, for what it can't do.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    # What a library prints is no answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    gc.disable()
    try:
        version, prepare = load(int(sys.argv[1]))
    except ImportError as missing:
        return _answer(answers, fault=f"{_text(missing)}; --make-peer-environment installs it")
    except Exception as fault:
        return _answer(answers, fault=_text(fault))
    _answer(answers, version=version)
    fill = None
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            fill = None
            gc.collect()
            try:
                variant, fill = prepare(Workload(request["prepare"]))
                # The first fill finds cold pages, compiles, and shows what the library can't do.
                fill()
                _answer(answers, variant=variant)
            except Lacks as lacks:
                _answer(answers, lacks=str(lacks))
            except Exception as fault:
                _answer(answers, lacks=_text(fault))
        else:
            try:
                measured = seconds(fill, request["run"])
                _rest()
                _answer(answers, seconds=measured)
            except Exception as fault:
                _answer(answers, fault=_text(fault))


def _text(fault):
    return " ".join(f"{type(fault).__name__}: {fault}".split())[:200]


def _answer(answers, **answer):
    print(json.dumps(answer), file=answers, flush=True)


def _rest():
    """Waits until this process uses no processor any more."""
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        used = time.process_time()
        time.sleep(0.002)
        if time.process_time() - used < 0.0005:
            return
