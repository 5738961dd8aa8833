"""JAX on the CPU: jax.random, compiled; each result takes the memory of the one before."""

import os

from peer_protocol import Lacks, serve


def load(threads):
    # JAX has no option for its threads: it makes one for each processor that the process may use.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["JAX_ENABLE_X64"] = "1"
    import jax

    numpy, random, scaling = jax.numpy, jax.random, jax.nn.initializers.variance_scaling

    def trunc_normal(key, shape, dtype, mean, std, low, high):
        return mean + std * random.truncated_normal(
            key, (low - mean) / std, (high - mean) / std, shape, dtype
        )

    def xavier(law):
        return lambda key, shape, dtype, gain: scaling(
            gain**2, "fan_avg", law, in_axis=1, out_axis=0
        )(key, shape, dtype)

    def kaiming(law):
        def fill(key, shape, dtype, mode, nonlinearity, slope=0):
            if nonlinearity != "leaky_relu":
                raise Lacks(f"jax has no gain of {nonlinearity}")
            scale = 2 / (1 + slope**2)
            return scaling(scale, mode, law, in_axis=1, out_axis=0)(key, shape, dtype)

        return fill

    reals = ("float32", "float64", "float16", "bfloat16")
    integers = ("int8", "int16", "int32", "int64", "uint8")
    # Each law with the dtypes in which JAX draws it.
    laws = {
        "zeros": (lambda key, shape, dtype: numpy.zeros(shape, dtype), ()),
        "ones": (lambda key, shape, dtype: numpy.ones(shape, dtype), ()),
        "constant": (lambda key, shape, dtype, value: numpy.full(shape, value, dtype), ()),
        "eye": (lambda key, shape, dtype: numpy.eye(*shape, dtype=dtype), ()),
        "uniform": (
            lambda key, shape, dtype, low, high: random.uniform(key, shape, dtype, low, high), reals
        ),
        "normal": (
            lambda key, shape, dtype, mean, std: mean + std * random.normal(key, shape, dtype), reals
        ),
        "trunc_normal": (trunc_normal, reals),
        "xavier_uniform": (xavier("uniform"), reals),
        "xavier_normal": (xavier("normal"), reals),
        "kaiming_uniform": (kaiming("uniform"), reals),
        "kaiming_normal": (kaiming("normal"), reals),
        "orthogonal": (
            lambda key, shape, dtype, gain, method="qr": jax.nn.initializers.orthogonal(gain)(
                key, shape, dtype
            ),
            reals,
        ),
        "cauchy": (
            lambda key, shape, dtype, median, sigma: median + sigma * random.cauchy(key, shape, dtype),
            reals,
        ),
        "exponential": (
            lambda key, shape, dtype, rate: random.exponential(key, shape, dtype) / rate, reals
        ),
        "log_normal": (
            lambda key, shape, dtype, mean, std: numpy.exp(mean)
            * random.lognormal(key, std, shape, dtype),
            reals,
        ),
        "geometric": (lambda key, shape, dtype, p: random.geometric(key, p, shape, dtype), integers),
        "random": (
            lambda key, shape, dtype, low=0, high=None: random.randint(
                key, shape, low, numpy.iinfo(dtype).max if high is None else high, dtype
            ),
            integers,
        ),
        "bernoulli": (lambda key, shape, dtype, p: random.bernoulli(key, p, shape), ("bool",)),
    }

    def prepare(workload):
        if workload.name not in laws:
            raise Lacks(f"jax has no {workload.name}")
        law, dtypes = laws[workload.name]
        if dtypes and workload.dtype not in dtypes:
            raise Lacks(f"jax draws {workload.name} in {', '.join(dtypes)}")
        dtype = numpy.dtype(workload.dtype)

        def values(before, key):
            return law(key, workload.shape, dtype, **workload.arguments).astype(dtype)

        compiled = jax.jit(values, donate_argnums=0, keep_unused=True)
        array = numpy.zeros(workload.shape, dtype)
        key = random.key(42)

        def fill():
            nonlocal array
            array = compiled(array, key).block_until_ready()

        return "", fill

    return jax.__version__, prepare


if __name__ == "__main__":
    serve(load)
