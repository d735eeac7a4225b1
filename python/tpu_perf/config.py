# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Model folders: `mlir.config.yaml`, and the shared `config.yaml` above it.

A value may refer to another with `$(name)`. Names are looked up in the model's own file, then in
the shared files from the nearest folder up, after these: `name`, `target` (`bm1684`), `workdir`
(where the model's files go), `outdir`, `home` (the model folder), `root` (the folder of the
topmost shared file) and, for a model with `shapes`, `shape`, `shape_param` and `shape_key`.
A mapping called like the target (`BM1684:`) overrides its file's keys for that target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tpu_perf.variables import expand
from tpuc import chips
from tpuc.errors import TpucError

MODEL_CONFIG = "mlir.config.yaml"
SHARED_CONFIG = "config.yaml"


def targets() -> tuple[str, ...]:
    """The names of targets, as users write them: those of the chips, in capitals."""
    return tuple(chip.name.upper() for chip in chips.chips())


@dataclass(frozen=True)
class Case:
    """One model in one set of input shapes, ready to be built and measured."""

    name: str
    file: Path
    workdir: Path
    keys: Mapping[str, Any]
    variables: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """The expanded value of a key of the model's file, or `default`."""
        if key not in self.keys:
            return default
        return expand(self.keys[key], self.variables, f"{self.file}: {key}")

    def section(self, key: str) -> dict[str, Any]:
        """The expanded mapping under `key`, which must be there."""
        value = self.get(key)
        if value is None:
            raise TpucError(f"{self.file}: key {key} is missing")
        if not isinstance(value, dict):
            raise TpucError(f"{self.file}: {key} must be a mapping, not {_kind(value)}")
        return value

    def commands(self, key: str) -> list[str]:
        """The command lines under `key`: one string or a list of them; empty when absent."""
        value = self.get(key, [])
        lines = [value] if isinstance(value, str) else value
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise TpucError(f"{self.file}: {key} must be a command line or a list of them")
        return lines


def read_cases(folder: Path, target: str, outdir: Path) -> list[Case]:
    """Reads every `*mlir.config.yaml` of a model folder."""
    if not folder.is_dir():
        raise TpucError(f"model folder {folder} does not exist")
    folder = folder.resolve()
    files = sorted(folder.glob(f"*{MODEL_CONFIG}"))
    if not files:
        raise TpucError(f"no {MODEL_CONFIG} in {folder}")
    shared, root = _shared_keys(folder, target)
    cases: list[Case] = []
    for file in files:
        keys = _for_target(_read_mapping(file), target, file)
        variables = {
            **shared,
            **keys,
            "target": target.lower(),
            "root": str(root),
            "home": str(folder),
            "outdir": str(outdir.resolve()),
        }
        cases.extend(_cases_of(file, keys, variables))
    return cases


def default_cases(root: Path) -> list[Path]:
    """The folders that `default_cases` of the shared file in `root` lists."""
    file = root / SHARED_CONFIG
    listed = _read_mapping(file).get("default_cases", []) if file.is_file() else []
    if not isinstance(listed, list) or not all(isinstance(entry, str) for entry in listed):
        raise TpucError(f"{file}: default_cases must be a list of folders")
    return [root / entry for entry in listed]


def _cases_of(file: Path, keys: Mapping[str, Any], variables: dict[str, Any]) -> Iterator[Case]:
    name = expand(keys.get("name"), variables, f"{file}: name")
    if not isinstance(name, str) or not name or "/" in name:
        raise TpucError(f"{file}: key name must be a word, the model's name")
    shapes = expand(keys.get("shapes", [None]), variables, f"{file}: shapes")
    if not isinstance(shapes, list) or not shapes:
        raise TpucError(f"{file}: shapes must be a list such as [[1, 3, 224, 224]]")
    for shape in shapes:
        own = {**variables, "name": name}
        directory = name
        if shape is not None:
            own |= _shape_variables(shape, file)
            directory = f"{name}-{own['shape_key']}"
        workdir = Path(variables["outdir"]) / directory
        own["workdir"] = str(workdir)
        yield Case(name, file, workdir, keys, own)


def _shape_variables(shape: Any, file: Path) -> dict[str, Any]:
    """What a shape, or a list of shapes (one an input), is called in names and in flags."""
    shapes = shape if isinstance(shape, list) and shape and isinstance(shape[0], list) else [shape]
    for each in shapes:
        if not isinstance(each, list) or not all(type(d) is int and d > 0 for d in each):
            raise TpucError(f"{file}: shapes: {each!r} is not a list of positive numbers")
    return {
        "shape": shape,
        "shape_param": ",".join("[" + ",".join(map(str, each)) + "]" for each in shapes),
        "shape_key": "-".join("x".join(map(str, each)) for each in shapes),
    }


def _shared_keys(folder: Path, target: str) -> tuple[dict[str, Any], Path]:
    """The keys of the shared files above `folder`, the nearest winning; the topmost's folder."""
    shared: dict[str, Any] = {}
    root = folder
    for parent in folder.parents:
        file = parent / SHARED_CONFIG
        if file.is_file():
            keys = _for_target(_read_mapping(file), target, file)
            keys = {
                key: expand(value, {"home": str(parent)}, str(file)) if _only_home(value) else value
                for key, value in keys.items()
            }
            shared = {**keys, **shared}
            root = parent
    return shared, root


def _only_home(value: Any) -> bool:
    """Whether a shared value means its own folder by `$(home)`, not the model's."""
    return isinstance(value, str) and value.count("$(") == value.count("$(home)") > 0


def _for_target(keys: dict[str, Any], target: str, file: Path) -> dict[str, Any]:
    """The keys with those of the target's own mapping put over them; other targets' left out."""
    own = keys.get(target, {})
    if not isinstance(own, dict):
        raise TpucError(f"{file}: {target} must be a mapping of keys for that target")
    common = {key: value for key, value in keys.items() if key not in targets()}
    return _merged(common, own)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `over` put over it, mapping by mapping."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        result[key] = _merged(old, value) if both else value  # type: ignore[arg-type]
    return result


def _read_mapping(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise TpucError(f"{file}: not YAML: {_one_line(error)}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise TpucError(f"{file}: cannot be read: {error}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise TpucError(f"{file}: must hold `key: value` lines, not {_kind(content)}")
    return {str(key): value for key, value in content.items()}


def _one_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def _kind(value: Any) -> str:
    names: Sequence[tuple[type, str]] = ((dict, "a mapping"), (list, "a list"), (str, "text"))
    return next((name for kind, name in names if isinstance(value, kind)), f"{value!r}")
