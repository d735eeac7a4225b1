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

# The definitions of a dialect's ops are compiled in this many files: in one they
# take a minute and more than 2 GB.
set(TPUC_OP_SHARDS 4)

# tpuc_op_shards(<variable> <directory of the public headers> <name> <header>)
# Files for tpuc_add_library that compile the shards of <name>.cpp.inc, made with
# -op-shard-count=${TPUC_OP_SHARDS}. They include <header>.
function(tpuc_op_shards variable directory name header)
  math(EXPR _last "${TPUC_OP_SHARDS} - 1")
  foreach(shard RANGE ${_last})
    set(_file ${CMAKE_CURRENT_BINARY_DIR}/${name}.${shard}.cpp)
    configure_file(${PROJECT_SOURCE_DIR}/third_party/OpShard.cpp.in ${_file} @ONLY)
    list(APPEND _files ${_file})
  endforeach()
  set_source_files_properties(${_files} PROPERTIES
    INCLUDE_DIRECTORIES ${CMAKE_CURRENT_SOURCE_DIR})
  set(${variable} ${_files} PARENT_SCOPE)
endfunction()

# tpuc_add_doc(<name> <file.td> <mlir-tblgen arguments>...)
# Generates docs/<name>.md in the build directory as part of `tpuc-doc`; the
# .td is relative to the public include directory.
if(NOT TARGET tpuc-doc)
  add_custom_target(tpuc-doc)
endif()
function(tpuc_add_doc name td)
  set(_out ${PROJECT_BINARY_DIR}/docs/${name}.md)
  add_custom_command(OUTPUT ${_out}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/docs
    COMMAND ${MLIR_TABLEGEN_EXE} ${ARGN} -I ${PROJECT_SOURCE_DIR}/include
      -I ${MLIR_INCLUDE_DIRS} ${PROJECT_SOURCE_DIR}/include/${td} -o ${_out}
    DEPENDS ${PROJECT_SOURCE_DIR}/include/${td} ${TPUC_TD_FILES}
    COMMENT "Documenting ${td}")
  add_custom_target(TpucDoc${name} DEPENDS ${_out})
  add_dependencies(tpuc-doc TpucDoc${name})
endfunction()
