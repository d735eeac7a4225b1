# MLIR 22 from any install (-DMLIR_DIR=... or CMAKE_PREFIX_PATH), else from the
# xtc wheels of the Python that runs the build. Everything is linked statically:
# the exported MLIR archives name the shared `LLVM`, which is swapped for the
# component archives they need.
if(TPUC_ENABLE_PYTHON OR NOT MLIR_DIR)
  find_package(Python3 3.10 REQUIRED COMPONENTS Interpreter)
endif()
if(NOT MLIR_DIR AND Python3_EXECUTABLE)
  # The wheels install to <site-packages>/mlir and <site-packages>/llvm.
  execute_process(
    COMMAND ${Python3_EXECUTABLE} -c
      "import importlib.util as u, os; s = u.find_spec('mlir'); print(os.path.dirname(list(s.submodule_search_locations)[0]) if s else '')"
    OUTPUT_VARIABLE _site OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(_site)
    list(APPEND CMAKE_PREFIX_PATH ${_site})
  endif()
endif()

find_package(LLVM REQUIRED CONFIG)
find_package(MLIR REQUIRED CONFIG)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "tpuc needs MLIR 22; ${LLVM_DIR} is ${LLVM_PACKAGE_VERSION}")
endif()
message(STATUS "MLIR ${LLVM_PACKAGE_VERSION}: ${MLIR_DIR}")

set(LLVM_LINK_LLVM_DYLIB OFF)
set(MLIR_LINK_MLIR_DYLIB OFF)
llvm_map_components_to_libnames(_llvm_static Support Core TargetParser
  BinaryFormat Remarks BitReader BitWriter AsmParser)
add_library(TpucLLVM INTERFACE IMPORTED GLOBAL)
set_target_properties(TpucLLVM PROPERTIES INTERFACE_LINK_LIBRARIES "${_llvm_static}")
foreach(t ${MLIR_EXPORTED_TARGETS})
  foreach(prop INTERFACE_LINK_LIBRARIES MLIR_AGGREGATE_DEP_LIBS_IMPORTED)
    get_target_property(v ${t} ${prop})
    if(v)
      list(TRANSFORM v REPLACE "^LLVM$" "TpucLLVM")
      set_target_properties(${t} PROPERTIES ${prop} "${v}")
    endif()
  endforeach()
endforeach()

list(APPEND CMAKE_MODULE_PATH "${MLIR_CMAKE_DIR}" "${LLVM_CMAKE_DIR}")
# Otherwise an MLIR built without warnings silences ours too (-w).
set(LLVM_ENABLE_WARNINGS ON)
include(TableGen)
include(AddLLVM)
include(AddMLIR)
include(HandleLLVMOptions)
separate_arguments(_llvm_defs NATIVE_COMMAND ${LLVM_DEFINITIONS})
add_definitions(${_llvm_defs})

if(TPUC_ENABLE_PYTHON)
  include(MLIRDetectPythonEnv)
  mlir_configure_python_dev_packages()
  # The aggregate C API library is made from imported objects.
  set(MLIR_INSTALL_AGGREGATE_OBJECTS ON)
  include(AddMLIRPython)
endif()
