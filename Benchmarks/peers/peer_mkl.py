"""Intel's MKL, through its C interface: SFMT19937 or ARS-5, whichever is faster, and inverse transforms."""

import ctypes
import importlib.metadata
import os
import pathlib
import sys

from parts import Parts
from peer_protocol import Lacks, serve

# From mkl_vsl_defines.h.
GENERATORS = {"SFMT19937": 13 << 20, "ARS5": 15 << 20}
STANDARD_METHOD = 0
GAUSSIAN_ICDF = 2
LOGNORMAL_ICDF = 1

# Of each law the function without its first letters, which name the type, the method, and the arguments.
CONTINUOUS = {
    "uniform": ("RngUniform", STANDARD_METHOD, lambda low, high: (low, high)),
    "normal": ("RngGaussian", GAUSSIAN_ICDF, lambda mean, std: (mean, std)),
    "exponential": ("RngExponential", STANDARD_METHOD, lambda rate: (0, 1 / rate)),
    "log_normal": ("RngLognormal", LOGNORMAL_ICDF, lambda mean, std: (mean, std, 0, 1)),
    "cauchy": ("RngCauchy", STANDARD_METHOD, lambda median, sigma: (median, sigma)),
}
DISCRETE = {
    "geometric": ("RngGeometric", lambda p: (ctypes.c_double(p),)),
    "bernoulli": ("RngBernoulli", lambda p: (ctypes.c_double(p),)),
    "random": ("RngUniform", lambda low=0, high=2**31 - 1: (low, high)),
}


def load(threads):
    # The threads are ours: each draws from a stream of its own.
    os.environ["MKL_THREADING_LAYER"] = "SEQUENTIAL"
    version = importlib.metadata.version("mkl")
    import numpy

    [library, *_] = sorted(pathlib.Path(sys.prefix, "lib").glob("libmkl_rt.so*"))
    mkl = ctypes.CDLL(str(library))
    parts = Parts(threads)

    def checked(status):
        if status != 0:
            raise RuntimeError(f"MKL gave status {status}")

    def call(workload):
        """The function that draws, its method, and its arguments after the array."""
        name, dtype = workload.name, workload.dtype
        if name in CONTINUOUS and dtype in ("float32", "float64"):
            function, method, arguments = CONTINUOUS[name]
            letter, real = ("s", ctypes.c_float) if dtype == "float32" else ("d", ctypes.c_double)
            return f"v{letter}{function}", method, [real(x) for x in arguments(**workload.arguments)]
        if name in DISCRETE and dtype == "int32":
            function, arguments = DISCRETE[name]
            return f"vi{function}", STANDARD_METHOD, arguments(**workload.arguments)
        if name in CONTINUOUS or name in DISCRETE:
            dtypes = "float32, float64" if name in CONTINUOUS else "int32"
            raise Lacks(f"mkl draws {name} in {dtypes}")
        raise Lacks(f"mkl has no {name}")

    def prepare(workload):
        function, method, arguments = call(workload)
        draw = getattr(mkl, function)
        array = numpy.zeros(workload.shape, workload.dtype)

        def way(generator):
            def part_fill(part, number):
                # Dropped with the process, as a workload needs few.
                stream = ctypes.c_void_p()
                checked(mkl.vslNewStream(ctypes.byref(stream), generator, 42 + number))
                # This pointer keeps the array alive.
                pointer, count = part.ctypes.data_as(ctypes.c_void_p), ctypes.c_int(part.size)
                return lambda: checked(draw(method, stream, count, pointer, *arguments))

            return part_fill

        return parts.fastest(array, {name: way(generator) for name, generator in GENERATORS.items()})

    return version, prepare


if __name__ == "__main__":
    serve(load)
