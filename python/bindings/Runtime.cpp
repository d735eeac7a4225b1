// Part of the tpuc project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Runtime.h"

namespace nb = nanobind;
using namespace tpuc::python;

void populateRuntime(nb::module_ &m);

void tpuc::python::raise(const std::string &message) {
  nb::object type = nb::module_::import_("tpuc.errors").attr("TpucError");
  PyErr_SetString(type.ptr(), message.c_str());
  throw nb::python_error();
}

void tpuc::python::check(TpucMessage message) {
  if (!message)
    return;
  std::string text = message;
  tpucMessageFree(message);
  raise(text);
}

void populateRuntime(nb::module_ &m) {
  populateLowering(m);
  populateModuleIO(m);
  populateSession(m);
  populateStatistics(m);
  populateTrials(m);
}
