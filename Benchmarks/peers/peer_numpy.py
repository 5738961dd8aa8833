"""NumPy's Generator, with PCG64 or SFC64, whichever is faster, and where it can into the array (out=)."""

from parts import Parts
from peer_protocol import Lacks, serve


def load(threads):
    import numpy

    parts = Parts(threads)

    def scaled(part, factor, offset):
        if factor != 1:
            part *= factor
        if offset != 0:
            part += offset

    def uniform(generator, part, low, high):
        generator.random(out=part, dtype=part.dtype)
        scaled(part, high - low, low)

    def normal(generator, part, mean, std):
        generator.standard_normal(out=part, dtype=part.dtype)
        scaled(part, std, mean)

    def exponential(generator, part, rate):
        generator.standard_exponential(out=part, dtype=part.dtype)
        scaled(part, 1 / rate, 0)

    def log_normal(generator, part, mean, std):
        normal(generator, part, mean, std)
        numpy.exp(part, out=part)

    def cauchy(generator, part, median, sigma):
        part[:] = generator.standard_cauchy(part.size)
        scaled(part, sigma, median)

    def geometric(generator, part, p):
        part[:] = generator.geometric(p, part.size)

    def bernoulli(generator, part, p):
        part[:] = generator.binomial(1, p, part.size)

    def random(generator, part, low=0, high=None):
        limit = 2 if part.dtype == bool else numpy.iinfo(part.dtype).max
        part[:] = generator.integers(low, limit if high is None else high, part.size, part.dtype)

    continuous = ("float32", "float64")
    # Each law with the dtypes in which NumPy draws it.
    laws = {
        "uniform": (uniform, continuous),
        "normal": (normal, continuous),
        "exponential": (exponential, continuous),
        "log_normal": (log_normal, continuous),
        "cauchy": (cauchy, ("float64",)),
        "geometric": (geometric, ("int64",)),
        "bernoulli": (bernoulli, ("int64",)),
        "random": (random, ("int8", "int16", "int32", "int64", "uint8", "bool")),
    }
    values = {"zeros": lambda: 0, "ones": lambda: 1, "constant": lambda value: value}

    def prepare(workload):
        name, arguments = workload.name, workload.arguments
        if name not in laws and name not in values and name != "eye":
            raise Lacks(f"numpy has no {name}")
        if workload.dtype == "bfloat16":
            raise Lacks("numpy has no bfloat16")
        array = numpy.zeros(workload.shape, workload.dtype)
        if name in values:
            value = values[name](**arguments)
            return parts.fastest(array, {"fill": lambda part, number: lambda: part.fill(value)})
        if name == "eye":
            def eye():
                array.fill(0)
                numpy.fill_diagonal(array, 1)

            return "", eye
        law, dtypes = laws[name]
        if workload.dtype not in dtypes:
            raise Lacks(f"numpy draws {name} in {', '.join(dtypes)}")

        def way(bits):
            seeds = numpy.random.SeedSequence(42).spawn(threads)
            generators = [numpy.random.Generator(bits(seed)) for seed in seeds]
            return lambda part, number: lambda: law(generators[number], part, **arguments)

        bit_generators = (numpy.random.PCG64, numpy.random.SFC64)
        return parts.fastest(array, {bits.__name__: way(bits) for bits in bit_generators})

    return numpy.__version__, prepare


if __name__ == "__main__":
    serve(load)
