"""Tells which public symbols have no documentation: check_documentation.py SYMBOL_GRAPH ...

What the compiler adds has no place in a source file, and what a protocol of another library asks for says there what it is.
"""

import json
import sys
from urllib.parse import unquote, urlparse

missing = []
for path in sys.argv[1:]:
    with open(path) as file:
        graph = json.load(file)
    for symbol in graph["symbols"]:
        if symbol["kind"]["identifier"] == "swift.extension":
            continue
        if "docComment" not in symbol and "location" in symbol:
            line = symbol["location"]["position"]["line"] + 1
            file = unquote(urlparse(symbol["location"]["uri"]).path)
            missing.append(f"{file}:{line}: {'.'.join(symbol['pathComponents'])} has no documentation")
print("\n".join(missing), file=sys.stderr, end="\n" if missing else "")
sys.exit(bool(missing))
