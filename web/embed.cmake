# SPDX-License-Identifier: MIT
# Builds the page and puts its files into a static library; assets.hpp is how they are read.
#
#   playsync_embed_page(TARGET)
#
# With PLAYSYNC_PAGE the page is built by npm, in the build directory, from a copy: the source tree
# is not written to. Without it one document is embedded that says so, and no npm is needed.
#
# Run by `cmake -P` it is the two steps of that build, STEP=build and STEP=embed.

if(NOT CMAKE_SCRIPT_MODE_FILE)
    enable_language(ASM)
    set(PLAYSYNC_EMBED_FILE "${CMAKE_CURRENT_LIST_FILE}")
    set(PLAYSYNC_EMBED_ROOT "${CMAKE_CURRENT_LIST_DIR}")
endif()

# In bytes, gzipped: what a first visit loads (the document, and the scripts and styles it names), and
# all files together. The build fails beyond.
set(PLAYSYNC_PAGE_FIRST_BUDGET 35840)
set(PLAYSYNC_PAGE_BUDGET 65536)

function(playsync_embed_page target)
    set(page "${PLAYSYNC_EMBED_ROOT}/page")
    set(work "${CMAKE_CURRENT_BINARY_DIR}/page")
    find_program(PLAYSYNC_GZIP gzip REQUIRED)
    mark_as_advanced(PLAYSYNC_GZIP)

    if(PLAYSYNC_PAGE)
        find_program(PLAYSYNC_NPM npm)
        mark_as_advanced(PLAYSYNC_NPM)
        if(NOT PLAYSYNC_NPM)
            message(FATAL_ERROR "The admin page needs npm (Node 18.19 or later). "
                "Install it, or configure with -DPLAYSYNC_PAGE=OFF for a build without the page.")
        endif()
        set(manifest "${page}/package.json" "${page}/package-lock.json" "${page}/.npmrc")
        file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${page}/src/*")
        list(APPEND sources "${page}/index.html" "${page}/vite.config.js" "${page}/tsconfig.json")

        add_custom_command(OUTPUT "${work}/npm.stamp"
            COMMAND "${CMAKE_COMMAND}" -E make_directory "${work}"
            COMMAND "${CMAKE_COMMAND}" -E copy ${manifest} "${work}"
            COMMAND "${CMAKE_COMMAND}" -E chdir "${work}"
                "${PLAYSYNC_NPM}" ci --ignore-scripts --no-audit --no-fund --loglevel=error
            COMMAND "${CMAKE_COMMAND}" -E touch "${work}/npm.stamp"
            DEPENDS ${manifest}
            COMMENT "Fetching what builds the admin page" VERBATIM)
        add_custom_command(OUTPUT "${work}/built.stamp"
            COMMAND "${CMAKE_COMMAND}" -D STEP=build -D "FROM=${page}" -D "WORK=${work}"
                -D "NPM=${PLAYSYNC_NPM}" -P "${PLAYSYNC_EMBED_FILE}"
            COMMAND "${CMAKE_COMMAND}" -E touch "${work}/built.stamp"
            DEPENDS ${sources} "${work}/npm.stamp" "${PLAYSYNC_EMBED_FILE}"
            COMMENT "Building the admin page" VERBATIM)
        set(files "${work}/dist")
        set(made "${work}/built.stamp")
    else()
        set(files "${page}/fallback.html")
        set(made "${page}/fallback.html")
    endif()

    set(out "${CMAKE_CURRENT_BINARY_DIR}/page_assets")
    add_custom_command(OUTPUT "${out}/assets.S" "${out}/assets.cpp"
        COMMAND "${CMAKE_COMMAND}" -D STEP=embed -D "FILES=${files}" -D "OUT=${out}"
            -D "GZIP=${PLAYSYNC_GZIP}" -P "${PLAYSYNC_EMBED_FILE}"
        DEPENDS "${made}" "${PLAYSYNC_EMBED_FILE}"
        COMMENT "Embedding the admin page" VERBATIM)
    target_sources(${target} PRIVATE "${out}/assets.S" "${out}/assets.cpp")
    # The generated table says #include "assets.hpp".
    set_property(SOURCE "${out}/assets.cpp" APPEND PROPERTY INCLUDE_DIRECTORIES "${PLAYSYNC_EMBED_ROOT}")
    # `.incbin` is not seen by dependency scanners: the bytes are named by the .S, made anew with them.
    set_property(SOURCE "${out}/assets.S" APPEND PROPERTY OBJECT_DEPENDS "${out}/assets.cpp")
endfunction()

# FROM, WORK, NPM: a fresh copy of the sources beside the fetched packages, built there.
function(build_page)
    file(REMOVE_RECURSE "${WORK}/src" "${WORK}/dist")
    file(COPY "${FROM}/src" "${FROM}/index.html" "${FROM}/vite.config.js" "${FROM}/tsconfig.json"
        DESTINATION "${WORK}")
    execute_process(COMMAND "${NPM}" run build --silent WORKING_DIRECTORY "${WORK}"
        OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE result)
    if(result)
        message(FATAL_ERROR "The admin page does not build:\n${said}")
    endif()
endfunction()

function(content_type_of file out)
    set(html "text/html; charset=utf-8")
    set(js "text/javascript; charset=utf-8")
    set(css "text/css; charset=utf-8")
    set(svg "image/svg+xml")
    string(REGEX REPLACE "^.*\\." "" suffix "${file}")
    if(NOT DEFINED ${suffix})
        message(FATAL_ERROR "${file}: no content type is known for .${suffix}; add it here")
    endif()
    set(${out} "${${suffix}}" PARENT_SCOPE)
endfunction()

# FILES (a folder, or one document), OUT, GZIP: the bytes as assembler, the table as C++.
function(embed_files)
    if(IS_DIRECTORY "${FILES}")
        file(GLOB_RECURSE names LIST_DIRECTORIES FALSE RELATIVE "${FILES}" "${FILES}/*")
        set(root "${FILES}")
    else()
        get_filename_component(names "${FILES}" NAME)
        get_filename_component(root "${FILES}" DIRECTORY)
    endif()
    list(SORT names)
    file(REMOVE_RECURSE "${OUT}/bytes")
    file(MAKE_DIRECTORY "${OUT}/bytes")

    set(number 0)
    set(first_load 0)
    set(all 0)
    set(documents "${names}")
    list(FILTER documents INCLUDE REGEX "\\.html$")
    list(GET documents 0 document)
    file(READ "${root}/${document}" document)
    foreach(name IN LISTS names)
        set(copy "${OUT}/bytes/${number}")
        configure_file("${root}/${name}" "${copy}.plain" COPYONLY)
        execute_process(COMMAND "${GZIP}" -9 -n -c "${copy}.plain" OUTPUT_FILE "${copy}.gz"
            COMMAND_ERROR_IS_FATAL ANY)
        file(SIZE "${copy}.plain" plain_size)
        file(SIZE "${copy}.gz" gzip_size)
        content_type_of("${name}" content_type)
        math(EXPR all "${all} + ${gzip_size}")
        string(FIND "${document}" "${name}" named)
        if(name MATCHES "\\.html$" OR (name MATCHES "\\.(js|css)$" AND NOT named EQUAL -1))
            math(EXPR first_load "${first_load} + ${gzip_size}")
        endif()
        set(path "/${name}")
        if(name MATCHES "\\.html$")
            set(path "/")
        endif()
        set(immutable false)
        if(name MATCHES "^assets/")
            set(immutable true)
        endif()
        foreach(form plain gz)
            set(symbol "playsync_page_${number}_${form}")
            string(APPEND bytes ".global ${symbol}\n.hidden ${symbol}\n${symbol}:\n"
                ".incbin \"${copy}.${form}\"\n.byte 0\n")
            string(APPEND symbols "extern char const ${symbol}[];\n")
        endforeach()
        string(APPEND rows "    { \"${path}\", \"${content_type}\", { playsync_page_${number}_plain, ${plain_size} },\n"
            "        { playsync_page_${number}_gz, ${gzip_size} }, ${immutable} },\n")
        math(EXPR number "${number} + 1")
    endforeach()
    if(number EQUAL 0)
        message(FATAL_ERROR "${FILES}: nothing to embed")
    endif()
    message(STATUS "The page: ${first_load} bytes gzipped on a first visit, ${all} in all")
    if(first_load GREATER PLAYSYNC_PAGE_FIRST_BUDGET)
        message(FATAL_ERROR "The page's first load is ${first_load} bytes gzipped, "
            "its budget is ${PLAYSYNC_PAGE_FIRST_BUDGET}")
    endif()
    if(all GREATER PLAYSYNC_PAGE_BUDGET)
        message(FATAL_ERROR "The page is ${all} bytes gzipped, its budget is ${PLAYSYNC_PAGE_BUDGET}")
    endif()

    file(WRITE "${OUT}/assets.S" ".section .rodata\n${bytes}"
        ".section .note.GNU-stack,\"\",%progbits\n")
    file(WRITE "${OUT}/assets.cpp" "// Generated by web/embed.cmake.\n#include \"assets.hpp\"\n\n"
        "extern \"C\" {\n${symbols}}\n\nnamespace playsync::web {\nnamespace {\n\n"
        "constinit PageAsset const assets[] = {\n${rows}};\n\n} // namespace\n\n"
        "std::span<PageAsset const> page_assets() noexcept { return assets; }\n\n"
        "} // namespace playsync::web\n")
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
    cmake_minimum_required(VERSION 3.25)
    if(STEP STREQUAL "build")
        build_page()
    elseif(STEP STREQUAL "embed")
        embed_files()
    else()
        message(FATAL_ERROR "STEP is build or embed")
    endif()
endif()
