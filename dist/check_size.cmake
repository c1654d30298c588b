# Fails when a module, stripped as packages ship it, is larger than its budget.
#   cmake -D module=FILE -D strip=PROGRAM -D budget=BYTES -P check_size.cmake
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${strip} --strip-unneeded -o ${module}.stripped ${module} COMMAND_ERROR_IS_FATAL ANY)
file(SIZE ${module}.stripped size)
file(REMOVE ${module}.stripped)
message(STATUS "The module: ${size} bytes stripped, its budget is ${budget}")
if(size GREATER budget)
    message(FATAL_ERROR "The module is too large. `nm -CS --size-sort` says by what; often it is std::locale, "
        "which a single stream brings along.")
endif()
