# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Mutated PyTorch archives: of their bytes, of the files in them, of the graph of a `.pt2`.

`mutate` makes from an archive and a number always the same damaged file.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from byte_mutations import mutated_bytes

_ODD = (-(2**63), -(2**31), -1, 0, 1, 2, 3, 7, 99, 2**31, 2**40, 2**63 - 1, 2**80)
_ODD_ITEMS = (None, True, "", "nowhere", 0.5, [], {}, *_ODD)


class _Bomb:
    """Calls a function when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (77,)


def mutate(seeds: Sequence[bytes], number: int) -> bytes:
    """One of the archives in `seeds`, damaged: as bytes, or one of the files in it."""
    rng = random.Random(number)
    data = rng.choice(seeds)
    if number % 4 == 0:
        return mutated_bytes(rng, bytearray(data), seeds)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(rng.choice((1, 1, 1, 2))):
        name = rng.choice(list(files))
        rng.choice(_FILE_MUTATIONS)(rng, files, name)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # without the time of day
    return stream.getvalue()


def _damage(rng: random.Random, files: dict[str, bytes], name: str) -> None:
    files[name] = mutated_bytes(rng, bytearray(files[name]), list(files.values()))


def _drop(rng: random.Random, files: dict[str, bytes], name: str) -> None:
    if len(files) > 1:
        del files[name]


def _swap(rng: random.Random, files: dict[str, bytes], name: str) -> None:
    other = rng.choice(list(files))
    files[name], files[other] = files[other], files[name]


def _arm(rng: random.Random, files: dict[str, bytes], name: str) -> None:
    pickles = [other for other in files if other.endswith((".pkl", ".pt"))]
    files[rng.choice([name, *pickles])] = pickle.dumps(_Bomb(), protocol=2)


def _rewrite_json(rng: random.Random, files: dict[str, bytes], name: str) -> None:
    """Changes a place in a JSON file: the graph, or where the weights are."""
    names = [other for other in files if other.endswith(".json")]
    if not names:
        return _damage(rng, files, name)
    name = rng.choice(names)
    try:
        whole = json.loads(files[name])
    except ValueError:
        return
    if places := list(_places(whole)):
        holder, key = rng.choice(places)
        kind = rng.randrange(4)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            holder[key] = rng.choice(_ODD_ITEMS)
        elif isinstance(holder[key], int):
            holder[key] = rng.choice(_ODD)
        else:
            other, place = rng.choice(places)
            holder[key] = other[place]
    try:
        files[name] = json.dumps(whole).encode()
    except (ValueError, RecursionError):  # what is in itself now
        return


def _places(item: Any) -> Any:
    """Every container below `item`, with each of its keys or indices."""
    if isinstance(item, dict | list):
        for key in list(item) if isinstance(item, dict) else range(len(item)):
            yield item, key
            yield from _places(item[key])


_FILE_MUTATIONS: tuple[Callable[[random.Random, dict[str, bytes], str], None], ...] = (
    *(_damage, _damage, _damage, _drop, _swap, _arm),
    *(_rewrite_json, _rewrite_json, _rewrite_json),
)
