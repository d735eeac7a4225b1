# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A lowered network as QDQ ONNX: every quantized tensor between QuantizeLinear and
DequantizeLinear, weights and biases as the chip's integers.

`export.py` walks the module, `registry.py` has the table of operators and what a converter sees,
`tensors.py` quantized types and names, and the `ops_*.py` one converter for each operator.
"""

from tpuc.deploy.qdq.export import export_qdq, save_qdq

__all__ = ["export_qdq", "save_qdq"]
