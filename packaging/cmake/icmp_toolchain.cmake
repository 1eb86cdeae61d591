# What every target of the project is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(ICMP_CCACHE ccache)
if(ICMP_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${ICMP_CCACHE})
endif()
find_program(ICMP_MOLD mold)
if(ICMP_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    -Wno-missing-field-initializers -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
add_compile_definitions(QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_CAST_TO_ASCII QT_MESSAGELOGCONTEXT)
include_directories(${CMAKE_SOURCE_DIR})
