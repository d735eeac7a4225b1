# Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

"""How lit runs the tests under this folder; the build fills lit.site.cfg.py."""

import os

import lit.formats

config.name = "tpuc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "pytest", "lit.cfg.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.tpuc_obj_root, "test")
config.environment["PATH"] = os.pathsep.join([*config.tpuc_tools_dirs, config.environment["PATH"]])
# Shows a mismatch in its context.
config.environment["FILECHECK_OPTS"] = "--enable-var-scope --dump-input-context=20"
# Layer names are locations: tests that look at them print them on each line.
config.substitutions.append(("%named", "-mlir-print-debuginfo -mlir-print-local-scope"))
