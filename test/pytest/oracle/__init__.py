# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The chips' arithmetic once more, in numpy: an oracle for the lowering and the kernels.

Written from the text of the numerics (docs/numerics.md has its sections) and not from the C++
sources, so that a rule misread in one of the two shows. Plain and slow. `simulate.check` takes a
Top module, a calibration table and the tensors of a lowered network, and computes every layer anew
from the stored values that it reads.
"""
