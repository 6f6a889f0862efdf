# Installs the SDK: after it, find_package(Reinstate) gives Reinstate::client. The headers go
# below a folder of their own, so that "client/..." means nothing to anybody else.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(headers "${CMAKE_INSTALL_INCLUDEDIR}/reinstate")
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Reinstate")

set_target_properties(reinstate_protos PROPERTIES EXPORT_NAME protos)
set_target_properties(reinstate_client_runtime PROPERTIES EXPORT_NAME client_runtime)
set_target_properties(reinstate_client PROPERTIES EXPORT_NAME client)
target_compile_features(reinstate_client PUBLIC cxx_std_17)

install(TARGETS reinstate_protos reinstate_client_runtime reinstate_client
  EXPORT ReinstateTargets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT sdk
  INCLUDES DESTINATION "${headers}")
install(DIRECTORY "${PROJECT_BINARY_DIR}/protos/gen/" DESTINATION "${headers}" COMPONENT sdk
  FILES_MATCHING PATTERN "*.pb.h" PATTERN "*.grpc.pb.h" EXCLUDE)
install(DIRECTORY "${PROJECT_BINARY_DIR}/client/gen/" DESTINATION "${headers}" COMPONENT sdk
  FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/client/runtime"
  DESTINATION "${headers}/client" COMPONENT sdk
  FILES_MATCHING PATTERN "*.h" PATTERN "credentials.h" EXCLUDE)

install(EXPORT ReinstateTargets NAMESPACE Reinstate:: DESTINATION "${package}" COMPONENT sdk)
configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/ReinstateConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/ReinstateConfig.cmake" INSTALL_DESTINATION "${package}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ReinstateConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ReinstateConfig.cmake"
  "${PROJECT_BINARY_DIR}/ReinstateConfigVersion.cmake"
  DESTINATION "${package}" COMPONENT sdk)
