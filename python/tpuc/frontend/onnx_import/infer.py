# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Types and static shapes of ONNX tensors, from ONNX's own inference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import onnx

from tpuc.errors import TpucError
from tpuc.frontend.graph import FLOAT, Array, Shape, Unsupported
from tpuc.frontend.onnx_import.model import opset

_T = onnx.TensorProto
#: Element types that a tensor computed at run time may have: f32 stands for all of them.
_DTYPES: dict[int, np.dtype[np.generic]] = {
    **dict.fromkeys((_T.FLOAT, _T.FLOAT16, _T.BFLOAT16, _T.DOUBLE), FLOAT),
    **{
        kind: onnx.helper.tensor_dtype_to_np_dtype(kind)
        for kind in (
            *(_T.BOOL, _T.INT8, _T.INT16, _T.INT32, _T.INT64),
            *(_T.UINT8, _T.UINT16, _T.UINT32, _T.UINT64),
        )
    },
}
#: Operators whose result is like their input and for which ONNX infers no shape.
_LIKE_INPUT = {"GroupNormalization", "MeanVarianceNormalization"}
#: The same of operators that ONNX does not have.
_CUSTOM = {"GELU", "PixelNormalization", "Rsqrt"}


def infer_outputs(
    model: onnx.ModelProto,
    node: onnx.NodeProto,
    types: Mapping[str, onnx.TypeProto],
    constants: Callable[[onnx.NodeProto], Mapping[str, Array]],
) -> dict[str, onnx.TypeProto]:
    """The types of a node's outputs, given those of its inputs and the small constant ones.

    Raises Unsupported for an operator that ONNX does not have, TpucError for a node that is not
    valid.
    """
    if node.op_type in _CUSTOM:
        return {node.output[0]: types[node.input[0]]}
    title = f"node {node.name or node.output[0]} ({node.op_type})"
    data = {
        name: onnx.numpy_helper.from_array(array, name) for name, array in constants(node).items()
    }
    version = opset(model, node.domain)
    try:
        schema = onnx.defs.get_schema(node.op_type, version, node.domain)
    except onnx.defs.SchemaError as error:
        raise Unsupported(f"no definition in opset {version}") from error
    if node.op_type == "Split":
        _check_split(node, title)
    context = onnx.checker.C.CheckerContext()
    context.ir_version = model.ir_version
    context.opset_imports = {entry.domain: entry.version for entry in model.opset_import}
    try:
        onnx.checker.check_node(node, context)
        inferred: dict[str, onnx.TypeProto] = onnx.shape_inference.infer_node_outputs(
            schema,
            node,
            {name: types[name] for name in node.input if name},
            data,
            opset_imports=list(model.opset_import),
            ir_version=model.ir_version,
        )
    except onnx.shape_inference.InferenceError as error:
        reason = str(error).strip().splitlines()[0]
        raise TpucError(f"{title} does not fit its inputs: {reason}") from error
    except (onnx.checker.ValidationError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise TpucError(f"{title} is not valid ONNX: {reason}") from error
    if node.op_type in _LIKE_INPUT:
        inferred = {node.output[0]: types[node.input[0]]}
    return inferred


def static_shape(kind: onnx.TypeProto | None) -> Shape | None:
    """The shape, or None where a dimension or the rank is not known."""
    if kind is None or not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return None
    dims = kind.tensor_type.shape.dim
    if not all(dim.HasField("dim_value") for dim in dims):
        return None
    return tuple(dim.dim_value for dim in dims)


def dtype_of(kind: onnx.TypeProto | None) -> np.dtype[np.generic]:
    """What the elements are, every float type as f32; raises Unsupported for other than numbers."""
    if kind is None:
        return FLOAT
    element = kind.tensor_type.elem_type
    if element not in _DTYPES:
        names = {value: name.lower() for name, value in _T.DataType.items()}
        name = names.get(element, f"number {element}")
        raise Unsupported(
            f"elements of type {name}" if kind.HasField("tensor_type") else "something but a tensor"
        )
    return _DTYPES[element]


def _check_split(node: onnx.NodeProto, title: str) -> None:
    """ONNX's own inference ends the process where these do not fit."""
    for attribute in node.attribute:
        if attribute.name == "num_outputs" and attribute.i != len(node.output):
            raise TpucError(
                f"{title} is not valid ONNX: it has {len(node.output)} outputs, "
                f"num_outputs says {attribute.i}"
            )
