# Warnings and sanitizers for all of ours; how the modules are linked.

add_library(playsync_options INTERFACE)
target_compile_features(playsync_options INTERFACE cxx_std_20)
target_compile_options(playsync_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Werror
    $<$<COMPILE_LANGUAGE:CXX>:-Wconversion -Wnon-virtual-dtor -Woverloaded-virtual>)
target_compile_definitions(playsync_options INTERFACE
    PLAYSYNC_VERSION_TEXT="${PROJECT_VERSION}"
    $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_include_directories(playsync_options INTERFACE ${PROJECT_SOURCE_DIR})

if(PLAYSYNC_SANITIZE)
    add_compile_options(-fsanitize=${PLAYSYNC_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PLAYSYNC_SANITIZE})
    if(PLAYSYNC_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
    if(PLAYSYNC_SANITIZE MATCHES "thread")
        add_compile_options(-Wno-tsan)
    endif()
endif()

if(PLAYSYNC_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
    target_compile_options(playsync_options INTERFACE -Wno-error) # warnings are GCC's business
endif()

# Libraries of others: headers as system headers, so that our warnings are ours.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(PkgConfig REQUIRED)

# What nothing refers to stays out of the modules.
add_compile_options($<$<NOT:$<CONFIG:Debug>>:-ffunction-sections> $<$<NOT:$<CONFIG:Debug>>:-fdata-sections>)
add_link_options($<$<NOT:$<CONFIG:Debug>>:LINKER:--gc-sections>)

# Code that waits for the network or runs once is built small; the way of an event is built fast. Of two
# the last one counts, and a file's own options come after its target's.
set(PLAYSYNC_SMALL $<$<NOT:$<CONFIG:Debug>>:-Os>)
set(PLAYSYNC_FAST $<$<NOT:$<CONFIG:Debug>>:-O2>)

# A module shows one symbol (the version script names it), keeps its code mapped when a host
# unloads it, and resolves everything when it is loaded. Packed relocations, which glibc knows since
# 2.36, are 190 KiB less to read.
function(playsync_module target map)
    target_link_options(${target} PRIVATE
        "LINKER:--version-script,${map}" LINKER:-z,nodelete LINKER:-z,now
        LINKER:-z,pack-relative-relocs)
    set_target_properties(${target} PROPERTIES LINK_DEPENDS ${map})
    if(PLAYSYNC_PORTABLE AND NOT PLAYSYNC_SANITIZE)
        target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
    endif()
endfunction()
