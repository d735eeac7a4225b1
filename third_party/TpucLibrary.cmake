# Flags of our own code: warnings are errors, MLIR's headers are system headers.
set(TPUC_WARNINGS -Wall -Wextra -Wno-unused-parameter -Wno-comment)
if(TPUC_ENABLE_WERROR)
  list(APPEND TPUC_WARNINGS -Werror)
endif()

# tpuc_add_library(Name sources... [DEPENDS targets...] [LINK_LIBS libs...])
# A static library of ours on MLIR.
function(tpuc_add_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINK_LIBS" ${ARGN})
  add_mlir_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS}
    DISABLE_INSTALL EXCLUDE_FROM_LIBMLIR
    DEPENDS ${ARG_DEPENDS}
    LINK_LIBS PUBLIC ${ARG_LINK_LIBS})
  set(_objects ${name})
  if(TARGET obj.${name})
    list(APPEND _objects obj.${name})
  endif()
  foreach(t ${_objects})
    target_compile_options(${t} PRIVATE ${TPUC_WARNINGS})
  endforeach()
endfunction()
