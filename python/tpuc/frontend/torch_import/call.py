# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One call of an operator, whichever format the network came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from tpuc.errors import TpucError, in_a_line

#: Whose operators are run; others that torch has registered could reach outside the network.
_NAMESPACES = ("aten::", "prim::", "prims::", "torchvision::")
#: Operators of these that do.
_FORBIDDEN = {"aten::from_file", "aten::save", "aten::_save"}


@dataclass(frozen=True)
class Call:
    """An operator that a walk has come to.

    `values` are the names of the tensors of the result in the original, `layers` the names that
    they get here: as many as are known. A result that is one list of tensors is `is_list`.
    """

    kind: str
    overload: str
    values: Sequence[str]
    layers: Sequence[str]
    is_list: bool = False
    #: Names of the arguments of an operator that torch does not know, and its results.
    argument_names: Sequence[str] = ()
    metas: Sequence[torch.Tensor] = field(default=(), repr=False)

    @property
    def op(self) -> str:
        """The key in the table of converters: `relu` of aten, `torchvision::nms` of others."""
        return self.kind.removeprefix("aten::")

    @property
    def title(self) -> str:
        """How messages call it."""
        return in_a_line(f"node {self.layers[0] if self.layers else '?'} ({self.kind})")

    @property
    def schema(self) -> Any:
        """Torch's description of the operator, or None."""
        try:
            return torch._C._get_schema(self.kind, self.overload)
        except RuntimeError:
            return None

    @property
    def tags(self) -> Sequence[Any]:
        """Torch's tags of the operator."""
        if self.schema is None:
            return ()
        namespace, name = self.kind.split("::")
        packet = getattr(getattr(torch.ops, namespace), name)
        tags: Sequence[Any] = getattr(packet, self.overload or "default").tags
        return tags

    @property
    def in_place(self) -> bool:
        """Whether it writes to its first argument."""
        schema = self.schema
        if schema is None or not schema.arguments:
            return False
        alias = schema.arguments[0].alias_info
        return alias is not None and bool(alias.is_write)

    def names(self, count: int) -> list[tuple[str, str]]:
        """Layer and original name of `count` tensors."""
        if count and not self.layers:
            raise TpucError(f"{self.title} has results without names: the file is damaged")
        return list(zip(_padded(self.layers, count), _padded(self.values, count), strict=True))

    def keywords(self, arguments: Sequence[Any]) -> dict[str, Any]:
        """The arguments by their names in the schema."""
        schema = self.schema
        names = self.argument_names if schema is None else [a.name for a in schema.arguments]
        return dict(zip(names, arguments, strict=True))

    def execute(self, arguments: Sequence[Any]) -> Any:
        """Runs torch's own kernel."""
        schema = self.schema
        trusted = self.kind.startswith(_NAMESPACES) and self.kind not in _FORBIDDEN
        if schema is None or not trusted:
            raise TpucError(f"{self.title} is not supported")
        kernel, _, _ = torch._C._get_operation_overload(self.kind, self.overload)
        pairs = list(zip(schema.arguments, arguments, strict=True))
        keywords = {argument.name: item for argument, item in pairs if argument.kwarg_only}
        return kernel(*(item for argument, item in pairs if not argument.kwarg_only), **keywords)


def _padded(names: Sequence[str], count: int) -> list[str]:
    if len(names) >= count:
        return list(names[:count])
    return [f"{names[0]}_{i}" for i in range(count)]


def tensors_in(item: Any, kind: Any) -> list[Any]:
    """The items of type `kind` in nested lists, tuples and dicts, in order."""
    if isinstance(item, kind):
        return [item]
    if isinstance(item, dict):
        item = list(item.values())
    if isinstance(item, list | tuple):
        return [leaf for part in item for leaf in tensors_in(part, kind)]
    return []


def map_tensors(item: Any, kind: Any, function: Any) -> Any:
    """`item` with `function` applied to what is of type `kind`, in nested lists and tuples."""
    if isinstance(item, kind):
        return function(item)
    if isinstance(item, list | tuple):
        return type(item)(map_tensors(part, kind, function) for part in item)
    return item
