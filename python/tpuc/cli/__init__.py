# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The commands: thin argparse over the API.

Idle threads of a command sleep soon instead of spinning: on a machine that others use too, spinning
took a tenth of a search's processor time, and a fifth of that of --adaround. The OpenMP runtime
reads OMP_WAIT_POLICY when it is loaded, numpy's OpenBLAS the base 2 logarithm of the cycles it
waits.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")
