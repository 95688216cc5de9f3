# Debian packages only, through find_package. Header-only parts compile inside our own targets.
if(PRODPARITY_STATIC)
  set(OPENSSL_USE_STATIC_LIBS ON)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
find_package(Boost 1.81 REQUIRED)  # 1.74's Asio does not compile as C++20
find_package(CLI11 2.1 REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto SSL)
# No exception passes through OpenSSL: without its tables for unwinding prodparity-fetch is 0.6 MB smaller.
if(PRODPARITY_STATIC)
  foreach(library IN ITEMS Crypto SSL)
    get_target_property(whole OpenSSL::${library} IMPORTED_LOCATION)
    set(smaller ${PROJECT_BINARY_DIR}/OpenSSL${library}.a)
    execute_process(COMMAND ${CMAKE_OBJCOPY} --remove-section=.eh_frame --remove-section=.rela.eh_frame
      ${whole} ${smaller} COMMAND_ERROR_IS_FATAL ANY)
    set_target_properties(OpenSSL::${library} PROPERTIES IMPORTED_LOCATION ${smaller})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${whole})
  endforeach()
endif()
find_package(LibArchive 3.6 REQUIRED)
find_package(Threads REQUIRED)

# Debian ships no CMake file for RE2.
find_library(RE2_LIBRARY re2 REQUIRED)
find_path(RE2_INCLUDE_DIR re2/re2.h REQUIRED)
add_library(prodparity_re2 INTERFACE)
target_include_directories(prodparity_re2 SYSTEM INTERFACE ${RE2_INCLUDE_DIR})
target_link_libraries(prodparity_re2 INTERFACE ${RE2_LIBRARY} Threads::Threads)

# toml++ is used without its library: its CMake file is that of one architecture.
find_path(TOML_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(prodparity_toml INTERFACE)
target_include_directories(prodparity_toml SYSTEM INTERFACE ${TOML_INCLUDE_DIR})

# Of libarchive only raw, gzip, xz and zstd are used: a static link then needs just these.
# (archive_read_support_format_all() would pull libxml2 and 30 MB of ICU.)
add_library(prodparity_archive INTERFACE)
target_link_libraries(prodparity_archive INTERFACE LibArchive::LibArchive)
if(PRODPARITY_STATIC)
  foreach(name IN ITEMS z lzma zstd bz2 lz4 nettle acl)
    find_library(PRODPARITY_STATIC_${name} ${name})
    if(PRODPARITY_STATIC_${name})
      target_link_libraries(prodparity_archive INTERFACE ${PRODPARITY_STATIC_${name}})
    endif()
  endforeach()
  target_link_libraries(prodparity_archive INTERFACE OpenSSL::Crypto)
endif()
