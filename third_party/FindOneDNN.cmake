# Finds oneDNN (CPU) and defines OneDNN::dnnl.
#
# Looked for in this order:
#   1. any install that CMAKE_PREFIX_PATH or dnnl_DIR leads to;
#   2. the PyPI packages onednn-cpu-gomp and onednn-devel-cpu-gomp, seen by
#      Python3_EXECUTABLE. Their files lie under the environment's prefix,
#      which in an isolated build is not sys.prefix, so the package's own
#      record of its files is asked.
#
# Sets OneDNN_FOUND, OneDNN_VERSION, OneDNN_LIBRARY (the shared object itself,
# not a link to it) and OneDNN_SONAME (the name to install it under).

find_package(dnnl CONFIG QUIET)
if(NOT dnnl_FOUND)
  if(NOT Python3_EXECUTABLE)
    find_package(Python3 COMPONENTS Interpreter QUIET)
  endif()
  if(Python3_EXECUTABLE)
    execute_process(
      COMMAND "${Python3_EXECUTABLE}" -c
"import importlib.metadata as m
for f in m.files('onednn-devel-cpu-gomp') or []:
    if f.name == 'dnnl-config.cmake':
        print(f.locate().resolve().parent.as_posix())
        break"
      OUTPUT_VARIABLE _onednn_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(_onednn_dir)
      find_package(dnnl CONFIG QUIET PATHS "${_onednn_dir}" NO_DEFAULT_PATH)
    endif()
  endif()
endif()

if(dnnl_FOUND)
  set(OneDNN_VERSION "${dnnl_VERSION}")
  if(NOT TARGET OneDNN::dnnl)
    # Global, since whatever links TpucKernels has to see them.
    set_target_properties(DNNL::dnnl PROPERTIES IMPORTED_GLOBAL TRUE)
    add_library(OneDNN::dnnl INTERFACE IMPORTED GLOBAL)
    set_target_properties(OneDNN::dnnl PROPERTIES
      INTERFACE_LINK_LIBRARIES DNNL::dnnl)
  endif()
  set(_onednn_location)
  set(_onednn_soname)
  foreach(_suffix _RELEASE _NOCONFIG "")
    if(NOT _onednn_location)
      get_target_property(_onednn_location DNNL::dnnl
        IMPORTED_LOCATION${_suffix})
      get_target_property(_onednn_soname DNNL::dnnl IMPORTED_SONAME${_suffix})
    endif()
  endforeach()
  if(_onednn_location)
    get_filename_component(_onednn_location "${_onednn_location}" REALPATH)
    set(OneDNN_LIBRARY "${_onednn_location}" CACHE INTERNAL
      "oneDNN's shared object")
    set(OneDNN_SONAME "${_onednn_soname}" CACHE INTERNAL
      "The name oneDNN's shared object is loaded by")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OneDNN
  REQUIRED_VARS OneDNN_LIBRARY
  VERSION_VAR OneDNN_VERSION
  REASON_FAILURE_MESSAGE
"Install oneDNN and point CMAKE_PREFIX_PATH at it, or pip install \
onednn-cpu-gomp onednn-devel-cpu-gomp")
