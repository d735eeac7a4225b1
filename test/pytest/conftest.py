# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fixtures that tests of several parts use."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def run_graph():
    """Runs an imported graph: emitted as a top module, as it is, in our executor."""
    ir = pytest.importorskip("tpuc.mlir.ir")
    runtime = pytest.importorskip("tpuc.runtime")
    from tpuc.frontend.emit import emit_module

    def run(graph, feeds):
        session = runtime.Session(emit_module(graph, {}, ir.Context()))
        # Scalars go and come with the number of samples as their only dimension.
        results = session.run({name: np.atleast_1d(array) for name, array in feeds.items()})
        for info in session.outputs:
            results[info.name] = results[info.name].reshape(info.shape)
        return results

    return run
