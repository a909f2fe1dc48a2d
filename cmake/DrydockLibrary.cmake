# SPDX-License-Identifier: GPL-3.0-or-later

# drydock_library(NAME [SOURCES file…] PARTS folder… LIBRARIES library… [AUTOMOC])
# A static library of the files beside the calling CMakeLists.txt and of those in the folders: each has a CMakeLists.txt
# that lists its files with target_sources(NAME PRIVATE …).
function(drydock_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "AUTOMOC" "" "SOURCES;PARTS;LIBRARIES")
    add_library(${name} STATIC ${arg_SOURCES})
    if(arg_AUTOMOC)
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
    endif()
    target_link_libraries(${name} PUBLIC ${arg_LIBRARIES} drydock_settings PRIVATE drydock_warnings)
    foreach(part IN LISTS arg_PARTS)
        add_subdirectory(${part})
    endforeach()
endfunction()
