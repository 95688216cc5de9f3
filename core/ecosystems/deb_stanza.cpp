#include "core/ecosystems/deb_stanza.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace prodparity {
namespace {

struct NamedField {
  std::string_view lower_name;
  DebField field;
};
constexpr std::array fields = {
    NamedField{"package", DebField::package},
    NamedField{"status", DebField::status},
    NamedField{"architecture", DebField::architecture},
    NamedField{"version", DebField::version},
    NamedField{"source", DebField::source},
    NamedField{"section", DebField::section},
    NamedField{"pre-depends", DebField::pre_depends},
    NamedField{"depends", DebField::depends},
    NamedField{"recommends", DebField::recommends},
    NamedField{"provides", DebField::provides},
    NamedField{"multi-arch", DebField::multi_arch},
    NamedField{"auto-installed", DebField::auto_installed},
};

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::uint32_t lengths = [] {
  std::uint32_t bits = 0;
  for (const NamedField& named : fields)
    bits |= 1U << named.lower_name.size();
  return bits;
}();

// Most lines of a status file are none of these: length and first letter turn them away.
std::optional<DebField> field_of(std::string_view name) {
  if (name.size() >= 32 || (lengths >> name.size() & 1U) == 0) return std::nullopt;
  for (const NamedField& candidate : fields) {
    if (candidate.lower_name.size() == name.size() &&
        candidate.lower_name.front() == lower(name.front()) &&
        std::ranges::equal(candidate.lower_name, name, {}, {}, lower))
      return candidate.field;
  }
  return std::nullopt;
}

constexpr bool is_folded(char first) {
  return first == ' ' || first == '\t';
}

}  // namespace

std::string_view DebStanzaReader::take_line() {
  const std::size_t end = std::min(rest_.find('\n'), rest_.size());
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  ++line_;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

void DebStanzaReader::take_field(std::string_view line, DebStanza& stanza) {
  const auto blame = [&](std::string_view fault) {
    if (!stanza.fault.empty()) return;
    stanza.fault = fault;
    stanza.fault_line = line_;
  };
  const std::size_t line_number = line_;
  const std::size_t colon = line.find(':');
  std::string_view name = line.substr(0, std::min(colon, line.size()));
  while (!name.empty() && is_folded(name.back()))
    name.remove_suffix(1);
  if (colon == std::string_view::npos || name.empty()) return blame("a line that is no field");
  const std::optional<DebField> field = field_of(name);
  const char* end = line.data() + line.size();
  while (!rest_.empty() && is_folded(rest_.front())) {
    const std::string_view folded = take_line();
    end = folded.data() + folded.size();
  }
  if (!field) return;
  const char* const begin = line.data() + colon + 1;
  const std::string_view value = trim({begin, static_cast<std::size_t>(end - begin)});
  if (*field == DebField::package && stanza[*field].empty()) stanza.line = line_number;
  std::string_view& slot = stanza.values[static_cast<std::size_t>(*field)];
  if (!slot.empty()) return blame("a field given twice: an empty line may be missing");
  slot = value;
}

std::optional<DebStanza> DebStanzaReader::next() {
  std::optional<DebStanza> stanza;
  while (!rest_.empty()) {
    const std::string_view line = take_line();
    if (line.empty()) {
      if (stanza) return stanza;
      continue;
    }
    if (line.front() == '#') continue;
    if (!stanza) stanza = DebStanza{.line = line_};
    if (is_folded(line.front())) {
      if (stanza->fault.empty()) {
        stanza->fault = "a folded line without a field";
        stanza->fault_line = line_;
      }
      continue;
    }
    take_field(line, *stanza);
  }
  return stanza;
}

}  // namespace prodparity
