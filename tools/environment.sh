# shellcheck shell=bash
# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Sourced by ./quickstart and ./test/run_all.sh, in the root of the repository: makes .venv and
# installs tpuc in it, built in ./build so that a second run builds only what has changed.
# PYTHON names another interpreter than python3 (3.10 or newer).

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}

# make_environment: .venv with everything that building needs.
make_environment() {
  local python=${PYTHON:-python3}
  command -v "$python" >/dev/null || fail "$python not found: Python 3.10 or newer is needed"
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "$("$python" --version) is too old: Python 3.10 or newer is needed (set PYTHON)"
  command -v "${CXX:-c++}" >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null ||
    fail "no C++ compiler found: install g++ or clang++ with C++17 (or set CXX)"
  if [ ! -x .venv/bin/pip ]; then
    say "making .venv"
    rm -rf .venv
    "$python" -m venv .venv ||
      fail "$python cannot make a virtual environment (on Debian: install python3-venv)"
  fi
  export VIRTUAL_ENV=$PWD/.venv PATH=$PWD/.venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1
  unset PYTHONPATH PYTHONHOME
  # Objects are found again in another checkout.
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc 2>/dev/null || echo 2)}
  export CMAKE_BUILD_PARALLEL_LEVEL
  say "installing what the build needs (compiled MLIR: 335 MB to fetch, 1.5 GB in .venv)"
  local requirements=()
  mapfile -t requirements < <(build_requirements)
  [ "${#requirements[@]}" -gt 0 ] || fail "pyproject.toml lists no build requirements"
  pip install --quiet "${requirements[@]}"
}

# build_requirements: what pyproject.toml asks for, and the tools that are absent.
build_requirements() {
  requirements build-system requires
  command -v ninja >/dev/null || echo ninja
  if ! command -v cmake >/dev/null ||
    [ "$(printf '3.20\n%s\n' "$(cmake --version | awk 'NR == 1 {print $3}')" | sort -V | head -n 1)" != 3.20 ]; then
    echo 'cmake>=3.20'
  fi
}

# requirements KEY...: the list under those keys of pyproject.toml, one a line.
requirements() {
  python - "$@" <<'EOF'
import sys

try:
    import tomllib
except ImportError:  # Python 3.10
    from pip._vendor import tomli as tomllib
with open("pyproject.toml", "rb") as stream:
    value = tomllib.load(stream)
for key in sys.argv[1:]:
    value = value[key]
print(*value, sep="\n")
EOF
}

# install_package: builds tpuc in ./build and installs it.
install_package() {
  say "building and installing tpuc (all it prints: build/pip.log)"
  mkdir -p build
  pip install --verbose --no-build-isolation --config-settings=build-dir=build . 2>&1 |
    tee build/pip.log | show_progress || {
    grep -v '^  *\[[0-9]*/' build/pip.log | tail -n 40 >&2
    fail "the build failed; all it printed is in build/pip.log"
  }
  tail -n 1 build/pip.log
}

# show_progress: of the build's `[n/m] ...` lines, one in twenty.
show_progress() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ \[([0-9]+)/([0-9]+)\] ]] &&
      ((BASH_REMATCH[1] % 20 == 0 || BASH_REMATCH[1] == BASH_REMATCH[2])); then
      printf '  step %d of %d\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    fi
  done
}
