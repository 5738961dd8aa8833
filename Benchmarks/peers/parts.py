"""Filling an array by several threads, for libraries that leave this to their users.

Both NumPy's documentation and MKL's tell to give each thread a stream and a part of its own.
"""

from concurrent.futures import ThreadPoolExecutor

from peer_protocol import fastest


class Parts:
    def __init__(self, threads):
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads)

    def fastest(self, array, ways):
        """The name and the fill of the fastest way to fill an array, with all threads or with one.

        A way makes the fill of one part: way(part, number). Handing a part to a thread costs more than it saves of
        small arrays.
        """
        fills = {name: self._fill(array, way, self.threads) for name, way in ways.items()}
        if self.threads > 1:
            fills |= {f"{name}, one thread": self._fill(array, way, 1) for name, way in ways.items()}
        return fastest(fills)

    def _fill(self, array, way, count):
        flat = array.reshape(-1)
        length = -(-flat.size // count)
        first, *others = [way(flat[n * length : (n + 1) * length], n) for n in range(count)]
        if not others:
            return first

        def fill():
            futures = [self.pool.submit(other) for other in others]
            first()
            for future in futures:
                future.result()

        return fill
