#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace prodparity {

// The fields of dpkg's and apt's state files that say something here.
enum class DebField {
  package,
  status,
  architecture,
  version,
  source,
  section,
  pre_depends,
  depends,
  recommends,
  provides,
  multi_arch,
  auto_installed,
  count  // not a field
};

// One stanza of a deb822(5) file, as views into its bytes: values without white space around them,
// lines of a folded value still with their line breaks; empty where the field is absent.
struct DebStanza {
  std::size_t line = 0;    // of the Package field; of the first line where there is none
  std::string_view fault;  // the first thing that is wrong in it, or empty
  std::size_t fault_line = 0;
  std::array<std::string_view, static_cast<std::size_t>(DebField::count)> values;

  std::string_view operator[](DebField field) const {
    return values[static_cast<std::size_t>(field)];
  }
};

// Takes a file apart in one pass without allocating. Field names in any case, CRLF, comments and
// a missing last line break are taken as dpkg or apt take them; of a field given twice the first
// counts and the stanza has a fault, as it has with a line that is no field.
class DebStanzaReader {
 public:
  explicit DebStanzaReader(std::string_view bytes) : rest_(bytes) {}

  std::optional<DebStanza> next();

 private:
  std::string_view take_line();
  void take_field(std::string_view line, DebStanza& stanza);

  std::string_view rest_;  // begins at a line
  std::size_t line_ = 0;   // number of the line taken last
};

}  // namespace prodparity
