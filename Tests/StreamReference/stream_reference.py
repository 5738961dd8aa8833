"""The stream, written a second time from the page Stream.md alone.

Slow and exact: numpy's +, -, *, / and square root are IEEE 754's, and fma is made of them here.
"""

import inspect
import math

import numpy as np

LOW32 = 0xFFFFFFFF
INFINITY = math.inf

# dtype: digits of the significand, exponent of the smallest subnormal, largest finite value
FLOATS = {
    "float64": (53, -1074, float(np.finfo(np.float64).max)),
    "float32": (24, -149, float(np.finfo(np.float32).max)),
    "float16": (11, -24, 65504.0),
    "bfloat16": (8, -133, float.fromhex("0x1.fep127")),
}
INTEGERS = {name: np.iinfo(name) for name in ("int8", "int16", "int32", "int64", "uint8")}


# Exactly rounded fma


def fma_one(a, b, c):
    a, b, c = float(a), float(b), float(c)
    try:
        (an, ad), (bn, bd), (cn, cd) = (x.as_integer_ratio() for x in (a, b, c))
        exact = an * bn * cd + cn * ad * bd
        return exact / (ad * bd * cd) if exact else a * b + c  # Python divides integers with one rounding
    except OverflowError:  # an infinity, given or as the result
        return a * b + c


def two_sum(a, b):
    """The rounded sum and its error."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def two_product(a, b):
    """The rounded product and its error (Dekker)."""
    def halves(x):
        t = x * 134217729.0
        high = t - (t - x)
        return high, x - high

    p, (a1, a2), (b1, b2) = a * b, halves(a), halves(b)
    return p, a2 * b2 - (((p - a1 * b1) - a2 * b1) - a1 * b2)


def odd_sum(a, b):
    """The sum rounded to odd: rounded once more, it is as if rounded once."""
    s, error = two_sum(a, b)
    toward = np.copysign(INFINITY, error)
    return np.where((error != 0) & (s.view(np.int64) & 1 == 0), np.nextafter(s, toward), s)


@np.errstate(all="ignore")
def fma64(a, b, c):
    """Of three numbers rounded once (Boldo and Melquiond), and one by one where an exponent is far from 0."""
    a, b, c = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (a, b, c)))
    product, product_error = two_product(a, b)
    t, t_error = two_sum(c, product_error)
    s, s_error = two_sum(product, t)
    result = np.asarray(s + odd_sum(t_error, s_error))
    # One rounding at most is left; of a product alone, the sign stays where it underflows.
    simple = (a == 0) | (b == 0) | (c == 0)
    alone = (a != 0) & (b != 0) & (c == 0)
    result[simple] = np.where(alone, a * b, a * b + c)[simple]
    far = ~((abs(product) > 2.0**-800) & (abs(product) < 2.0**900) & (abs(a) < 2.0**900) & (abs(b) < 2.0**900)
            & (abs(c) > 2.0**-800) & (abs(c) < 2.0**900))  # fmt: skip
    far &= ~(simple & (abs(a) < 2.0**500) & (abs(b) < 2.0**500))
    if far.any():
        result[far] = [fma_one(*terms) for terms in zip(a[far], b[far], c[far])]
    return result


def fma32(a, b, c):
    """Products are exact in binary64; their sum is rounded to odd there, so that one rounding remains."""
    a, b, c = (np.asarray(x, np.float32).astype(np.float64) for x in (a, b, c))
    with np.errstate(over="ignore"):
        return odd_sum(a * b, c).astype(np.float32)


# The two precisions and their elementary functions


def numbers(real, text):
    return [real(float.fromhex(c) if "0x" in c else float(c)) for c in text.replace(",", " ").split()]


class Precision:
    def __init__(self, bits, real, fma, digits, tables):
        self.bits, self.real, self.fma, self.digits = bits, real, fma, digits
        for name, text in tables.items():
            setattr(self, name, numbers(real, text))

    def draw(self, draws):
        return draws.d32 if self.bits == 32 else draws.d64

    def inverted(self, d):
        return ~d & np.uint64(LOW32) if self.bits == 32 else ~d

    def cells(self, d):
        """The middle of the draw's cell, in units of 2^-32."""
        if self.bits == 32:
            return self.number(d) + self.real(0.5)
        return ((d >> 11) | 1).astype(np.float64) * 2.0**-21

    def constant(self, x):
        return self.real(x) + self.real(0)  # a zero is +0

    def number(self, integers):
        return integers.astype(np.float64).astype(self.real)  # exact, then rounded once

    def poly(self, coefficients, x):
        if len(coefficients) > 5:
            odd = self.steps(coefficients[1::2], x * x)
            return self.fma(odd, x, self.steps(coefficients[::2], x * x))
        return self.steps(coefficients, x)

    def steps(self, coefficients, x):
        s = np.full_like(x, coefficients[-1])
        for c in coefficients[-2::-1]:
            s = self.fma(s, x, c)
        return s

    def halves(self, k, y):
        """k log 2 - log(1 - y)."""
        if self.bits == 32:
            return self.fma(y, self.poly(self.V, y), k * self.real(float.fromhex("0x1.62e430p-1")))
        s = y / (2 - y)
        z = s * s
        rest = self.fma(k, float.fromhex("0x1.62e42fefa39efp-1"), y)
        return self.fma(s, self.fma(z, self.poly(self.V, z), y), rest)

    def minuslog(self, x):
        m, e = np.frexp(x)
        return self.halves(-e.astype(self.real), self.real(1) - m)

    def exponential(self, d):
        near = d >= 2 ** (self.bits - 1)
        x = self.cells(np.where(near, self.inverted(d), d)) * self.real(2.0**-32)
        return np.where(near, self.halves(np.zeros_like(x), x), self.minuslog(x))

    def logparts(self, e, f):
        s = f / (f + 2.0)
        z, h = s * s, (f * f) * 0.5
        t = self.fma(s, self.fma(z, self.poly(self.R, z), h), -h)
        t = self.fma(e, self.ln2[1], t)
        return self.fma(e, self.ln2[0], t + f)

    def parts(self, x):
        """e and f of x = 2^e (1 + f)."""
        x = np.asarray(x, np.float64)
        subnormal = x < 2.0**-1022
        bits = np.where(subnormal, np.ldexp(np.where(subnormal, x, 0), 64), x).view(np.int64)
        e = (bits - 0x3FE6A09E667F3BCD) >> 52
        return (e - np.where(subnormal, 64, 0)).astype(np.float64), (bits - (e << 52)).view(np.float64) - 1

    def log(self, x):
        return self.logparts(*self.parts(x))

    def eighth(self, x):
        z = x * x
        return x * self.poly(self.S, z), self.fma(z, self.poly(self.C, z), self.real(1))

    def turn(self, d):
        if self.bits == 32:
            q = ((d + 0x20000000) & LOW32) >> 30
            x = self.number((((d << 2) | 2) & LOW32).astype(np.uint32).view(np.int32)) * self.real(2.0**-31)
        else:
            q = (d + np.uint64(0x2000000000000000)) >> 62
            m = (d & ~np.uint64(0xFFF)) | np.uint64(0x800)
            x = (m << 2).view(np.int64).astype(np.float64) * 2.0**-63
        s, c = self.eighth(x)
        sine, cosine = np.where(q & 1, c, s), np.where(q & 1, s, c)
        return np.where(q & 2, -sine, sine), np.where((q + 1) & 2, -cosine, cosine)

    def tangent(self, d):
        """Of the draw's angle, for Cauchy's law."""
        quarter = 1 << (self.bits - 2)
        if self.bits == 32:
            c, m = ((y & LOW32).astype(np.uint32).view(np.int32) for y in (d ^ 0x80000000, d))
        else:
            m = (d & ~np.uint64(0xFFF)) | np.uint64(0x800)
            c, m = (m ^ np.uint64(1 << 63)).view(np.int64), m.view(np.int64)
        central = (c >= -quarter) & (c < quarter)
        o = self.number(np.where(central, c, m))
        x = (o + self.real(0.5)) * self.real(2.0**-30) if self.bits == 32 else o * 2.0**-62
        s, k = self.eighth(x)
        return np.where(central, s / k, (-k) / s)

    def reduced(self, x):
        shift = self.real(1.5 * 2.0 ** (self.digits - 1))
        n = self.fma(x, self.log2e[0], shift) - shift
        r = self.fma(n, -self.ln2[0], x)
        return n.astype(np.int64), self.fma(n, -self.ln2[1], r)

    def growth(self, r):
        return self.fma(r * r, self.poly(self.E, r), r)

    def times_power(self, y, k):
        with np.errstate(over="ignore", under="ignore"):
            return np.ldexp(np.ldexp(y, k >> 1), k - (k >> 1))

    def exp(self, x):
        limit = self.real(120 if self.bits == 32 else 800)
        k, r = self.reduced(np.minimum(np.maximum(x, -limit), limit))
        return self.times_power(self.growth(r) + self.real(1), k)

    def inverse_softplus(self, t):
        k, r = self.reduced(np.minimum(t, 40.0))
        g = self.growth(r)
        power = np.ldexp(1.0, k)
        e, f = self.parts(self.fma(power, g, power - 1))
        f = np.where((k == 1) & (e == 0), g + g, f)
        return np.where(t > 40, t, self.logparts(e, f))

    def quantile(self, d, q):
        def ratio(above, below, t, factor=1):
            return (self.real(factor) * self.poly(above, t)) / self.poly([self.real(1)] + below, t)

        if self.bits == 32:
            central, far = q >= self.real(0.0017), q < self.real(2.0**-23)
            m, exponent = np.frexp(self.fma(-q, q, q))
            x = (exponent - 1 + 2).astype(self.real) + self.poly(self.QL, m * self.real(2) - self.real(1.5))
            tail = self.poly(self.QT, x + self.real(14))
        else:
            central = abs(d) <= 0.425
            far = ~central
        s = np.sqrt(self.minuslog(np.where(far, q, self.real(0.25))))
        outer = np.where(s <= 5, ratio(self.QC, self.QD, s - self.real(1.6)),
                         ratio(self.QE, self.QF, s - self.real(5)))
        if self.bits == 32:
            return np.where(central, d * self.poly(self.QG, x), np.copysign(np.where(far, outer, tail), d))
        r = self.fma(-d, d, self.real(0.180625))
        return np.copysign(np.where(central, ratio(self.QA, self.QB, r, abs(d)), outer), d)


