# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`$(name)` in configuration values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tpuc.errors import TpucError

_VARIABLE = re.compile(r"\$\((\w+)\)")


def expand(value: Any, variables: Mapping[str, Any], where: str) -> Any:
    """Replaces every `$(name)` in `value`, at any depth of lists and mappings.

    A string that is one variable and nothing else becomes that variable's value, whatever its
    type; inside a longer string the value is written out. Values may use variables themselves.
    `where` names the file and key for errors.
    """
    return _expand(value, variables, where, ())


def _expand(value: Any, variables: Mapping[str, Any], where: str, path: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return _expand_string(value, variables, where, path)
    if isinstance(value, list):
        return [
            _expand(item, variables, f"{where}[{index}]", path) for index, item in enumerate(value)
        ]
    if isinstance(value, dict):
        return {
            key: _expand(item, variables, f"{where}.{key}", path) for key, item in value.items()
        }
    return value


def _expand_string(
    text: str, variables: Mapping[str, Any], where: str, path: tuple[str, ...]
) -> Any:
    def resolve(name: str) -> Any:
        if name in path:
            cycle = " -> ".join(f"$({step})" for step in (*path[path.index(name) :], name))
            raise TpucError(f"{where}: variables refer to each other in a circle: {cycle}")
        if name not in variables:
            raise TpucError(f"{where}: unknown variable $({name}); known: {_known(variables)}")
        return _expand(variables[name], variables, where, (*path, name))

    whole = _VARIABLE.fullmatch(text)
    if whole:
        return resolve(whole[1])

    def written(match: re.Match[str]) -> str:
        value = resolve(match[1])
        if isinstance(value, list | dict):
            raise TpucError(
                f"{where}: $({match[1]}) is a {'list' if isinstance(value, list) else 'mapping'} "
                "and can only stand alone"
            )
        return str(value)

    return _VARIABLE.sub(written, text)


def _known(variables: Mapping[str, Any]) -> str:
    plain = (name for name, value in variables.items() if not isinstance(value, list | dict))
    return ", ".join(sorted(plain)) or "none"
