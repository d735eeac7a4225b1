// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// The extension module _tpuc. Each room adds its part with a populate function.
#include "tpuc-c/Dialects.h"

#include "mlir-c/Bindings/Python/Interop.h"
#include "mlir/Bindings/Python/NanobindAdaptors.h"

#include <nanobind/nanobind.h>

namespace nb = nanobind;

void populateChips(nb::module_ &m);
void populateQuant(nb::module_ &m);
void populateRuntime(nb::module_ &m);

NB_MODULE(_tpuc, m) {
  m.doc() =
      "Native part of tpuc: dialect registration, sessions, weight files.";
  m.def(
      "register_dialects",
      [](MlirDialectRegistry registry) {
        tpucRegisterDialects(registry);
        tpucRegisterPasses();
      },
      nb::arg("registry"),
      "Adds tpuc's dialects to the registry and registers its passes.");
  populateChips(m);
  populateQuant(m);
  populateRuntime(m);
}