B32 = Precision(32, np.float32, fma32, 24, {
    "V": """0x1p+0, 0x1.fffe20p-2, 0x1.55b59ep-2, 0x1.f143cep-3, 0x1.141540p-2, -0x1.a0d7acp-3, 0x1.41f626p+0,
            -0x1.b22002p+0, 0x1.70ec0ap+0""",
    "ln2": "0x1.62e4p-1, 0x1.7f7d1cp-20",
    "S": "0x1.921fb6p-1, -0x1.4abbbap-4, 0x1.465e92p-9, -0x1.2d9302p-15",
    "C": "-0x1.3bd3ccp-2, 0x1.03c1dep-6, -0x1.55c664p-12, 0x1.d9f7bcp-19",
    "log2e": "0x1.715476p0",
    "E": "0x1.fffffcp-2, 0x1.55548ap-3, 0x1.555916p-5, 0x1.123fc6p-7, 0x1.6a1a72p-10",
    "QL": """0x1.2b803ep-1, 0x1.ec7072p-1, -0x1.4853d8p-2, 0x1.23eecep-3, -0x1.212292p-4, 0x1.31a784p-5,
             -0x1.9b9f1ap-6, 0x1.efa010p-7""",
    "QG": """0x1.40d930p+1, -0x1.d1ca10p-2, 0x1.00c31ap-6, 0x1.1bbb0cp-9, -0x1.c94516p-14, -0x1.044c22p-15,
             -0x1.7c8f60p-20, 0x1.afddf8p-25, 0x1.29f6d6p-28""",
    "QT": """0x1.0ada2ap+2, -0x1.438d5ep-3, -0x1.649662p-9, -0x1.7f5288p-14, -0x1.00ee26p-18, -0x1.86fcd2p-23,
             -0x1.1ba0f4p-27, -0x1.bccda2p-32, -0x1.c51ff4p-35, -0x1.022494p-38""",
    "QC": "1.4234372777e0, 2.7568153900e0, 1.3067284816e0, 1.7023821103e-1",
    "QD": "7.3700164250e-1, 1.2021132975e-1",
    "QE": "6.6579051150e0, 3.0812263860e0, 4.2868294337e-1, 1.7337203997e-2",
    "QF": "2.4197894225e-1, 1.2258202635e-2",
})
B64 = Precision(64, np.float64, fma64, 53, {
    "V": """0x1.5555555555834p-1, 0x1.9999999909541p-2, 0x1.2492496e507abp-2, 0x1.c71c4dbe18c5bp-3,
            0x1.7461feed32e9ep-3, 0x1.3aadbe7e13536p-3, 0x1.16185ec95d48cp-3, 0x1.97075ffc66163p-4,
            0x1.69f267c9b44fep-3""",
    "R": """0x1.5555555555555p-1, 0x1.9999999999dfep-2, 0x1.249249242b516p-2, 0x1.c71c7258ea9c1p-3,
            0x1.745cde3b9bee7p-3, 0x1.3b20aa8885250p-3, 0x1.0f5ce04b66705p-3, 0x1.0f623d441ea59p-3""",
    "ln2": "0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45",
    "S": """0x1.921fb54442d18p-1, -0x1.4abbce625be53p-4, 0x1.466bc6775aad9p-9, -0x1.32d2cce62abbdp-15,
            0x1.50783485c2d5ap-22, -0x1.e3074b42c3242p-30, 0x1.e8eec79bfd8a5p-38, -0x1.6c58cc26568a3p-46""",
    "C": """-0x1.3bd3cc9be45dep-2, 0x1.03c1f081b5ac4p-6, -0x1.55d3c7e3cbfefp-12, 0x1.e1f5068919cd3p-19,
            -0x1.a6d1f29f3f5f5p-26, 0x1.f9d3856ddbaa0p-34, -0x1.b6dd82ab8a4f6p-42, 0x1.1e2f898ad46a9p-50""",
    "log2e": "0x1.71547652b82fep0",
    "E": """0x1p-1, 0x1.555555555555cp-3, 0x1.55555555554fap-5, 0x1.111111110e95ep-7, 0x1.6c16c16c325fcp-10,
            0x1.a01a01b4ab5dcp-13, 0x1.a01a013025a68p-16, 0x1.71dded27a8905p-19, 0x1.27e5bbae7cb87p-22,
            0x1.af71234cd7faep-26, 0x1.1e39b0e4b2f86p-29""",
    "M": """0x1.ffffffffffd99p-1, -0x1.fffffffc43cc2p-1, 0x1.7ffffc268104ap+1, -0x1.dffe717798763p+3,
            0x1.a3d639331acdcp+6, -0x1.d5e624e14fb22p+9, 0x1.37880255d60c9p+13, -0x1.b3c48dd836b10p+16,
            0x1.0e4f7645894dep+20, -0x1.dc5cde630afc7p+22, 0x1.a06a35daedb19p+24""",
    "QA": """3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
             4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3""",
    "QB": """4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
             3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3""",
    "QC": """1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
             1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4""",
    "QD": """2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
             1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9""",
    "QE": """6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
             2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7""",
    "QF": """5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
             1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15""",
})


