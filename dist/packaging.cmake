# What an installed playsync consists of, and the archives made of it.
install(DIRECTORY host_api/include/playsync DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_CONTACT "The playsync developers <playsync@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
include(CPack)
