#include "core/ecosystems/pypi_metadata.h"

#include "core/ecosystems/pypi_places.h"
#include "core/limits.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::pypi {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Cuts the first line off `rest`.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_folded(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

// The size of the header's name before ':'; npos where the line is no header (RFC 822: printable
// characters but ':').
std::size_t header_name_size(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::string_view::npos;
  const bool printable =
      std::ranges::all_of(line.substr(0, colon), [](char c) { return c > ' ' && c <= '~'; });
  return printable ? colon : std::string_view::npos;
}

void keep(std::string& to, std::string_view value, std::size_t limit) {
  if (to.empty() && value.size() <= limit) to = value;
}

// Calls `visit(key, value, number)` for each header: its name in lower case, its value with folded
// lines joined, the number of its line. How many lines the headers have.
template <class Visit>
std::size_t for_each_header(std::string_view bytes, Visit visit) {
  std::size_t lines = 0;
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  while (!bytes.empty()) {
    const std::string_view line = take_line(bytes);
    const std::size_t colon = header_name_size(line);
    if (colon == std::string_view::npos) break;  // a blank line, or no header: the rest is text
    const std::size_t number = ++lines;
    std::string value(trim(line.substr(colon + 1)));
    while (is_folded(bytes)) {
      const std::string_view folded = trim(take_line(bytes));
      ++lines;
      if (value.size() > limits::question_bytes) continue;
      if (!value.empty() && !folded.empty()) value += ' ';
      value += folded;
    }
    visit(ascii_lower(line.substr(0, std::min<std::size_t>(colon, 32))), value, number);
  }
  return lines;
}

}  // namespace

Metadata parse_metadata(std::string_view bytes) {
  Metadata metadata;
  metadata.header_lines = for_each_header(
      bytes, [&](std::string_view key, const std::string& value, std::size_t number) {
        if (key == "name" && metadata.name_line == 0) {
          metadata.name_line = number;
          keep(metadata.name, value, limits::name_bytes);
        }
        if (key == "version") keep(metadata.version, value, limits::version_bytes);
      });
  return metadata;
}

RequiresDist parse_requires_dist(std::string_view bytes) {
  RequiresDist needs;
  for_each_header(bytes, [&](std::string_view key, const std::string& value, std::size_t) {
    if (key != "requires-dist") return;
    const bool fits =
        value.size() <= limits::question_bytes && needs.texts.size() < limits::answer_packages;
    if (fits) needs.texts.push_back(value);
    needs.cut = needs.cut || !fits;
  });
  return needs;
}

std::optional<FolderName> parse_folder_name(std::string_view folder_name) {
  std::string_view stem = folder_name.substr(0, folder_name.rfind('.'));
  // "-py3.11" and a platform behind it belong to eggs.
  for (std::size_t at = stem.find("-py"); at != std::string_view::npos;
       at = stem.find("-py", at + 1)) {
    if (at + 3 < stem.size() && stem[at + 3] >= '0' && stem[at + 3] <= '9' && at > 0) {
      stem = stem.substr(0, at);
      break;
    }
  }
  const std::size_t dash = stem.find('-');
  const std::string_view name = stem.substr(0, dash);
  if (name.empty() || name.size() > limits::name_bytes) return std::nullopt;
  if (dash == std::string_view::npos) return FolderName{.name = std::string(name), .version = {}};
  const std::string_view version = stem.substr(dash + 1);
  // A second '-' may be part of the name or of the version.
  if (version.find('-') != std::string_view::npos || !is_pep440(version)) return std::nullopt;
  return FolderName{.name = std::string(name), .version = std::string(version)};
}

Environment parse_pyvenv_cfg(std::string_view bytes) {
  Environment environment;
  for_each_line(bytes, [&](std::string_view line, std::size_t) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return;
    const std::string key = ascii_lower(trim(line.substr(0, std::min<std::size_t>(equals, 64))));
    const std::string_view value = trim(line.substr(equals + 1));
    if (key == "include-system-site-packages")
      environment.sees_system = ascii_lower(value) == "true";
    if (key == "home" && value.size() <= limits::name_bytes && value.ends_with("/bin"))
      environment.base_prefix = value.substr(0, value.size() - std::string_view("/bin").size());
  });
  return environment;
}

bool record_lists_installer(std::string_view record, std::string_view folder_name) {
  const std::string path = std::string(folder_name) + "/INSTALLER";
  for (std::size_t at = record.find(path); at != std::string_view::npos;
       at = record.find(path, at + 1)) {
    const bool begins = at == 0 || record[at - 1] == '\n' || record[at - 1] == '"';
    const std::size_t end = at + path.size();
    if (begins && end < record.size() && (record[end] == ',' || record[end] == '"')) return true;
  }
  return false;
}

std::string parse_egg_link(std::string_view bytes, std::string_view site) {
  const std::string_view target = trim(take_line(bytes));
  if (target.empty() || target.starts_with('/')) return std::string(target);
  return std::string(site) + '/' + std::string(target);
}

}  // namespace prodparity::pypi
