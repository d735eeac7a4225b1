# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Feeds damaged PyTorch archives to the importers: each is imported, or refused in one line.

    python test/pytest/fuzz_torch.py pt2 --count 20000 [--keep FOLDER]
    python test/pytest/fuzz_torch.py pt

Some of the files hold pickles that end the process when they are unpickled: then that is a failure.
"""

from __future__ import annotations

import argparse
import io
import sys
import warnings

import torch
from fuzz_harness import Fuzz, command
from torch import nn
from torch_mutations import mutate


class _Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Layers with weights, an in-place operator, a view, a Concat."""
        x = self.norm(self.conv(x)).relu_()
        x = torch.cat([x[:, :2], x[:, 2:].sigmoid()], 1)
        return self.fc(x.mean((2, 3)).view(x.shape[0], -1)).softmax(1)


def fuzz(form: str) -> Fuzz:
    """Damaged files of a small network and of one operator, as `pt` or `pt2`."""
    torch.manual_seed(0)
    example = torch.zeros(1, 3, 6, 6)
    seeds = []
    for network in (_Network().eval(), nn.Hardswish().eval()):
        stream = io.BytesIO()
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")
            if form == "pt2":
                torch.export.save(torch.export.export(network, (example,)), stream)
            else:
                torch.jit.save(torch.jit.trace(network, example), stream)
        seeds.append(stream.getvalue())
    return Fuzz(f".{form}", seeds, mutate, {"input_shapes": [tuple(example.shape)]})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Feeds damaged PyTorch archives to the importers.")
    parser.add_argument("form", choices=("pt", "pt2"), help="TorchScript or exported programs")
    sys.exit(command(parser, lambda args: fuzz(args.form)))
