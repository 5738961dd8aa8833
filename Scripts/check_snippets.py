"""Compiles and runs the code of the documentation: check_snippets.py [PAGE ...], called by Scripts/check-snippets.

The code of one language on one page is one program, in the order of the page. It runs in a folder of the page, after what
stands before the last of its blocks. A line `print(...)  // text` (`# text` in Python) must print that text. Comments before
a block, which readers don't see, say what else there is to know:

    <!-- snippet: given              code before the block, in its language
    ... -->
    <!-- snippet: file NAME -->      the block is the contents of this file
    <!-- snippet: new -->            another program begins
    <!-- snippet: needs NAME -->     it is left out where there is no such program or Python package
    <!-- snippet: package -->        the Package.swift in which the Swift code of all pages is compiled
    <!-- snippet: untyped REASON --> mypy doesn't check the program
    <!-- snippet: skip REASON -->    it can't run

A page with the comment `<!-- snippets: REASON -->` is left to what the reason names.
"""

import ast
import dataclasses
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORK = ROOT / ".build/snippets"
PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "python/README.md", "docs/*.md", "Examples/**/*.md", "Sources/*/*.docc/*.md"]
LANGUAGES = {"swift", "c", "python", "sh", "yaml", "json"}
LIBRARIES = ["TensorInit", "TensorInitFoundation", "TensorInitRecipes", "TensorInitInspection"]
COMMANDS = ("tensor-init ", "Scripts/", "mpirun ", "srun ", "torchrun ", "swift ", "pip ", "python", "cc ", "c++ ", "git ")


@dataclasses.dataclass
class Block:
    """The code between two fences: by the numbers of their lines in the page, counted from 0."""

    page: str
    language: str
    start: int
    end: int
    lines: dict[int, str]
    given: dict[int, str] = dataclasses.field(default_factory=dict)
    directives: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def code(self):
        return "".join(line + "\n" for line in self.lines.values())

    @property
    def place(self):
        return f"{self.page}:{self.start + 1}"


class Failure(Exception):
    pass


def blocks_of(page, lines):
    """The blocks of a page, with the comments before them."""
    blocks, given, directives, number = [], {}, {}, 0
    while number < len(lines):
        line = lines[number]
        if comment := re.match(r"\s*<!-- snippet: (\w+) ?(.*?)(-->)?$", line):
            word, text, is_closed = comment[1], comment[2].strip(), comment[3]
            if word == "given" and text:
                given[number] = text
            directives[word] = text
            while not is_closed:
                number += 1
                is_closed = lines[number].endswith("-->")
                given[number] = lines[number].removesuffix("-->")
        elif fence := re.match(r"(\s*)```(\S*)\s*$", line):
            start, indent = number, len(fence[1])
            number += 1
            contents = {}
            while lines[number].strip() != "```":
                contents[number] = lines[number][indent:]
                number += 1
            blocks.append(Block(page, fence[2], start, number, contents, given, directives))
            given, directives = {}, {}
        elif line.strip():
            if directives:
                raise Failure(f"{page}:{number + 1}: a comment about code, but no code after it")
        number += 1
    return blocks


def checked(block):
    """Whether the block is code that runs."""
    known = {"given", "file", "new", "needs", "package", "untyped", "skip"}
    if unknown := set(block.directives) - known:
        raise Failure(f"{block.place}: unknown directive {unknown.pop()}")
    if "skip" in block.directives:
        if not block.directives["skip"]:
            raise Failure(f"{block.place}: no reason to skip it")
        return False
    if block.language == "" and not block.directives:
        if block.code.startswith(COMMANDS):
            raise Failure(f"{block.place}: a command line without the language sh")
        return False
    if block.language not in LANGUAGES and "file" not in block.directives:
        raise Failure(f"{block.place}: {block.language} isn't checked")
    return "package" not in block.directives


@dataclasses.dataclass
class Program:
    language: str
    blocks: list[Block]

    @property
    def page(self):
        return self.blocks[0].page

    @property
    def place(self):
        return self.blocks[0].place

    @property
    def end(self):
        return self.blocks[-1].end

    @property
    def name(self):
        stem = pathlib.PurePath(self.page).with_suffix("").as_posix()
        return re.sub(r"\W", "_", f"{stem.removeprefix('Sources/')}_{self.blocks[0].start + 1}")

    def has(self, directive):
        return [block.directives[directive] for block in self.blocks if directive in block.directives]

    def lines(self):
        """The code by the numbers of its lines in the page, with what is given."""
        return {number: line for block in self.blocks for number, line in (block.given | block.lines).items()}


