# SPDX-License-Identifier: GPL-3.0-or-later
#
# The shells' completion scripts, printed by the program itself, where each shell looks for them.

set(scripts "")
foreach(shell IN ITEMS bash zsh fish)
    set(script ${CMAKE_CURRENT_BINARY_DIR}/drydockctl.${shell})
    add_custom_command(OUTPUT ${script}
        COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8 $<TARGET_FILE:drydockctl> completion ${shell} > ${script}
        DEPENDS drydockctl
        VERBATIM
    )
    list(APPEND scripts ${script})
endforeach()
add_custom_target(completion ALL DEPENDS ${scripts})

install(FILES ${CMAKE_CURRENT_BINARY_DIR}/drydockctl.bash
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME drydockctl)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/drydockctl.zsh
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _drydockctl)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/drydockctl.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
