// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Modules on disk: the native side of tpuc.runtime.modules.
#include "Runtime.h"

namespace nb = nanobind;

/// Fills `out` with the elements of a top.Weight.
static void readWeight(MlirOperation weight, tpuc::python::OutputArray out) {
  tpuc::python::check(tpucReadWeight(weight, out.data(), out.size()));
}

void tpuc::python::populateModuleIO(nb::module_ &m) {
  m.def("clone_module", &tpucCloneModule, nb::arg("module"));
  m.def("release_unused_weights", &tpucReleaseUnusedWeights, nb::arg("module"));
  m.def("read_weight", &readWeight, nb::arg("weight"), nb::arg("out"));
  m.def(
      "load_module",
      [](MlirContext context, const std::string &path) {
        MlirModule module{nullptr};
        check(tpucLoadModule(context, toC(path), &module));
        return module;
      },
      nb::arg("context"), nb::arg("path"));
  m.def(
      "attach_weights",
      [](MlirModule module, const std::string &path) {
        check(tpucAttachWeights(module, toC(path)));
      },
      nb::arg("module"), nb::arg("path"));
  m.def(
      "save_module",
      [](MlirModule module, const std::string &path,
         const std::string &weightFile) {
        check(tpucSaveModule(module, toC(path), toC(weightFile)));
      },
      nb::arg("module"), nb::arg("path"), nb::arg("weight_file"));
  m.def(
      "save_package",
      [](MlirModule module, const std::string &path) {
        check(tpucSavePackage(module, toC(path)));
      },
      nb::arg("module"), nb::arg("path"));
}
