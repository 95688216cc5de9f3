# One interface target carries every option, so that no folder can be built differently.
add_library(prodparity_options INTERFACE)
target_compile_features(prodparity_options INTERFACE cxx_std_20)
target_include_directories(prodparity_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(prodparity_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wcast-align -Wformat=2 -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wuseless-cast>
  -Wno-missing-field-initializers  # designated initialisers leave the rest to the defaults
  $<$<BOOL:${PRODPARITY_WERROR}>:-Werror>)
target_compile_definitions(prodparity_options INTERFACE
  FMT_HEADER_ONLY=1 PRODPARITY_VERSION="${PROJECT_VERSION}" $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(PRODPARITY_SANITIZE)
  # -O0: coroutine files take 40 s at -O1 with sanitizers. No `function` check: clang 14's
  # instrumentation of it breaks coroutine frames.
  target_compile_options(prodparity_options INTERFACE
    -fsanitize=${PRODPARITY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>)
  target_link_options(prodparity_options INTERFACE -fsanitize=${PRODPARITY_SANITIZE})
else()
  target_compile_options(prodparity_options INTERFACE -fstack-protector-strong
    $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()
if(PRODPARITY_FUZZ)  # coverage counters in the libraries too, or the fuzzer is blind
  target_compile_options(prodparity_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(prodparity_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
# Sections, so that --gc-sections keeps the static programs small.
target_compile_options(prodparity_options INTERFACE $<$<CONFIG:Release>:-ffunction-sections -fdata-sections>)
target_link_options(prodparity_options INTERFACE LINKER:--as-needed LINKER:-z,relro,-z,now
  $<$<CONFIG:Release>:LINKER:--gc-sections LINKER:-s> $<$<BOOL:${PRODPARITY_STATIC}>:-static-pie>)
if(PRODPARITY_STATIC)
  target_compile_options(prodparity_options INTERFACE -fPIE)
  # Seven thousand places are relocated at each start: packed they are 2 kB to read, not 170. Debian 12's
  # linker knows it for x86 alone.
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    target_link_options(prodparity_options INTERFACE LINKER:-z,pack-relative-relocs)
  endif()
endif()
# The same commit gives the same bytes, whatever folder it is built in: __FILE__ and the source
# locations of Boost.System would carry the folder.
target_compile_options(prodparity_options INTERFACE
  $<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