# Bits and draws


def stream_number(name, parent=0, initialization=1):
    """That of a name's n-th initialization from a generator."""
    later = b"\xff" + initialization.to_bytes(8, "little") if initialization > 1 else b""
    h = 0xCBF29CE484222325
    for byte in parent.to_bytes(8, "little") + name.encode() + later:
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def substitutions():
    """The AES's S-box (FIPS 197), by its definition."""
    def times(a, b):
        product = 0
        while b:
            product ^= a * (b & 1)
            a, b = a << 1 ^ (0x11B if a & 0x80 else 0), b >> 1
        return product

    box = []
    for x in range(256):
        y = next((y for y in range(256) if times(x, y) == 1), 0)
        box.append(0x63 ^ y ^ (y << 1 | y >> 7) & 255 ^ (y << 2 | y >> 6) & 255 ^ (y << 3 | y >> 5) & 255
                   ^ (y << 4 | y >> 4) & 255)
    return np.array(box, np.uint8)


SUBSTITUTIONS = substitutions()


def ars(key, stream, counter):
    """ARS-7's four words for each 64-bit counter."""
    def bytes_of(low, high):
        return np.stack([np.asarray(low, np.uint64), np.broadcast_to(np.uint64(high), np.shape(low))], -1).view(np.uint8)

    def mixed(x):
        column = x.reshape(-1, 4, 4)
        double = (column << 1) ^ np.where(column & 0x80, np.uint8(0x1B), np.uint8(0))
        next1, next2, next3 = (column[:, :, place] for place in ([1, 2, 3, 0], [2, 3, 0, 1], [3, 0, 1, 2]))
        return (double ^ double[:, :, [1, 2, 3, 0]] ^ next1 ^ next2 ^ next3).reshape(x.shape)

    shifted = [4 * ((place // 4 + place % 4) % 4) + place % 4 for place in range(16)]
    state = bytes_of(counter, stream) ^ bytes_of([key], 0)
    for r in range(1, 8):
        round_key = bytes_of([(key + r * 0x9E3779B97F4A7C15) % 2**64], r * 0xBB67AE8584CAA73B % 2**64)
        state = SUBSTITUTIONS[state][:, shifted]
        state = (mixed(state) if r < 7 else state) ^ round_key
    return np.ascontiguousarray(state).view(np.uint32).astype(np.uint64).T


def philox(key, stream, counter):
    """Philox4x32-10's four words for each 64-bit counter."""
    c = [counter & LOW32, counter >> 32] + [np.full_like(counter, x) for x in (stream & LOW32, stream >> 32)]
    k = [key & LOW32, key >> 32]
    for _ in range(10):
        p, q = c[0] * np.uint64(0xD2511F53), c[2] * np.uint64(0xCD9E8D57)
        c = [(q >> 32) ^ c[1] ^ k[0], q & LOW32, (p >> 32) ^ c[3] ^ k[1], p & LOW32]
        k = [(k[0] + 0x9E3779B9) & LOW32, (k[1] + 0xBB67AE85) & LOW32]
    return np.stack(c)


class Draws:
    """The draws of some positions of a stream."""

    def __init__(self, seed, stream, positions, generator="ars"):
        self.seed, self.stream, self.positions, self.generator = seed, stream, positions, generator
        self.is_widened = False
        self.d32 = self.words(0)
        self.d64 = self.d32 << 32 | self.words(1)

    def words(self, subset):
        n = self.positions
        if self.generator == "ars":
            blocks, block, word = ars, n // 4, n % 4
        else:
            blocks, block, word = philox, 16 * (n // 64) + n % 16, n % 64 // 16
        four = blocks(self.seed, self.stream, block + np.uint64(subset << 60))
        return np.take_along_axis(four, word[None].astype(np.intp), 0)[0]

    def at(self, positions):
        other = Draws(self.seed, self.stream, positions, self.generator)
        return other.widened() if self.is_widened else other

    def widened(self):
        """The same 32-bit draws, where narrow dtypes compute in binary64."""
        other = Draws(self.seed, self.stream, self.positions, self.generator)
        other.is_widened = True
        other.d64 = (self.d32 << 32) + np.uint64(1 << 31)
        return other


# Values of a dtype


def at_most(x, dtype):
    """The dtype's largest value up to x, exactly."""
    digits, smallest, largest = FLOATS[dtype]
    if not -largest <= x <= largest:
        return largest if x > 0 else -INFINITY
    e = max(math.frexp(x)[1] - digits, smallest)
    return math.ldexp(math.floor(math.ldexp(x, -e)), e)


def nearest(x, dtype):
    digits, smallest, _ = FLOATS[dtype]
    e = max(math.frexp(x)[1] - digits, smallest)
    return math.copysign(math.ldexp(round(math.ldexp(x, -e)), e), x)


def at_least(x, dtype):
    return -at_most(-x, dtype) + 0.0


def below(x, dtype):
    return at_most(math.nextafter(x, -INFINITY), dtype)


def stored(values, dtype, bounds):
    """Clamped and rounded values; bfloat16's are given as their bits."""
    b = precision(dtype)
    with np.errstate(over="ignore"):
        x = values.astype(b.real)
    lowest, highest = map(b.constant, bounds)
    x = np.where(x < lowest, lowest, x)
    x = np.where(x > highest, highest, x)
    if dtype == "bfloat16":
        bits = x.view(np.uint32)
        return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)
    return x.astype(dtype)


def finite(dtype):
    return -FLOATS[dtype][2], FLOATS[dtype][2]


def positive(dtype):
    return 2.0 ** FLOATS[dtype][1], FLOATS[dtype][2]


def precision(dtype):
    return B32 if dtype in ("float32", "float16", "bfloat16") else B64


def repeated(value, draws, dtype):
    return np.full(draws.positions.shape, nearest(value, dtype)), finite(dtype)


# Laws: each gives values in its precision, and the bounds they are clamped to


def scaled(draws, dtype, scale):
    """The precision, and the draws for it, of a law with this scale."""
    if dtype == "float32" and scale < 2.0**-126:
        return B64, draws.widened()
    return precision(dtype), draws


def wide(draws, dtype):
    """The draws of a law that is in 64-bit arithmetic for every dtype."""
    return draws if dtype == "float64" else draws.widened()


def box_muller(draws, b, mean, std):
    n = draws.positions
    first = (n & 16) == 0
    start = np.where(first, n, n - 16)
    radius = np.sqrt(b.exponential(b.draw(draws.at(start))) * b.real(2))
    sine, cosine = b.turn(b.draw(draws.at(start + 16)))
    return b.fma(radius * np.where(first, cosine, sine), b.constant(std), b.constant(mean))


def normal(draws, dtype, mean=0.0, std=1.0):
    if std == 0:
        return repeated(mean, draws, dtype)
    b, draws = scaled(draws, dtype, std)
    return box_muller(draws, b, mean, std), finite(dtype)


def log_normal(draws, dtype, mean=1.0, std=2.0):
    b = precision(dtype)
    return b.exp(box_muller(draws, b, mean, std)), positive(dtype)


def exponential(draws, dtype, rate=1.0):
    b, draws = scaled(draws, dtype, 1 / rate)
    return b.exponential(b.draw(draws)) * b.real(1 / rate), positive(dtype)


def cauchy(draws, dtype, median=0.0, sigma=1.0):
    b, draws = scaled(draws, dtype, sigma)
    return b.fma(b.tangent(b.draw(draws)), b.constant(sigma), b.constant(median)), finite(dtype)


def anchor(start, end, width):
    """The draw nearest to the value 0, and the value there."""
    a = -start / width * 2.0**32
    a = int(min(max(math.floor(abs(a) + 0.5) * math.copysign(1, a), 0), 2**32))
    return a, start if a == 0 else end if a == 2**32 else fma64(a * 2.0**-32, width, start).item()


def line(b, d, a, v, width):
    """v at the draw a, and from draw to draw width / 2^32 more."""
    if b.bits == 64:
        left = (d >> 32) < a
        offset = d - np.uint64((a << 32) % 2**64)
        distance = b.cells(np.where(left, ~offset, offset)) * 2.0**-32
        return b.fma(np.where(left, -distance, distance), b.constant(width), b.constant(v))
    step, turn = width * 2.0**-32, -(2**32) if a >= 2**31 else 2**32
    origin = v + 0.5 * step
    distance = d.astype(np.int64) - a
    wraps = (distance < -(2**31)) | (distance >= 2**31)
    steps = b.number(distance - np.where(wraps, turn, 0))
    turned = origin + math.copysign(width, turn)
    return b.fma(steps, b.constant(step), np.where(wraps, b.constant(turned), b.constant(origin)))


def uniform(draws, dtype, low=0.0, high=1.0):
    if low == high:
        return repeated(low, draws, dtype)
    b, width = precision(dtype), high - low
    if b is B32 and not 2.0**-94 <= width <= 2.0**127:
        b, draws = B64, draws.widened()
    a, v = anchor(low, high, width)
    return line(b, b.draw(draws), a, v, width), (at_least(low, dtype), below(high, dtype))


def exp64(x):
    return float(B64.exp(np.float64(x)))


def density(x):
    return exp64((-0.5 * x) * x) * 0.398942280401432677939946059934


def mills(x):
    t = x
    for k in range(64, 0, -1):
        t = x + k / t
    return 1 / t


def center_and_tail(x):
    """H(x) and Q(x) for x >= 0."""
    if x >= 3:
        q = density(x) * mills(x)
        return 0.5 - q, q
    term = total = x
    k = 1
    while term > total * 2.0**-56:
        term = term * ((x * x) / (2 * k + 1))
        total = total + term
        k += 1
    center = density(x) * total
    return center, 0.5 - center


def H(x):
    return math.copysign(center_and_tail(abs(x))[0], x)


def Q(x):
    return center_and_tail(x)[1]


def deviations(start, end, std):
    """(end - start) / std, by the quotients where the difference of finite numbers overflows."""
    difference = end - start
    overflows = math.isinf(difference) and math.isfinite(start) and math.isfinite(end)
    return quotient(end, std) - quotient(start, std) if overflows else quotient(difference, std)


@np.errstate(over="ignore")
def quotient(a, b):
    """a / b, infinite where it overflows."""
    return float(np.float64(a) / np.float64(b))


def tail(draws, edge, step, s, width):
    b = B64
    beyond = 0.0 if width == INFINITY else (exp64(-width * (s + width / 2)) * mills(s + width)) / mills(s)
    u, v = b.cells(draws.d64) * 2.0**-32, b.cells(~draws.d64) * 2.0**-32
    lost, kept = u * (1 - beyond), b.fma(u, beyond, v)
    near = lost < 0.5
    e = np.where(near, b.halves(np.zeros_like(lost), lost), b.minuslog(kept))

    def M(z):
        return b.poly(b.M, 1 / (z * z))

    g = M(np.float64(s)) / s
    h = 1 / g
    d = (e + e) / (h + np.sqrt(b.fma(h, h, e + e)))
    for _ in range(2):
        z = s + d
        p = z / M(z)
        x = b.fma(d, b.fma(d, 0.5, s), -e) + b.log(g * p)
        d = d - x / (p - (x * 0.5) * (p - z))
    return b.fma(d, step, edge)


def deviation(x):
    """That of a standard normal number where it is at most x away from 0."""
    if x >= 3:
        return math.sqrt(1 - x * density(x) / H(x))
    term = total = 1 / 3
    k = 2
    while term > total * 2.0**-56:
        term = term * ((x * x) / (2 * k + 1))
        total = total + term
        k += 1
    return x * math.sqrt(total / fma_one(x * x, total, 1.0))


def truncated_normal(draws, dtype, std=0.01, mean=0.0, cut=2.0):
    return trunc_normal(draws, dtype, mean, std, cut=cut)


def trunc_normal(draws, dtype, mean=0.0, std=1.0, low=-2.0, high=2.0, cut=None, corrected="false"):
    if cut is not None:
        if corrected == "true":
            std = std / deviation(float(cut))
        low, high = mean - cut * std, mean + cut * std
    if low == high:
        return repeated(low, draws, dtype)
    bounds = at_least(low, dtype), at_most(high, dtype)
    inside = min(max(mean, bounds[0]), bounds[1])
    if std == 0:
        return repeated(inside, draws, dtype)
    start, end = deviations(mean, low, std), deviations(mean, high, std)
    edge, step, s = (low, std, start) if start > 0 else (high, -std, -end)
    if s > 1e100:
        step = std * (((std / 2) / (edge / 2 - mean / 2)) * 1e100)
        s = 1e100
        if dtype != "float64" or edge + 4e-99 * step == edge:
            return repeated(inside, draws, dtype)
    width = deviations(low, high, abs(step))
    if width * max(1.0, min(abs(start), abs(end), 1e100)) < 2.0**-26:
        if bounds[0] == bounds[1]:
            return repeated(inside, draws, dtype)
        largest = FLOATS[dtype][2]
        return uniform(draws, dtype, max(low, -largest), min(high, largest))
    b = precision(dtype)
    if b is B32 and (s >= 5 or end - start < 2.0**-6 or std < 2.0**-126):
        b, draws = B64, draws.widened()
    if s >= 5:
        return tail(draws, edge, step, s, width), bounds
    before = Q(-start) if start < 0 else 0.5 + H(start)
    after = Q(end) if end > 0 else 0.5 - H(end)
    is_far_out = H(max(start, -end, 0.0)) > 0.25
    between = abs(Q(abs(start)) - Q(abs(end))) if is_far_out else H(end) - H(start)
    draw = b.draw(draws)
    a, v = anchor(H(start), H(end), between)
    d = line(b, draw, a, v, between)
    q = np.where(np.signbit(d), line(b, draw, 0, before, between), line(b, b.inverted(draw), 0, after, between))
    return b.fma(b.quantile(d, q), b.constant(std), b.constant(mean)), bounds


def log_uniform_number(draws, low, high):
    """low (high / low)^u, for any low and high."""
    b = B64
    (m, start), (end, stop) = math.frexp(low), math.frexp(high)
    m, end, d = 2 * m, 2 * end, stop - start
    if end < m:
        end, d = 2 * end, d - 1
    q = end / m
    p = d * b.ln2[0]
    l = log1p(q - 1)
    width = float(p + l)
    p_rest = fma_one(d, b.ln2[1], fma_one(d, b.ln2[0], -p))
    rest = ((p - width) + l) + (p_rest + fma_one(-q, m, end) / end)
    u = b.cells(draws.d64) * 2.0**-32
    x = u * width
    k, r = b.reduced(x)
    g = b.growth(r + b.fma(u, rest, b.fma(u, width, -x)))
    return b.times_power(b.fma(g, m, m), k + start - 1)


def log_uniform(draws, dtype, low, high):
    if low == high:
        return repeated(high, draws, dtype)
    t = log_uniform_number(wide(draws, dtype), low, high)
    return t, (at_least(low, dtype), below(high, dtype))


def inverse_softplus_log_uniform(draws, dtype, low=0.001, high=0.1, floor=0.0001):
    def transformed(t):
        return float(B64.inverse_softplus(np.float64(t)))

    smallest = transformed(max(low, floor))
    if low == high or floor >= high:
        return repeated(smallest, draws, dtype)
    t = log_uniform_number(wide(draws, dtype), low, high)
    x = B64.inverse_softplus(np.maximum(t, floor))
    return x, (at_least(smallest, dtype), below(transformed(high), dtype))


def log_of_uniform(draws, dtype, low, high):
    b = B64
    end = float(b.log(np.float64(high)))
    if low == high:
        return repeated(end, draws, dtype)
    bounds = at_least(float(b.log(np.float64(low))), dtype) if low else finite(dtype)[0], below(end, dtype)
    e = math.frexp(high)[1] - 1
    start, width = math.ldexp(low, -e), math.ldexp(high, -e) - math.ldexp(low, -e)
    share = b.cells(wide(draws, dtype).d64) * 2.0**-32
    above = share * width
    u, sum_rest = two_sum(above, start)
    rest = sum_rest + b.fma(share, width, -above)
    k, f = b.parts(u)
    return b.logparts(k + e, f) + rest / u, bounds


def log1p(x):
    """Of a scalar."""
    return float(B64.logparts(0.0, np.float64(x)) if -0.25 < x < 0.25 else B64.log(np.float64(x + 1)))


def geometric(draws, dtype, p):
    b = precision(dtype)
    scale = 0.0 if p == 1 else -1 / log1p(-p)
    values = np.floor(b.exponential(b.draw(draws)) * b.real(scale)) + b.real(1)
    if dtype in FLOATS:
        return values, (1.0, FLOATS[dtype][2])
    highest = 2.0**63 - 1024 if dtype == "int64" else float(INTEGERS[dtype].max)
    return np.minimum(np.maximum(values, 1), highest), None


def bernoulli(draws, dtype, p=0.5):
    return np.array([p == 1 or int(d) < math.floor(p * 2.0**64) for d in draws.d64], dtype=object), None


def random(draws, dtype, low=0, high=None):
    if high is None:
        high = 1 + (2 ** FLOATS[dtype][0] if dtype in FLOATS else 1 if dtype == "bool" else int(INTEGERS[dtype].max))
    n = high - low
    if n <= 2**32:
        return np.array([low + (int(d) * n >> 64) for d in draws.d64], dtype=object), None
    below = draws.words(2) << 32 | draws.words(3)
    wide = [int(d) << 64 | int(e) for d, e in zip(draws.d64, below)]
    return np.array([low + (d * n >> 128) for d in wide], dtype=object), None


# Initializers


def fans(shape, in_axis=None, out_axis=None, batch_axis=(), groups=1, transposed="false"):
    def dimensions(axes):
        return None if axes is None else [axis % len(shape) for axis in np.atleast_1d(axes).astype(int)]

    batch, inputs, outputs = map(dimensions, (batch_axis, in_axis, out_axis))
    others = [d for d in range(len(shape)) if d not in batch]
    if inputs is None and outputs is None:
        inputs, outputs = ([others[0]], [others[1]]) if transposed == "true" else ([others[1]], [others[0]])
    elif outputs is None:
        outputs = [d for d in others[:2] if [d] != inputs]
    elif inputs is None:
        inputs = [d for d in others[:2] if [d] != outputs]
    fan_in, fan_out, field = (
        math.prod(shape[d] for d in axes)
        for axes in (inputs, outputs, [d for d in others if d not in inputs + outputs])
    )
    if transposed == "true":
        fan_in //= groups
    else:
        fan_out //= groups
    return fan_in * field, fan_out * field


def fan(mode, shape, layout):
    fan_in, fan_out = fans(shape, **layout)
    if mode == "fan_geo_avg":
        return math.sqrt(float(fan_in) * float(fan_out))
    return {"fan_in": float(fan_in), "fan_out": float(fan_out), "fan_avg": (fan_in + fan_out) / 2}[mode]


def of_deviation(draws, dtype, std, distribution):
    if distribution == "normal":
        return normal(draws, dtype, 0.0, std)
    if distribution == "uniform":
        return uniform(draws, dtype, -math.sqrt(3) * std, math.sqrt(3) * std)
    return trunc_normal(draws, dtype, 0.0, std, cut=2, corrected="true")


def variance_scaling(
    draws, dtype, shape, scale=1.0, mode="fan_in", distribution="truncated_normal", gain=1.0, **layout
):
    return of_deviation(draws, dtype, gain * math.sqrt(scale / fan(mode, shape, layout)), distribution)


def preset(scale, mode, distribution):
    def law(draws, dtype, shape, gain=1.0, **layout):
        return variance_scaling(draws, dtype, shape, scale, mode, distribution, gain, **layout)

    return law


xavier_normal = preset(1.0, "fan_avg", "normal")
xavier_uniform = preset(1.0, "fan_avg", "uniform")
lecun_normal = preset(1.0, "fan_in", "truncated_normal")
lecun_uniform = preset(1.0, "fan_in", "uniform")
glorot_normal = preset(1.0, "fan_avg", "truncated_normal")
glorot_uniform = preset(1.0, "fan_avg", "uniform")
he_normal = preset(2.0, "fan_in", "truncated_normal")
he_uniform = preset(2.0, "fan_in", "uniform")


def kaiming(distribution):
    def law(draws, dtype, shape, gain=None, slope=0.0, mode="fan_in", **layout):
        if gain is None:
            gain = math.sqrt(2 / (1 + slope * slope)) if abs(slope) < 2.0**500 else math.sqrt(2) / abs(slope)
        return of_deviation(draws, dtype, gain / math.sqrt(fan(mode, shape, layout)), distribution)

    return law


kaiming_normal = kaiming("normal")
kaiming_uniform = kaiming("uniform")


def siren(draws, dtype, shape, omega=30.0, first="false", **layout):
    fan_in = fans(shape, **layout)[0]
    b = 1 / fan_in if first == "true" else math.sqrt(6 / fan_in) / omega
    return uniform(draws, dtype, -b, b)


def sparse(draws, dtype, shape, sparsity, std=0.01):
    values, bounds = normal(draws, dtype, 0.0, std)
    rows, columns = shape
    p = sparsity * rows
    zeros = math.ceil(p - p * 2.0**-50)
    size = min(zeros, rows - zeros)
    upper, lower = (draws.words(subset).reshape(shape) for subset in (4, 5))
    for column in range(columns):
        sample = set()
        for step in range(size):
            last = rows - size + step
            draw = int(upper[step, column]) << 32 | int(lower[step, column])
            row = draw * (last + 1) >> 64
            sample.add(last if row in sample else row)
        cleared = sample if zeros == size else set(range(rows)) - sample
        for row in cleared:
            values[row * columns + column] = 0
    return values, bounds


# Products of reflectors


def product(b, left, right, start=0.0):
    """left right + start, each element one chain of fused multiply-adds."""
    result = np.broadcast_to(b.real(start), (left.shape[0], right.shape[1]))
    for k in range(left.shape[1]):
        result = b.fma(left[:, k : k + 1], right[k : k + 1], result)
    return result


def reflectors(b, g):
    """The vectors v, the diagonal of t and the signs."""
    rows, columns = g.shape
    v, t, signs = np.tril(g), np.zeros(columns, b.real), np.zeros(columns, b.real)
    for k in range(columns):
        x = float(g[k, k])
        if k == rows - 1:
            v[k, k], signs[k] = 0, -1 if x < 0 else 1
            continue
        places = np.zeros(16)
        numbers = np.zeros((rows + 15) // 16 * 16)
        numbers[k + 1 : rows] = g[k + 1 :, k]
        for row in numbers.reshape(-1, 16):
            places = fma64(row, row, places)
        while len(places) > 1:
            half = len(places) // 2
            places = places[:half] + places[half:]
        squares = places.item()
        norm = math.sqrt(fma_one(x, x, squares))
        v[k, k] = b.real(x - norm if x < 0 else x + norm)
        t[k] = b.real(-2 / fma_one(v[k, k], v[k, k], squares))
        signs[k] = 1 if x < 0 else -1
    return v, t, signs


def triangle(b, v, diagonal):
    """t of a block, of its part of v."""
    t = np.diag(diagonal)
    p = product(b, v.T, v)
    for k in range(1, len(t)):
        t[:k, k] = t[k, k] * product(b, t[:k, :k], p[:k, k : k + 1])[:, 0]
    return t


def orthogonal(draws, dtype, shape, gain=1.0):
    rows, columns = shape[0], math.prod(shape[1:])
    b = precision(dtype)
    g = normal(draws, "float64" if b.bits == 64 else "float32")[0].reshape(rows, columns)
    if rows <= columns:
        g = g.T
    v, diagonal, signs = reflectors(b, g)
    q = np.eye(*g.shape, dtype=b.real)
    for start in reversed(range(0, g.shape[1], 48)):
        end = min(start + 48, g.shape[1])
        own = v[start:, start:end]
        t = triangle(b, own, diagonal[start:end])
        w = np.hstack([v[start:end, start:end].T, product(b, v[end:, start:end].T, q[end:, end:])])
        q[start:, start:] = product(b, own, product(b, t, w), q[start:, start:])
    with np.errstate(over="ignore"):
        q = q * (signs * b.constant(gain))
    return (q.T if rows <= columns else q).ravel(), finite(dtype)


# Structured values


def rounded(values, dtype):
    """Binary64 numbers as values of the dtype, rounded once."""
    return np.array([nearest(float(x), dtype) for x in np.ravel(values)]), finite(dtype)


def held(value, dtype):
    """The value as the dtype has it."""
    return nearest(value, dtype) if dtype in FLOATS else value


def constant(draws, dtype, shape, value):
    return np.full(math.prod(shape), held(value, dtype)), None


def zeros(draws, dtype, shape):
    return constant(draws, dtype, shape, 0)


def ones(draws, dtype, shape):
    return constant(draws, dtype, shape, 1)


def eye(draws, dtype, shape, gain=1):
    return (np.eye(*shape) * held(gain, dtype)).ravel(), None


def dirac(draws, dtype, shape, groups=1, gain=1):
    values = np.zeros(shape)
    outputs = shape[0] // groups
    for group in range(groups):
        for d in range(min(outputs, shape[1])):
            values[(group * outputs + d, d, *(k // 2 for k in shape[2:]))] = held(gain, dtype)
    return values.ravel(), None


def along(shape, axis, values):
    """The values along the axis, in all of a tensor."""
    sizes = [1] * len(shape)
    sizes[axis] = shape[axis]
    return np.broadcast_to(values.reshape(sizes), shape).ravel()


def steps(start, step, count):
    return fma64(float(step), np.arange(count, dtype=np.float64), float(start))


def arange(draws, dtype, shape, start=0, step=1, axis=-1):
    if dtype in FLOATS:
        return rounded(along(shape, axis, steps(start, step, shape[axis])), dtype)
    return along(shape, axis, np.array([start + step * j for j in range(shape[axis])], dtype=object)), None


def log_arange(draws, dtype, shape, start=1, step=1, axis=-1):
    return rounded(along(shape, axis, B64.log(steps(start, step, shape[axis]))), dtype)


def prior_bias(draws, dtype, shape, p=0.01):
    p = np.full(shape, p)
    other = 1 - p
    error = (1 - other) - p
    with np.errstate(over="ignore", invalid="ignore"):
        quotient = other / p
        rest = fma64(-quotient, p, other) + error
        return rounded(np.where(p < 2.0**-64, B64.log(p), 0 - (B64.log(quotient) + rest / other)), dtype)


def bilinear(draws, dtype, shape):
    above, below = np.ones(()), np.ones(())
    for k in reversed(shape[2:]):
        f = (k + 1) // 2
        i = np.arange(k)
        # One more dimension in front of those that there are.
        own = (2 * f - abs(2 * i - (2 * f - 1 - f % 2))).astype(np.float64)
        above = above * own.reshape(-1, *(1 for _ in above.shape))
        below = below * (2.0 * f)
    return rounded(np.broadcast_to(above / below, shape), dtype)


class Powers:
    def __init__(self, base):
        m, e = math.frexp(base)
        s, f = int(m * 2.0**53) << 75, 0
        for _ in range(112):
            s, f = s * s >> 127, 2 * f
            if s >= 2**128:
                s, f = s >> 1, f + 1
        self.logarithm = ((e - 1) << 112) + f

    def power(self, j, n):
        v = abs(self.logarithm) * j // n
        v = -v if self.logarithm >= 0 else v
        k = v >> 112
        r = (v - (k << 112)) * 0xB17217F7D1CF79ABC9E3B39803F2F6AF >> 112
        e = 2**126
        for i in range(30, 0, -1):
            e = 2**126 + (r * e >> 128) // i
        return e, k

    def number(self, j, n):
        e, k = self.power(j, n)
        return math.ldexp((e >> 74) + (e >> 21) % 2**53 * 2.0**-53, k - 52)

    def turns(self, j, n):
        e, k = self.power(j, n)
        t = e * 0xA2F9836E4E441529FC2757D1F534DDC0 >> 128
        return math.ldexp(t >> 74, k - 54), math.ldexp((t >> 21) % 2**53, k - 107)


def rope_inverse_frequencies(draws, dtype, shape, base=10000):
    powers = Powers(base)
    return rounded([powers.number(j, shape[0]) for j in range(shape[0])], dtype)


def eighth_of_sum(a, b):
    x = a + b
    t = x - a
    error = ((a - (x - t)) + (b - t)) * B64.S[0]
    z = x * x
    w = z * B64.poly(B64.C, z)
    u = x * fma64(z, B64.poly(B64.S[1:], z), float.fromhex("0x1.1a62633145c07p-55"))
    s = fma64(x, B64.S[0], fma64(error, w + 1, u))
    return s, fma64(-error, s, w) + 1


def sinusoidal(draws, dtype, shape, base=10000, layout="interleaved", endpoint="false"):
    n = shape[1] // 2
    powers = Powers(base)
    high, low = np.array([powers.turns(j, n - 1 if endpoint == "true" else n) for j in range(n)]).T
    p = np.arange(shape[0], dtype=np.float64)[:, None]
    turns = p * high
    rest = fma64(p, low, fma64(p, high, -turns))
    whole = turns * 4 + 1.5 * 2.0**52 - 1.5 * 2.0**52
    s, c = eighth_of_sum((turns * 4 - whole) * 2, rest * 8)
    q = whole.astype(np.int64)
    sine, cosine = np.where(q & 1, c, s), np.where(q & 1, s, c)
    sine, cosine = np.where(q & 2, -sine, sine), np.where((q + 1) & 2, -cosine, cosine)
    pairs = np.stack([sine, cosine], 2 if layout == "interleaved" else 1)
    return rounded(pairs.reshape(shape), dtype)


# What is made of others


class Call:
    """An initializer with its arguments."""

    def __init__(self, name, **parameters):
        self.name, self.parameters = name, parameters

    def __str__(self):
        arguments = ", ".join(f"{key}={value}" for key, value in self.parameters.items())
        return f"{self.name}({arguments})" if arguments else self.name

    def values(self, draws, dtype, shape):
        """What it gives a tensor of this shape, with the first of the draws."""
        law = globals()[self.name]
        draws = draws.at(draws.positions[: math.prod(shape)])
        shaped = {"shape": shape} if "shape" in inspect.signature(law).parameters else {}
        return law(draws, dtype, **shaped, **self.parameters)


def icnr(draws, dtype, shape, factor=2, of=Call("kaiming_normal")):
    copies = factor ** (len(shape) - 2)
    values, bounds = of.values(draws, dtype, (shape[0] // copies, *shape[1:]))
    return values.reshape(shape[0] // copies, -1).repeat(copies, axis=0).ravel(), bounds


def delta_orthogonal(draws, dtype, shape, gain=1.0):
    matrix, bounds = Call("orthogonal", gain=gain).values(draws, dtype, shape[:2])
    values = np.zeros(shape, matrix.dtype)
    values[(..., *((k - 1) // 2 for k in shape[2:]))] = matrix.reshape(shape[:2])
    return values.ravel(), bounds


def unit_norm(draws, dtype, shape, of=Call("normal"), axis=-1):
    computed = "float64" if dtype == "float64" else "float32"
    values, bounds = of.values(draws, computed, shape)
    values = stored(values, computed, bounds or finite(computed)).reshape(shape)
    axes = sorted(a % len(shape) for a in np.atleast_1d(axis))
    vectors = values.reshape(math.prod(shape[: axes[0]]), math.prod(shape[a] for a in axes), -1)
    for matrix in vectors:
        for column in range(matrix.shape[1]):
            matrix[:, column] = over_norm(matrix[:, column])
    return vectors.ravel(), finite(dtype)


def over_norm(x):
    numbers = np.zeros((len(x) + 15) // 16 * 16)
    numbers[: len(x)] = x
    places = np.zeros(16)
    with np.errstate(over="ignore", under="ignore"):
        for row in numbers.reshape(-1, 16):
            places = places + row * row if x.dtype == np.float32 else fma64(row, row, places)
        while len(places) > 1:
            places = places[: len(places) // 2] + places[len(places) // 2 :]
    total = places.item()
    if 2.0**-960 <= total <= 2.0**960:
        return (x.astype(np.float64) / math.sqrt(total)).astype(x.dtype)
    if not x.any():
        return x
    return over_norm(x * (2.0**600 if total < 1 else 2.0**-600))


def tensor(call, shape, dtype, seed, stream=0, generator="ars"):
    """The tensor's values in a flat array; bfloat16's are given as their bits."""
    positions = np.arange(math.prod(shape), dtype=np.uint64)
    values, bounds = call.values(Draws(seed, stream, positions, generator), dtype, shape)
    if dtype in FLOATS:
        return stored(values, dtype, bounds or finite(dtype))
    return values.astype(np.int64).astype(dtype)
