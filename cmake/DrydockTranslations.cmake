# SPDX-License-Identifier: GPL-3.0-or-later
#
# drydock_translations is an object library that holds translations/drydock_*.ts, compiled, as the resources
# :/i18n/drydock_*.qm. It is an object library since the linker would drop a resource from a static one.
# The target update-translations brings the .ts files up to date with the sources.

file(GLOB DRYDOCK_TS_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/translations/drydock_*.ts)
set(DRYDOCK_QRC ${PROJECT_BINARY_DIR}/translations/i18n.qrc)
set(qrc_entries "")
foreach(ts IN LISTS DRYDOCK_TS_FILES)
    cmake_path(GET ts STEM stem)
    string(APPEND qrc_entries "        <file>${stem}.qm</file>\n")
endforeach()
file(CONFIGURE OUTPUT ${DRYDOCK_QRC} @ONLY CONTENT
"<!DOCTYPE RCC><RCC version=\"1.0\">
    <qresource prefix=\"/i18n\">
@qrc_entries@    </qresource>
</RCC>
")

set_source_files_properties(${DRYDOCK_TS_FILES} PROPERTIES OUTPUT_LOCATION ${PROJECT_BINARY_DIR}/translations)
qt_add_translation(DRYDOCK_QM_FILES ${DRYDOCK_TS_FILES} OPTIONS -silent)
qt_add_resources(DRYDOCK_I18N_SOURCES ${DRYDOCK_QRC} OPTIONS --no-zstd)

add_library(drydock_translations OBJECT ${DRYDOCK_I18N_SOURCES} ${DRYDOCK_QM_FILES})
target_link_libraries(drydock_translations PRIVATE Qt6::Core)

# No line numbers: they would make every edit of a source an edit of the catalogue.
# -I: without it a class is not found in its header, and its texts end up in a context that tr() does not ask for.
set(DRYDOCK_LUPDATE_ARGUMENTS -I . -no-obsolete -locations none -extensions cpp,h core/text core/backend ui app)
# English has a catalogue so that nobody who reads English first gets the next language of the list; plurals will do.
add_custom_target(update-translations
    COMMAND Qt6::lupdate ${DRYDOCK_LUPDATE_ARGUMENTS} -ts translations/drydock_de.ts
    COMMAND Qt6::lupdate ${DRYDOCK_LUPDATE_ARGUMENTS} -pluralonly -source-language en -target-language en
        -ts translations/drydock_en.ts
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Updating translations/"
    VERBATIM
)