def programs_of(blocks):
    programs, current = [], {}
    for block in blocks:
        language = block.language
        # Each command line, recipe and file is one by itself.
        is_alone = language not in {"swift", "python", "c"} or "file" in block.directives
        if is_alone or language not in current or "new" in block.directives:
            program = Program(language, [])
            programs.append(program)
            if not is_alone:
                current[language] = program
        else:
            program = current[language]
        program.blocks.append(block)
    return sorted(programs, key=lambda program: program.end)


def padded(lines):
    """Text in which each line has its number in the page."""
    return "".join(lines.get(number, "") + "\n" for number in range(max(lines) + 1))


def run(command, folder, environment, timeout=300, place=""):
    try:
        result = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Failure(f"{place}: takes more than {timeout} seconds") from None
    if result.returncode != 0:
        raise Failure(f"{place}: exit status {result.returncode}\n{result.stdout[-4000:]}{result.stderr[-8000:]}")
    return result.stdout


def check_output(program, comment, output):
    """Compares what is printed with what the comments of the lines say, in their order."""
    rest = output.splitlines()
    for block in program.blocks:
        for number, line in block.lines.items():
            if expected := re.match(rf"\s*print\(.*\)\s+{comment} (.*)$", line):
                if expected[1] not in rest:
                    raise Failure(f"{program.page}:{number + 1}: doesn't print {expected[1]!r} but\n{output}")
                rest = rest[rest.index(expected[1]) + 1 :]


# --- Swift ---


def is_declarations(lines):
    """Whether there are no statements outside of types and functions."""
    pattern = r"(public |private |final )*(struct|class|enum|actor|protocol|extension|func) |[ })@/]|$"
    return all(re.match(pattern, line) for line in lines.values())


def swift_function(program):
    """A file with the program as a function, each block in a scope within that of the block before it.

    Of a program with extensions, which can't stand within a function, the declarations stand outside of it.
    """
    imports, declarations, statements, scopes = [], "", {}, 0
    has_extensions = any(line.startswith("extension ") for block in program.blocks for line in block.lines.values())
    place = f'#sourceLocation(file: "{ROOT / program.page}", line: 1)\n'
    for block in program.blocks:
        lines = block.given | block.lines
        for number, line in lines.items():
            if re.match(r"(@\w+ )?import ", line):
                imports.append(line)
                lines[number] = ""
        if has_extensions and is_declarations(lines):
            declarations += place + padded(lines)
        else:
            statements |= lines | {block.start: "do {"}
            scopes += 1
    function = f"extension Snippets {{ static func {program.name}() async throws {{\n"
    body = place + padded(statements) if statements else ""
    return "\n".join(["import TensorInit", *imports, declarations, function, body, "}" * scopes + "}}"]) + "\n"


def documentation_comments():
    """The Swift blocks of the libraries' comments, by file."""
    for library in LIBRARIES:
        for path in sorted((ROOT / "Sources" / library).rglob("*.swift")):
            lines = [re.sub(r"^\s*///? ?", "", line) if "///" in line else "" for line in path.read_text().splitlines()]
            blocks = [b for b in blocks_of(path.relative_to(ROOT).as_posix(), lines) if b.language == "swift"]
            if blocks:
                yield path, blocks


