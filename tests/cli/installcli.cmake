# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DBUILD=DIR -DPREFIX=DIR -P installcli.cmake: the command line can be installed by itself, with its completion
# scripts, whatever else of the build was made or not.

file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --component cli --prefix ${PREFIX}
    COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
foreach(file IN ITEMS
        bin/drydockctl
        share/bash-completion/completions/drydockctl
        share/zsh/vendor-completions/_drydockctl
        share/fish/vendor_completions.d/drydockctl.fish)
    if(NOT EXISTS ${PREFIX}/${file})
        message(FATAL_ERROR "${file} is not installed")
    endif()
    file(SIZE ${PREFIX}/${file} size)
    if(size EQUAL 0)
        message(FATAL_ERROR "${file} is empty")
    endif()
endforeach()
if(EXISTS ${PREFIX}/bin/drydock)
    message(FATAL_ERROR "the window is installed too")
endif()
file(REMOVE_RECURSE ${PREFIX})
