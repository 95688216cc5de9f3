# prodparity_embed(OUTPUT FILE...): a C++ source that holds the files' text by their names
# (client/embedded.h), a literal a line.
function(prodparity_embed output)
  set(rows "")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
    string(REPLACE "\\x0a" "\\x0a\"\n     \"" literal "${bytes}")
    string(APPEND rows "    {\"${name}\",\n     \"${literal}\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT "#include \"client/embedded.h\"

namespace prodparity {
namespace {

constexpr EmbeddedFile files[] = {
${rows}};

}  // namespace

std::span<const EmbeddedFile> embedded_files() {
  return files;
}

}  // namespace prodparity
" @ONLY)
endfunction()
