# RUN: %python %s
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every op of both dialects can be executed, and a file of this folder or below tests it."""

from pathlib import Path

from tpuc.mlir.dialects import top, tpu
from tpuc.runtime import can_execute


def operations(dialect):
    """The full names of a dialect's ops."""
    names = {getattr(value, "OPERATION_NAME", None) for value in vars(dialect).values()}
    return sorted(name for name in names if name and name.startswith(("top.", "tpu.")))


here = Path(__file__).parent
tests = "\n".join(path.read_text() for path in here.glob("*.py"))
ops = operations(top) + operations(tpu)
assert len(ops) > 90, ops
assert not can_execute("top.NoSuchOp")
missing = [op for op in ops if not can_execute(op)]
assert not missing, f"no step executes {missing}"
by_file = {f"{path.parent.name.lower()}.{path.stem}" for path in here.glob("T*/*.mlir")}
untested = [op for op in ops if op not in by_file and op not in tests]
assert not untested, f"no test of {untested}"
