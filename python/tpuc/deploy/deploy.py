# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lowers a network for a chip, holds it against its reference and writes it as one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from numpy.typing import NDArray

from tpuc.calibration.model import Model
from tpuc.compare import compare
from tpuc.deploy import report, verify
from tpuc.deploy.network import OnnxNetwork
from tpuc.deploy.npz import write_npz
from tpuc.deploy.request import (
    Tables,
    Target,
    check_package,
    check_table_layers,
    check_tables,
    is_onnx,
)
from tpuc.fileio import atomic_write
from tpuc.mlir.passmanager import PassManager
from tpuc.runtime import Session, load_module, lower, save_module, save_package
from tpuc.runtime.lowering import LoweringReport

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Request:
    """A network, what it is to become, and where that goes: a package, or QDQ ONNX.

    With `debug` the lowered module is written as text beside the package, and its tensors as npz,
    whatever comes of the comparison.
    """

    model: Model
    target: Target
    tables: Tables
    package: Path
    debug: bool = False

    @property
    def stem(self) -> Path:
        """What the names of the files written with `debug` begin with."""
        return debug_stem(self.package, self.model.path, self.target)


def debug_stem(package: Path, network: Path, target: Target) -> Path:
    """What the names of the files begin with that are written beside a package with `debug`."""
    return package.with_name(f"{network.stem}_{target.label}_tpu")


@dataclass(frozen=True)
class Validation:
    """Inputs for a trial run; `against` is what its tensors must be like."""

    inputs: Mapping[str, Array]
    against: verify.Verification


@dataclass(frozen=True)
class Deployment:
    """A network that was lowered, and what became of its layers."""

    module: Any
    layers: LoweringReport


def deploy(
    request: Request, validation: Validation | None = None, tell: Callable[[str], None] = print
) -> Deployment:
    """Makes the package of a network for a target and returns the lowered module.

    With a `validation` the network is run first: a ComparisonError says which tensors fall short
    and no package is written. `tell` gets what a person should read.
    """
    check_package(request.package, request.target)
    check_tables(request.target, request.tables)
    check_table_layers(request.tables, request.model.layers)
    if validation:
        verify.check_excepts(validation.against, request.model.layers)
    deployment = _lower(request, tell)
    module, layers = deployment.module, deployment.layers
    tell(f"{request.model.path.name} for {request.target.label}: {report.summary(layers)}")
    tell(report.table(layers, request.target.mode))
    if request.debug:
        save_module(module, f"{request.stem}.mlir")
        tell(f"text form: {request.stem}.mlir")
    outputs = _validate(request, module, validation, tell) if validation else {}
    with atomic_write(request.package) as temporary:
        if is_onnx(request.package):
            from tpuc.deploy.qdq import save_qdq  # loads onnx

            save_qdq(module, request.model.path.stem, temporary)
            if validation:
                tell(_check_onnx(request, temporary, validation, outputs))
        else:
            save_package(module, str(temporary))
            again = load_module(str(temporary))
            if validation:
                verify.check_same(outputs, _run(again, validation.inputs), str(request.package))
    kind = "QDQ ONNX" if is_onnx(request.package) else "package"
    tell(f"{kind}: {request.package} ({request.package.stat().st_size / 1e6:.1f} MB)")
    return deployment


def _lower(request: Request, tell: Callable[[str], None]) -> Deployment:
    target, tables = request.target, request.tables
    module, layers = lower(
        request.model.module,
        chip=target.chip,
        mode=target.mode,
        table=tables.calibration,
        qtable=tables.quantization,
        asymmetric=target.asymmetric,
    )
    _strip_border(module, target, tell)
    return Deployment(module, layers)


def _validate(
    request: Request, module: Any, validation: Validation, tell: Callable[[str], None]
) -> dict[str, Array]:
    """Runs the lowered network and compares; returns its outputs."""
    against = validation.against
    lowered = _run(module, validation.inputs, "all")
    if request.debug:
        write_npz(f"{request.stem}_outputs.npz", lowered)
    outcome = verify.check_against_reference(lowered, request.model.layers.outputs, against)
    tell(verify.describe(outcome, against.source))
    if outcome.first_failure:
        floats = request.model.tensors(validation.inputs)
        tell(verify.first_short(lowered, floats, against.tolerance))
        raise verify.failure(outcome, request.target, request.tables)
    return _run(module, validation.inputs)


def _check_onnx(
    request: Request, file: Path, validation: Validation, integers: Mapping[str, Array]
) -> str:
    """Holds the file, as ONNX Runtime runs it, against the reference; says how alike it is."""
    computed = OnnxNetwork(file).run(validation.inputs)
    against = replace(validation.against, compare_all=False)
    outcome = verify.check_against_reference(computed, request.model.layers.outputs, against)
    if outcome.first_failure:
        raise verify.failure(outcome, request.target, request.tables)
    # Outputs are in the same order; those of the lowered network are named as the casts to floats.
    named = dict(zip(computed, integers.values(), strict=True))
    worst = min(each.cosine for each in compare(computed, named, against.tolerance).tensors)
    return f"ONNX Runtime, with {request.target.chip}'s integers: cosine {worst:.6f}"


def _run(module: Any, inputs: Mapping[str, Array], keep: str | None = None) -> dict[str, Array]:
    result: dict[str, Array] = Session(module).run(inputs, keep=keep)
    return result


def _strip_border(module: Any, target: Target, tell: Callable[[str], None]) -> None:
    """Lets quantized values cross the network's border, where that was asked for."""
    for name, wanted in (("input", target.quant_input), ("output", target.quant_output)):
        if not wanted:
            continue
        before = _border(module)
        pipeline = f"builtin.module(tpu-strip-io-quant{{quant-{name}=true}})"
        with module.context:
            PassManager.parse(pipeline).run(module.operation)
        if _border(module) == before:
            tell(f"note: --quant_{name} changes nothing, no {name} is quantized")


def _border(module: Any) -> list[str]:
    """The types of the functions of a module, which are those of the network's border."""
    return [
        str(op.attributes["function_type"])
        for op in module.body.operations
        if "function_type" in op.attributes
    ]
