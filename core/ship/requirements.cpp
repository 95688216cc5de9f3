#include "core/ship/requirements.h"

#include "core/limits.h"
#include "core/ship/build_paths.h"
#include "core/ship/install_words.h"
#include "core/ship/python_requirement.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

// "#" begins a comment at the line's begin and after white space.
std::string_view without_comment(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
      return line.substr(0, i);
  }
  return line;
}

// " --hash=sha256:..." and other options behind a requirement.
std::string_view without_options(std::string_view line) {
  return trim(line.substr(0, std::min(line.find(" --"), line.find("\t--"))));
}

// "-rbase.txt", "-r base.txt", "--requirement=base.txt": the value, empty where it is another one.
std::string_view value_of(std::string_view line, std::string_view brief, std::string_view full) {
  for (const std::string_view option : {full, brief}) {
    if (!line.starts_with(option)) continue;
    std::string_view rest = line.substr(option.size());
    const bool ends = rest.starts_with('=') || rest.starts_with(' ') || rest.starts_with('\t');
    if (option == full && !ends) continue;
    if (rest.starts_with('=')) rest.remove_prefix(1);
    return trim(rest);
  }
  return {};
}

// "git+https://host/x.git#egg=name", as editable installs and addresses name themselves.
std::string egg_of(std::string_view line) {
  const std::size_t egg = line.find("#egg=");
  if (egg == std::string_view::npos) return {};
  const std::string_view name = line.substr(egg + 5, line.find('&', egg) - egg - 5);
  const auto requirement = shipped_requirement(name);
  return requirement ? requirement->name : std::string();
}

class RequirementsReader {
 public:
  explicit RequirementsReader(std::string_view path) : path_(path) {}

  void take(std::string_view line, std::size_t number) {
    line = trim(line);
    if (line.empty()) return;
    const bool variable = line.find("${") != std::string_view::npos;
    if (line[0] == '-') return take_option(line, number, variable);
    const std::string_view text = without_options(line);
    const auto requirement = shipped_requirement(text);
    if (!requirement) return take_address(text, number);
    add({.ecosystem = "pypi",
         .name = requirement->name,
         .version = specifiers_of(*requirement),
         .doubt = variable ? std::string(variable_doubt) : doubt_of(*requirement),
         .at = {.path = path_, .line = number}});
  }

  ShipReading reading;

 private:
  void take_option(std::string_view line, std::size_t number, bool variable) {
    const std::string_view editable = value_of(line, "-e", "--editable");
    if (!editable.empty()) return take_address(editable, number);
    for (const auto& [kind, brief, full] :
         {std::tuple{ShipInclude::Kind::requirements, "-r", "--requirement"},
          std::tuple{ShipInclude::Kind::constraints, "-c", "--constraint"}}) {
      const std::string_view file = value_of(line, brief, full);
      if (file.empty() || file.find("://") != std::string_view::npos) continue;
      if (reading.includes.size() == limits::ship_files) {
        reading.cut = true;
        return;
      }
      const std::size_t slash = path_.rfind('/');
      const std::string folder = slash == std::string::npos ? "" : path_.substr(0, slash);
      reading.includes.push_back({.kind = kind,
                                  .paths = {normalised_path(file, folder).substr(1)},
                                  .doubt = std::string(variable ? variable_doubt : ""),
                                  .at = {.path = path_, .line = number}});
      return;
    }
  }

  void take_address(std::string_view text, std::size_t number) {
    std::string name = egg_of(text);
    if (name.empty()) return;
    const PythonRequirement requirement{.name = name, .url = std::string(text)};
    add({.ecosystem = "pypi",
         .name = std::move(name),
         .doubt = doubt_of(requirement),
         .at = {.path = path_, .line = number}});
  }

  void add(Shipped shipped) {
    if (reading.shipped.size() == limits::ship_entries)
      reading.cut = true;
    else
      reading.shipped.push_back(std::move(shipped));
  }

  std::string path_;
};

}  // namespace

Result<ShipReading> read_requirements(std::string_view bytes, std::string_view path) {
  if (bytes.size() > limits::ship_file_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "a requirements file of more than 4 MiB",
                 .path = std::string(path)};
  if (bytes.find('\0') != std::string_view::npos)
    return Error{.code = ErrorCode::malformed,
                 .message = "it is no text: there is a NUL byte in it",
                 .path = std::string(path)};
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  RequirementsReader reader(path);
  std::string joined;  // of lines that end with '\'
  std::size_t begin = 0;
  for_each_line(bytes, [&](std::string_view line, std::size_t number) {
    if (joined.empty()) begin = number;
    const bool more = line.ends_with('\\') && !trim(line).starts_with('#');
    if (more) line.remove_suffix(1);
    joined += more ? line : without_comment(line);
    if (more) return;
    reader.take(joined, begin);
    joined.clear();
  });
  reader.take(joined, begin);
  return std::move(reader.reading);
}

}  // namespace prodparity
