# How every target of the project is compiled.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(REINSTATE_CCACHE ccache)
if(REINSTATE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${REINSTATE_CCACHE}")
endif()

if(REINSTATE_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(REINSTATE_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
elseif(REINSTATE_SANITIZER)
  message(FATAL_ERROR "REINSTATE_SANITIZER is '${REINSTATE_SANITIZER}'; use address or thread")
endif()

# Warnings are errors on our own code; generated code and packages are left alone.
function(reinstate_own_code target)
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
    -Wold-style-cast -Wconversion -Wno-sign-conversion -Werror
    # gcc 12 takes std::string::insert for an overlapping copy (its bug 105651).
    -Wno-restrict)
endfunction()
