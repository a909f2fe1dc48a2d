# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two INTERFACE targets that every target of ours links privately:
#   drydock_settings   language level, include root, strict Qt defines, sanitizers
#   drydock_warnings   the warning set

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(DRYDOCK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    find_program(DRYDOCK_CCACHE_PROGRAM ccache)
    if(DRYDOCK_CCACHE_PROGRAM)
        # Paths from the source root, so that every clone and worktree shares what one of them has compiled.
        set(CMAKE_CXX_COMPILER_LAUNCHER
            env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${DRYDOCK_CCACHE_PROGRAM})
    endif()
endif()

if(DRYDOCK_FAST_LINK)
    find_program(DRYDOCK_LLD_PROGRAM ld.lld)
    if(DRYDOCK_LLD_PROGRAM)
        add_link_options(-fuse-ld=lld)
    endif()
endif()

add_library(drydock_settings INTERFACE)
target_compile_features(drydock_settings INTERFACE cxx_std_20)
target_include_directories(drydock_settings INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(drydock_settings INTERFACE
    DRYDOCK_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII
    QT_NO_CAST_TO_ASCII
    QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
)
target_link_libraries(drydock_settings INTERFACE Threads::Threads)

if(DRYDOCK_SANITIZE)
    list(JOIN DRYDOCK_SANITIZE "," sanitizers)
    # Global, not on a target: an instrumented and a plain object in one program report nonsense.
    add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${sanitizers})
endif()
if(DRYDOCK_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "DRYDOCK_FUZZ needs clang: libFuzzer is part of it. Use the preset \"fuzz\".")
    endif()
    # Coverage for every object; only the fuzz programs themselves link libFuzzer's main().
    add_compile_options(-fsanitize=fuzzer-no-link)
    add_link_options(-fsanitize=fuzzer-no-link)
endif()

add_library(drydock_warnings INTERFACE)
target_compile_options(drydock_warnings INTERFACE
    -Wall
    -Wextra
    -Wpedantic
    -Wshadow
    -Wconversion
    -Wno-sign-conversion # Qt's sizes are signed, the standard library's are not
    -Wold-style-cast
    -Wcast-align
    -Wcast-qual
    -Wnon-virtual-dtor
    -Woverloaded-virtual
    -Wsuggest-override
    -Wextra-semi
    -Wformat=2
    -Wundef
    -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-branches>
    $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
    $<$<BOOL:${DRYDOCK_WERROR}>:-Werror>
)
