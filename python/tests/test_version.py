import pathlib
import subprocess
import sys

import pytest

import tensor_init

SETUP = pathlib.Path(__file__).resolve().parents[1] / "setup.py"


def test_the_package_has_the_version_of_the_library():
    pytest.importorskip("setuptools")
    pytest.importorskip("wheel")
    told = subprocess.run([sys.executable, SETUP, "--version"], cwd=SETUP.parent, check=True, capture_output=True, text=True)
    assert told.stdout.splitlines()[-1] == tensor_init.__version__
