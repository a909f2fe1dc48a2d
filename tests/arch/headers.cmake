# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each header compiles alone. Where x.cpp stands beside x.h, x.cpp proves it, since tst_includes sees to it that x.cpp
# includes x.h first; for every other header a source file is generated here that includes nothing else.

file(GLOB_RECURSE headers RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/core/*.h
    ${PROJECT_SOURCE_DIR}/ui/*.h
    ${PROJECT_SOURCE_DIR}/app/*.h
    ${PROJECT_SOURCE_DIR}/tests/*.h
)
set(sources "")
foreach(header IN LISTS headers)
    string(REGEX REPLACE "\\.h$" ".cpp" partner ${header})
    if(NOT EXISTS ${PROJECT_SOURCE_DIR}/${partner})
        string(REPLACE "/" "_" name ${partner})
        set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${name})
        file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@header@\"\n" @ONLY)
        list(APPEND sources ${source})
    endif()
endforeach()

if(sources)
    add_library(tst_headers OBJECT ${sources})
    drydock_test_settings(tst_headers)
    target_compile_options(tst_headers PRIVATE -g0 -O0)
    target_link_libraries(tst_headers PRIVATE
        Qt6::Core Qt6::Network Qt6::Widgets Qt6::Svg Qt6::DBus Qt6::Test tl::expected simdjson::simdjson
    )
endif()
