"""Puts the C library into the package, building it first where this is a checkout with Swift."""

import pathlib
import re
import shutil
import subprocess

import setuptools
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution

HERE = pathlib.Path(__file__).resolve().parent
LIBRARY = HERE / "tensor_init" / "lib" / "libtensor_init.so"
BUILD_SCRIPT = HERE.parent / "Scripts" / "build-c-library"
HEADER = HERE.parent / "Sources" / "CTensorInit" / "include" / "tensor_init.h"


def version():
    """The C library's; a source distribution, which hasn't its header, has it in its own metadata."""
    text = (HEADER if HEADER.exists() else HERE / "PKG-INFO").read_text(encoding="utf-8")
    return re.search(r'^(?:#define TI_VERSION "|Version: )([\d.]+)', text, re.MULTILINE)[1]


class BuildWithLibrary(build_py):
    def run(self):
        # Without Swift, the package looks for an installed library when it is imported.
        if not LIBRARY.exists() and BUILD_SCRIPT.exists() and shutil.which("swift"):
            built = subprocess.run([BUILD_SCRIPT], check=True, stdout=subprocess.PIPE, text=True)
            LIBRARY.parent.mkdir(exist_ok=True)
            shutil.copyfile(built.stdout.strip(), LIBRARY)
        super().run()


class PlatformDistribution(Distribution):
    """A distribution for one kind of machine, because of the library in it."""

    def has_ext_modules(self):
        return LIBRARY.exists()


try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:
    from wheel.bdist_wheel import bdist_wheel


class AnyPythonWheel(bdist_wheel):
    """The library is called through ctypes: it belongs to a platform, not to a version of Python."""

    def get_tag(self):
        _, _, platform = super().get_tag()
        return "py3", "none", platform


setuptools.setup(
    version=version(),
    cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": AnyPythonWheel},
    distclass=PlatformDistribution,
)
