# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A slice of the fuzz runs: damaged PyTorch archives are imported, or refused in one line."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("tpuc.mlir.ir")

import fuzz_harness  # noqa: E402
from fuzz_torch import fuzz  # noqa: E402
from torch_mutations import mutate  # noqa: E402

from tpuc.errors import TpucError  # noqa: E402
from tpuc.frontend.network import open_network  # noqa: E402


@pytest.mark.parametrize("form", ["pt", "pt2"])
def test_damaged_files_are_imported_or_refused(form):
    assert fuzz_harness.run(fuzz(form), range(100000, 100200), seconds=60, keep=None) == {}


def test_mutations_damage():
    """The same number makes the same file; a good part is refused, a good part is not."""
    seeds = fuzz("pt2").seeds
    files = [mutate(seeds, number) for number in range(100)]
    assert files == [mutate(seeds, number) for number in range(100)]
    assert sum(file not in seeds for file in files) > 90


@pytest.mark.parametrize("form", ["pt", "pt2"])
def test_whole_files_are_imported(form, tmp_path):
    case = fuzz(form)
    for seed in case.seeds:
        assert fuzz_harness.try_import(seed, tmp_path / f"net.{form}", **case.options) == ""
        open_network(tmp_path / f"net.{form}", **case.options)


def _edited(data, edit):
    """An archive with its files changed by `edit`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    edit(files)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_module_without_forward_is_named(tmp_path):
    class Silent(torch.nn.Module):
        @torch.jit.export
        def other(self, x: torch.Tensor) -> torch.Tensor:
            return x

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(Silent()).save(str(tmp_path / "net.pt"))
    with pytest.raises(TpucError, match=r"net\.pt has no method forward"):
        open_network(tmp_path / "net.pt", [(1, 2)])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"as_int": 0', b'"as_int": 9223372036854775807', "damaged|does not fit|cannot"),
        (b'"dtype"', b'"type"', "damaged at .*KeyError: 'dtype'"),
        (
            b'"arg": {"as_tensor": {"name": "x"}}, "kind"',
            b'"arg": {"as_tensor": {"name": "a\\nb"}}, "kind"',
            "reads a b, which no node before it computes$",
        ),
    ],
)
def test_contradictions_in_the_graph_are_named(old, new, message, tmp_path):
    def edit(files):
        (name,) = (name for name in files if name.endswith("models/model.json"))
        assert old in files[name]
        files[name] = files[name].replace(old, new)

    case = fuzz("pt2")
    (tmp_path / "net.pt2").write_bytes(_edited(case.seeds[0], edit))
    with pytest.raises(TpucError, match=message):
        open_network(tmp_path / "net.pt2", **case.options)


def test_an_exported_program_called_pt_is_named(tmp_path):
    (tmp_path / "net.pt").write_bytes(fuzz("pt2").seeds[0])
    with pytest.raises(TpucError, match=r"is an exported program: give its name the ending \.pt2"):
        open_network(tmp_path / "net.pt")
