# LMDB. Debian's static library is not position-independent, so the one that goes into the modules
# is compiled from Debian's source package, which dist/install puts into build/lmdb. Without it, or
# with PLAYSYNC_PORTABLE off, the system's shared library is linked.
set(PLAYSYNC_LMDB_SOURCE "${PROJECT_SOURCE_DIR}/build/lmdb" CACHE PATH "Folder of LMDB's mdb.c")

if(PLAYSYNC_PORTABLE AND EXISTS "${PLAYSYNC_LMDB_SOURCE}/mdb.c")
    add_library(playsync_lmdb STATIC "${PLAYSYNC_LMDB_SOURCE}/mdb.c" "${PLAYSYNC_LMDB_SOURCE}/midl.c")
    target_include_directories(playsync_lmdb SYSTEM PUBLIC "${PLAYSYNC_LMDB_SOURCE}")
    # Its own undefined behaviour is for its authors to mend.
    target_compile_options(playsync_lmdb PRIVATE -w -fno-sanitize=undefined)
    target_link_libraries(playsync_lmdb PUBLIC Threads::Threads)
else()
    message(STATUS "LMDB: linking the system's shared library")
    add_library(playsync_lmdb INTERFACE)
    target_link_libraries(playsync_lmdb INTERFACE lmdb)
endif()
