"""Filling an array by several threads, for libraries that leave this to their users.

Both NumPy's documentation and MKL's tell to give each thread a stream and a part of its own.
"""

from concurrent.futures import ThreadPoolExecutor

# Below this, handing a part to a thread costs more than it saves.
SMALLEST_PART = 1 << 15


class Parts:
    def __init__(self, threads):
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads)

    def fill(self, array, part_fill):
        """The fill of a whole array; part_fill(part, number) gives that of one part."""
        flat = array.reshape(-1)
        count = max(1, min(self.threads, flat.size // SMALLEST_PART))
        length = -(-flat.size // count)
        fills = [part_fill(flat[n * length : (n + 1) * length], n) for n in range(count)]
        if count == 1:
            return fills[0]
        return lambda: list(self.pool.map(lambda fill: fill(), fills))
