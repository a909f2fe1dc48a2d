# SPDX-License-Identifier: GPL-3.0-or-later

set(DRYDOCK_BIN_DIR ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
set(DRYDOCK_TEST_DATA ${PROJECT_SOURCE_DIR}/tests/data)
set(DRYDOCK_TEST_HOME ${PROJECT_BINARY_DIR}/tests/home)
file(MAKE_DIRECTORY
    ${DRYDOCK_TEST_HOME}/config ${DRYDOCK_TEST_HOME}/data ${DRYDOCK_TEST_HOME}/cache ${DRYDOCK_TEST_HOME}/runtime)
file(CHMOD ${DRYDOCK_TEST_HOME}/runtime PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)

# What every test and helper is told about its surroundings.
function(drydock_test_settings target)
    target_compile_definitions(${target} PRIVATE
        DRYDOCK_TEST_DATA="${DRYDOCK_TEST_DATA}"
        DRYDOCK_BIN_DIR="${DRYDOCK_BIN_DIR}"
        DRYDOCK_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    )
    target_link_libraries(${target} PRIVATE drydock_settings drydock_warnings)
endfunction()

# ThreadSanitizer runs over the tests with the label tsan alone: uninstrumented Qt makes it see ghosts elsewhere.
add_custom_target(tsan-tests)
# What ./check --soak needs.
add_custom_target(soak-tests)

set(DRYDOCK_SANITIZER_ENVIRONMENT
    "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1"
    "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0"
    "UBSAN_OPTIONS=print_stacktrace=1"
    # Tests fork while threads run: that is what they are about.
    "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:die_after_fork=0:suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp:print_suppressions=0"
)

# drydock_test(NAME LABELS label… SOURCES file… LIBRARIES library… [ENVIRONMENT NAME=value…] [DEFINITIONS …]
#              [PROGRAMS target…] [GUI|DESKTOP] [SERIAL])
# One Qt Test program and its entry in CTest.
#   PROGRAMS   targets that the test starts: built before it
#   GUI        runs on Qt's offscreen platform
#   DESKTOP    runs on an X server of its own with a window manager, session bus and accessibility
#   SERIAL     runs while no other test does
# Labels: unit contract process cli gui story arch bench; tsan: also run under ThreadSanitizer; soak: run by
# ./check --soak alone, for DRYDOCK_SOAK_MINUTES.
function(drydock_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "GUI;DESKTOP;SERIAL" ""
        "LABELS;SOURCES;LIBRARIES;ENVIRONMENT;DEFINITIONS;PROGRAMS")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "drydock_test(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
    endif()
    if(NOT arg_LABELS OR NOT arg_SOURCES)
        message(FATAL_ERROR "drydock_test(${name}): LABELS and SOURCES are needed")
    endif()

    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES
        AUTOMOC ON
        RUNTIME_OUTPUT_DIRECTORY ${DRYDOCK_BIN_DIR}/tests
    )
    drydock_test_settings(${name})
    target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} drydock_testmain Qt6::Test)
    foreach(program IN LISTS arg_PROGRAMS)
        add_dependencies(${name} ${program})
    endforeach()

    if("tsan" IN_LIST arg_LABELS)
        add_dependencies(tsan-tests ${name})
    endif()
    set(timeout 120)
    if("soak" IN_LIST arg_LABELS)
        add_dependencies(soak-tests ${name})
        set(timeout 90000)
    endif()

    set(wrapper "")
    set(platform "")
    set(sanitizers ${DRYDOCK_SANITIZER_ENVIRONMENT})
    if(arg_DESKTOP)
        # libxkbcommon copies a bounded part of what the X server sent, which ends in no zero.
        string(REPLACE "strict_string_checks=1" "strict_string_checks=0" sanitizers "${sanitizers}")
        set(wrapper ${PROJECT_SOURCE_DIR}/tests/support/with-desktop)
        set(platform QT_QPA_PLATFORM=xcb)
    elseif(arg_GUI)
        set(platform QT_QPA_PLATFORM=offscreen)
    endif()
    add_test(NAME ${name} COMMAND ${wrapper} $<TARGET_FILE:${name}>)
    # A test must neither read nor write the settings and stores of whoever runs it.
    set_tests_properties(${name} PROPERTIES
        LABELS "${arg_LABELS}"
        TIMEOUT ${timeout}
        RUN_SERIAL "${arg_SERIAL}"
        ENVIRONMENT "LC_ALL=C.UTF-8;HOME=${DRYDOCK_TEST_HOME};XDG_CONFIG_HOME=${DRYDOCK_TEST_HOME}/config;\
XDG_DATA_HOME=${DRYDOCK_TEST_HOME}/data;XDG_CACHE_HOME=${DRYDOCK_TEST_HOME}/cache;XDG_RUNTIME_DIR=${DRYDOCK_TEST_HOME}/runtime;${sanitizers};${platform};${arg_ENVIRONMENT}"
        ENVIRONMENT_MODIFICATION "DRYDOCK_ROOT=unset:;DRYDOCK_SYSROOT=unset:;LANGUAGE=unset:;NO_COLOR=unset:"
    )
endfunction()

# drydock_helper(NAME SOURCES file… [LIBRARIES library…])
# A program that tests start; it lies beside drydock and drydockctl in DRYDOCK_BIN_DIR.
function(drydock_helper name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES")
    add_executable(${name} ${arg_SOURCES})
    drydock_test_settings(${name})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES})
endfunction()