def swift_package(programs, manifest):
    folder = WORK / "package"
    sources = {}
    calls = ""
    for program in programs:
        sources[f"Snippets/{program.name}.swift"] = swift_function(program)
        calls += f'    case "{program.name}": try await {program.name}()\n'
    sources["Snippets/Snippets.swift"] = (
        "@main struct Snippets {\n  static func main() async throws {\n"
        f"    switch CommandLine.arguments[1] {{\n{calls}    default: fatalError()\n    }}\n  }}\n}}\n"
    )
    for path, blocks in documentation_comments():
        relative = path.relative_to(ROOT).as_posix()
        text = "import TensorInit\nimport TensorInitFoundation\nimport TensorInitInspection\nimport TensorInitRecipes\n"
        for block in blocks:
            if "skip" not in block.directives:
                code = "".join(line + "\n" for line in (block.given | block.lines).values())
                source = f'#sourceLocation(file: "{path}", line: {block.start + 2})\n'
                text += f"private func line{block.start}() async throws {{\n{source}{code}#sourceLocation()\n}}\n"
        sources[f"Comments/{re.sub(r'[^A-Za-z0-9]', '_', relative)}.swift"] = text
    sources["Comments/Given.swift"] = (ROOT / "Scripts/snippets-given.swift").read_text()

    products = ", ".join(f'.product(name: "{library}", package: "swift-tensor-init")' for library in LIBRARIES)
    settings = 'swiftSettings: [.unsafeFlags(["-suppress-warnings"]), .enableUpcomingFeature("MemberImportVisibility")]'
    targets = "".join(
        f'package.targets.append(.{kind}(name: "{name}", dependencies: [{products}], {settings}))\n'
        for kind, name in [("executableTarget", "Snippets"), ("target", "Comments")]
    )
    write_changed(folder / "Package.swift", manifest.code + "\n" + targets)
    for target in re.findall(r'\.executableTarget\(\s*name: "([\w-]+)"', manifest.code):
        write_changed(folder / f"Sources/{target}/{target}.swift", "print()\n" if target == "main" else "@main struct Main { static func main() {} }\n")
    for name, text in sources.items():
        write_changed(folder / "Sources" / name, text)
    for path in [*folder.glob("Sources/Snippets/*"), *folder.glob("Sources/Comments/*")]:
        if path.relative_to(folder / "Sources").as_posix() not in sources:
            path.unlink()
    # The name that the manifest gives is not that of the checkout's folder.
    link = WORK / "swift-tensor-init"
    if not link.is_symlink():
        link.symlink_to(ROOT)
    result = subprocess.run(
        ["swift", "build", "--disable-index-store", "--scratch-path", WORK / "build"], cwd=folder, capture_output=True, text=True
    )  # fmt: skip
    if result.returncode != 0:
        output = result.stdout + result.stderr
        errors = [line for line in output.splitlines() if "error:" in line]
        raise Failure("Swift code:\n" + "\n".join(dict.fromkeys(errors)) if errors else output[-5000:])
    return WORK / "build/debug/Snippets"


