# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The commands: thin argparse over the API.

Idle OpenMP threads of a command sleep instead of spinning (OMP_WAIT_POLICY, which the OpenMP
runtime reads when it is loaded): on a machine that others use too, spinning took a tenth of a
search's time.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
