# SPDX-License-Identifier: GPL-3.0-or-later
#
# The shells' completion scripts, printed by the program itself, where each shell looks for them. Made whenever the
# program is, so that who builds and installs the command line alone (cmake --install DIR --component cli) has them.

set(completion_folder ${CMAKE_CURRENT_BINARY_DIR}/cli/completion)
file(MAKE_DIRECTORY ${completion_folder})
foreach(shell IN ITEMS bash zsh fish)
    add_custom_command(TARGET drydockctl POST_BUILD
        COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8
            $<TARGET_FILE:drydockctl> completion ${shell} > ${completion_folder}/drydockctl.${shell}
        BYPRODUCTS ${completion_folder}/drydockctl.${shell}
        VERBATIM
    )
endforeach()

install(FILES ${completion_folder}/drydockctl.bash COMPONENT cli
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME drydockctl)
install(FILES ${completion_folder}/drydockctl.zsh COMPONENT cli
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _drydockctl)
install(FILES ${completion_folder}/drydockctl.fish COMPONENT cli
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
