# The C++ clients of the services of a folder of protos.

# reinstate_generate_clients(OUT_SOURCES ROOT OUT_DIR PROTO...): for each PROTO
# ("reinstate/v1/NAME_service.proto", below ROOT) the client and its mock, below OUT_DIR. Sets
# OUT_SOURCES to the sources. Further folders to import from: REINSTATE_CLIENT_IMPORTS.
function(reinstate_generate_clients out_sources root out_dir)
  file(MAKE_DIRECTORY "${out_dir}")
  set(imports "-I${root}")
  foreach(folder IN LISTS REINSTATE_CLIENT_IMPORTS Protobuf_INCLUDE_DIRS)
    list(APPEND imports "-I${folder}")
  endforeach()
  set(sources)
  foreach(proto IN LISTS ARGN)
    string(REGEX REPLACE "_service\\.proto$" "_client" stem "${proto}")
    set(files "${out_dir}/${stem}.cc" "${out_dir}/${stem}.h" "${out_dir}/${stem}_mock.h")
    add_custom_command(
      OUTPUT ${files}
      COMMAND protobuf::protoc ${imports} "--reinstate-client_out=${out_dir}"
              "--plugin=protoc-gen-reinstate-client=$<TARGET_FILE:protoc-gen-reinstate-client>"
              "${proto}"
      DEPENDS "${root}/${proto}" protoc-gen-reinstate-client ${REINSTATE_CLIENT_DEPENDS}
      COMMENT "client of ${proto}"
      VERBATIM)
    list(APPEND sources ${files})
  endforeach()
  set(${out_sources} "${sources}" PARENT_SCOPE)
endfunction()
