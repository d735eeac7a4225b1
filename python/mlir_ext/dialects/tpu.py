# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generated classes of the tpu dialect's ops and enums."""

from ._tpu_enum_gen import *
from ._tpu_ops_gen import *
