# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Damage to bytes, whatever they mean."""

from __future__ import annotations

import random
from collections.abc import Sequence


def mutated_bytes(rng: random.Random, data: bytearray, seeds: Sequence[bytes]) -> bytes:
    """Bits flipped; bytes changed, cut out, doubled, taken from another of `seeds`; the end cut."""
    for _ in range(rng.choice((1, 1, 2, 8))):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((1, 2, 8, 64)))
        kind = rng.randrange(6)
        if kind == 0 and start < len(data):
            data[start] ^= 1 << rng.randrange(8)
        elif kind == 1 and start < len(data):
            data[start] = rng.randrange(256)
        elif kind == 2:
            del data[start:end]
        elif kind == 3:
            data[start:start] = data[start:end]
        elif kind == 4:
            other = rng.choice(seeds)
            place = rng.randrange(len(other) + 1)
            data[start:end] = other[place : place + 32]
        elif rng.randrange(4) == 0:
            del data[start:]
    return bytes(data)
