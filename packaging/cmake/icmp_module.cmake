# icmp_module(FOLDER SOURCES file… [DEPENDS folder…] [QT part…] [LIBRARIES target…] [MOC] [RESOURCES file.qrc…])
#
# One static library for one source folder, e.g. icmp_module(core/project …) makes the target icmp_core_project.
# DEPENDS is the only place that says which folders this one may include: it is what the target links, and
# tests/architecture refuses an include that it does not name. MOC turns the meta-object compiler on (never in core).
function(icmp_module folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "MOC" "" "SOURCES;DEPENDS;QT;LIBRARIES;RESOURCES")
    string(REPLACE "/" "_" target icmp_${folder})
    add_library(${target} STATIC ${arg_SOURCES} ${arg_RESOURCES})
    set_target_properties(${target} PROPERTIES AUTOMOC $<BOOL:${arg_MOC}>)
    if(arg_MOC)
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
    endif()
    if(arg_RESOURCES)
        set_target_properties(${target} PROPERTIES AUTORCC ON)
    endif()
    list(TRANSFORM arg_QT PREPEND Qt6::)
    set(linked)
    foreach(dependency IN LISTS arg_DEPENDS)
        string(REPLACE "/" "_" dependency_target icmp_${dependency})
        list(APPEND linked ${dependency_target})
    endforeach()
    target_link_libraries(${target} PUBLIC Qt6::Core ${arg_QT} ${linked} ${arg_LIBRARIES})
endfunction()

# icmp_program(NAME SOURCES file… DEPENDS folder… [QT part…] [LIBRARIES target…] [MOC])
function(icmp_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "MOC" "" "SOURCES;DEPENDS;QT;LIBRARIES")
    add_executable(${name} ${arg_SOURCES})
    if(arg_MOC)
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
    endif()
    list(TRANSFORM arg_QT PREPEND Qt6::)
    list(TRANSFORM arg_DEPENDS REPLACE "/" "_")
    list(TRANSFORM arg_DEPENDS PREPEND icmp_)
    target_link_libraries(${name} PRIVATE Qt6::Core ${arg_QT} ${arg_DEPENDS} ${arg_LIBRARIES})
endfunction()

# icmp_tests(FOLDER SOURCES x_test.cpp… DEPENDS folder… [QT part…] [LIBRARIES target…] [LABELS label…] [TIMEOUT s])
#
# One Qt Test program and one ctest entry for each source; a test file ends with #include "x_test.moc".
# ICMP_SOURCE_DIR and ICMP_BINARY_DIR are defined for them as string literals.
function(icmp_tests folder)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPENDS;QT;LIBRARIES;LABELS")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    list(TRANSFORM arg_QT PREPEND Qt6::)
    list(TRANSFORM arg_DEPENDS REPLACE "/" "_")
    list(TRANSFORM arg_DEPENDS PREPEND icmp_)
    foreach(source IN LISTS arg_SOURCES)
        get_filename_component(name ${source} NAME_WE)
        string(REPLACE "/" "_" target test_${folder}_${name})
        add_executable(${target} ${source})
        set_target_properties(${target} PROPERTIES AUTOMOC ON
            RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        target_compile_definitions(${target} PRIVATE
            ICMP_SOURCE_DIR="${CMAKE_SOURCE_DIR}" ICMP_BINARY_DIR="${CMAKE_BINARY_DIR}")
        target_link_libraries(${target} PRIVATE Qt6::Test ${arg_QT} ${arg_DEPENDS} ${arg_LIBRARIES})
        add_test(NAME ${folder}/${name} COMMAND ${target})
        set_tests_properties(${folder}/${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
    endforeach()
endfunction()