def write_changed(path, text):
    """Writes a file unless it has this text: what is as it was isn't compiled again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


# --- Python ---


def missing_modules(program):
    """The packages that the program imports and that aren't there."""
    names = set()
    for node in ast.walk(ast.parse(padded(program.lines()))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    return sorted(name for name in names - {"tensor_init"} if importlib.util.find_spec(name) is None)


def check_types(programs, environment):
    if importlib.util.find_spec("mypy") is None:
        print("types of Python code SKIPPED, since there is no mypy")
        return
    files = [str(WORK / "python" / f"{program.name}.py") for program in programs]
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--cache-dir", str(WORK / "mypy"), *files]
    run(command, ROOT, environment | {"MYPYPATH": str(ROOT / "python")}, place="mypy --strict")


# --- C ---


def check_c(program, folder, environment):
    """Compiles a program as C and as C++, and runs both."""
    lines = program.lines()
    if not any("int main(" in line for line in lines.values()):
        includes = {number: line for number, line in lines.items() if line.startswith("#include")}
        rest = {number: "" if number in includes else line for number, line in lines.items()}
        text = "".join(includes.values()) and "\n".join(includes.values()) + "\n"
        text += f'int main(void) {{\n#line 1 "{ROOT / program.page}"\n{padded(rest)}return 0;\n}}\n'
    else:
        text = f'#line 1 "{ROOT / program.page}"\n{padded(lines)}'
    flags = run(["pkg-config", "--cflags", "--libs", "tensor_init"], folder, environment, place=program.place).split()
    for compiler, suffix, standard in [("cc", "c", "c11"), ("c++", "cpp", "c++17")]:
        source = folder / f"{program.name}.{suffix}"
        source.write_text(text)
        command = [compiler, f"-std={standard}", "-Wall", "-Wextra", "-Werror", source, *flags, "-o", source.stem]
        run(command, folder, environment, place=f"{program.place} as {suffix}")
        run([folder / source.stem], folder, environment, place=f"{program.place} as {suffix}")


# --- All ---


def lacking(program):
    """What a program needs that isn't there, or nothing."""
    for name in program.has("needs"):
        if shutil.which(name) is None and importlib.util.find_spec(name) is None:
            return name
    if program.language == "python":
        return ", ".join(missing_modules(program))
    return None


def check(program, folder, environment, snippets):
    block = program.blocks[0]
    if program.language == "swift" and "file" not in block.directives:
        check_output(program, "//", run([snippets, program.name], folder, environment, place=program.place))
    elif program.language == "python" and "file" not in block.directives:
        path = WORK / "python" / f"{program.name}.py"
        check_output(program, "#", run([sys.executable, path], folder, environment, place=program.place))
    elif program.language == "c":
        check_c(program, folder, environment)
    elif program.language == "sh":
        # Scripts find the repository by the place that they are called at.
        script = re.sub(r"(?m)^Scripts/", '"$REPOSITORY"/Scripts/', "\n".join([*block.given.values(), block.code]))
        run(["bash", "-euo", "pipefail", "-c", script], folder, environment, place=program.place)
    elif program.language == "json":
        json.loads(block.code)
    elif program.language == "yaml":
        name = block.directives.get("file") or f"line-{block.start + 1}.yaml"
        if re.search("^tensors:", block.code, re.M):
            command = ["tensor-init", "checkpoint", name, "--dry-run"]
            run(command, folder, environment, place=program.place)
        elif "file" not in block.directives:
            raise Failure(f"{program.place}: a recipe without tensors, which nothing reads")


def main(chosen):
    library = pathlib.Path(os.environ["TENSOR_INIT_LIBRARY"]).resolve()
    paths = sorted({path for pattern in PAGES for path in ROOT.glob(pattern)})
    all_blocks = {}
    manifest = None
    for path in paths:
        page = path.relative_to(ROOT).as_posix()
        text = path.read_text()
        if reason := re.search("^<!-- snippets: (.+) -->$", text, re.M):
            print(f"{page}: {reason[1]}")
            continue
        blocks = blocks_of(page, text.splitlines())
        for block in blocks:
            if "package" in block.directives:
                manifest = block
        blocks = [block for block in blocks if checked(block)]
        if blocks and (not chosen or page in chosen):
            all_blocks[page] = blocks
    if manifest is None:
        raise Failure("no page has the Package.swift that the code is compiled in")

    programs = {page: programs_of(blocks) for page, blocks in all_blocks.items()}
    every = [program for page in programs.values() for program in page]
    prefix, tools, home = WORK / "prefix", WORK / "bin", WORK / "home"
    for folder in [WORK / "python", tools, home]:
        folder.mkdir(parents=True, exist_ok=True)
    for name, target in [("tensor-init", library.parent / "tensor-init"), ("python3", sys.executable), ("python", sys.executable)]:
        (tools / name).unlink(missing_ok=True)
        (tools / name).symlink_to(target)
    environment = os.environ | {
        "REPOSITORY": str(ROOT), "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "python"),
        "PYTHONDONTWRITEBYTECODE": "1", "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig"), "HOME": str(home),
        "LD_LIBRARY_PATH": str(prefix / "lib"), "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1", "SWIFT_BACKTRACE": "enable=no",
    }  # fmt: skip
    run([ROOT / "Scripts/install-c-library", prefix], ROOT, os.environ, place="install-c-library")

    begin = time.monotonic()
    swift = [p for p in every if p.language == "swift" and "file" not in p.blocks[0].directives]
    snippets = swift_package(swift, manifest)
    print(f"Swift code compiled in {time.monotonic() - begin:.0f} s", flush=True)
    python = [p for p in every if p.language == "python" and "file" not in p.blocks[0].directives]
    for program in python:
        (WORK / "python" / f"{program.name}.py").write_text(padded(program.lines()))
    check_types([p for p in python if not p.has("untyped") and not lacking(p)], environment)

    failures = []
    for page, of_page in programs.items():
        begin = time.monotonic()
        folder = WORK / "pages" / re.sub(r"\W", "_", page)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "Examples").symlink_to(ROOT / "Examples")
        for program in of_page:
            block = program.blocks[0]
            name = block.directives.get("file") or (f"line-{block.start + 1}.yaml" if block.language == "yaml" else None)
            if name:
                (folder / name).write_text("".join(line + "\n" for line in block.given.values()) + block.code)
        for program in of_page:
            if name := lacking(program):
                print(f"{program.place}: SKIPPED, since there is no {name}")
                continue
            try:
                check(program, folder, environment, snippets)
            except Failure as failure:
                failures.append(program.place)
                print(failure, file=sys.stderr, flush=True)
        shutil.rmtree(folder)
        print(f"{page}: {sum(len(p.blocks) for p in of_page)} blocks, {time.monotonic() - begin:.1f} s", flush=True)
    if failures:
        raise Failure(f"{len(failures)} failed: {', '.join(failures)}")
    print("Snippets: all passed")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Failure as failure:
        sys.exit(f"check-snippets: {failure}")
