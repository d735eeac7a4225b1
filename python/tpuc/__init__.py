# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tpuc: trained networks to INT8 or mixed precision for TPU-class chips."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tpuc")
except PackageNotFoundError:  # a build tree, not an installation
    __version__ = "0+unknown"
