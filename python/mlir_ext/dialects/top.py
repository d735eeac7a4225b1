# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generated classes of the top dialect's ops and enums."""

from ._top_enum_gen import *
from ._top_ops_gen import *
