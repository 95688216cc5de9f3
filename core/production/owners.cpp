#include "core/production/owners.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::array<std::string_view, 7> command_folders = {
    "/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/games"};

// dpkg's lists of before the merge of /usr say /bin/bash for what is /usr/bin/bash now.
std::string_view without_usr(std::string_view path) {
  for (const std::string_view folder : {"/usr/bin/", "/usr/sbin/", "/usr/lib"}) {
    if (path.starts_with(folder)) return path.substr(4);
  }
  return path;
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_command(std::string_view path, std::string_view name) {
  if (name_of(path) != name) return false;
  return std::ranges::count(command_folders, parent_of(path)) != 0;
}

// "google.protobuf" is google/protobuf below a folder that Python looks in.
std::string module_path(std::string_view name) {
  std::string path(name);
  std::ranges::replace(path, '.', '/');
  return path;
}

// A package's __init__, a module's source, or a compiled one ("yaml.cpython-311-x86_64....so").
bool is_module(std::string_view below_site, std::string_view path) {
  if (!below_site.starts_with(path)) return false;
  const std::string_view rest = below_site.substr(path.size());
  return rest == "/__init__.py" || rest == ".py" ||
         (rest.starts_with('.') && rest.ends_with(".so") &&
          rest.find('/') == std::string_view::npos);
}

// What stands below a folder that Python looks in, of a deb's path.
std::string_view below_python(std::string_view path) {
  if (!path.starts_with("/usr/lib/python3")) return {};
  path.remove_prefix(std::string_view("/usr/lib/").size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {};
  path.remove_prefix(slash + 1);
  for (const std::string_view folder : {"dist-packages/", "lib-dynload/"}) {
    if (path.starts_with(folder)) path.remove_prefix(folder.size());
  }
  return path;
}

// "libssl.so.3" itself and "libssl.so.3.0.0" behind it; "ssl" and "libssl" with every number.
bool is_library(std::string_view path, std::string_view name) {
  if (!without_usr(path).starts_with("/lib") && !path.starts_with("/usr/local/lib")) return false;
  std::string_view file = name_of(path);
  if (name.find(".so") == std::string_view::npos) {
    if (!name.starts_with("lib")) {
      if (!file.starts_with("lib")) return false;
      file.remove_prefix(3);
    }
    return file.starts_with(name) && file.substr(name.size()).starts_with(".so");
  }
  if (!file.starts_with(name)) return false;
  return file.size() == name.size() || file[name.size()] == '.';
}

bool asks(const Question& question, Asked as) {
  if (question.asked == as) return true;
  return question.asked == Asked::name && (as == Asked::module || as == Asked::command);
}

std::optional<Asked> answers(const Question& question, std::string_view path,
                             const std::string& module) {
  if (asks(question, Asked::command) && is_command(path, question.name)) return Asked::command;
  if (asks(question, Asked::module) && is_module(below_python(path), module)) return Asked::module;
  if (question.asked == Asked::library && is_library(path, question.name)) return Asked::library;
  if (question.asked == Asked::file && without_usr(path) == without_usr(question.name))
    return Asked::file;
  return std::nullopt;
}

// The path of one line of RECORD (a CSV file): quoted where it holds a comma.
std::string_view record_path(std::string_view line) {
  if (!line.starts_with('"')) return line.substr(0, line.find(','));
  line.remove_prefix(1);
  return line.substr(0, line.find('"'));
}

// "/usr/local/lib/python3.11/site-packages" and "../../../bin/black" joined.
std::string resolved(std::string_view place, std::string_view relative) {
  if (relative.starts_with('/')) return std::string(relative);
  while (relative.starts_with("../")) {
    relative.remove_prefix(3);
    place = parent_of(place);
  }
  return std::string(place == "/" ? "" : place) + '/' + std::string(relative);
}

// Scripts of an environment stand in its own bin folder.
bool is_script(std::string_view relative, std::string_view name) {
  return relative.starts_with("../") && name_of(relative) == name &&
         name_of(parent_of(relative)) == "bin";
}

}  // namespace

bool needs_owners(const Question& question) {
  return question.asked != Asked::package;
}

std::vector<Owner> owners_in_list(const Question& question, const FileList& list,
                                  std::string_view source) {
  std::vector<Owner> owners;
  const std::string module = module_path(question.name);
  const std::size_t colon = list.package.find(':');
  for_each_line(list.bytes, [&](std::string_view path, std::size_t) {
    const std::optional<Asked> as = answers(question, path, module);
    const bool known = std::ranges::any_of(owners, [&](const Owner& o) { return o.as == as; });
    if (!as || known) return;
    owners.push_back(
        {.as = *as,
         .component = "deb:" + list.package.substr(0, colon),
         .arch = colon == std::string::npos ? std::string() : list.package.substr(colon + 1),
         .path = std::string(path),
         .source = std::string(source)});
  });
  return owners;
}

std::vector<Owner> owners_in_record(const Question& question, std::string_view record,
                                    const Component& component, std::string_view source) {
  std::vector<Owner> owners;
  const std::string module = module_path(question.name);
  for_each_line(record, [&](std::string_view line, std::size_t) {
    const std::string_view relative = record_path(line);
    std::optional<Asked> as;
    if (asks(question, Asked::command) && is_script(relative, question.name)) as = Asked::command;
    if (asks(question, Asked::module) && is_module(relative, module)) as = Asked::module;
    if (question.asked == Asked::file && resolved(component.place, relative) == question.name)
      as = Asked::file;
    const bool known = std::ranges::any_of(owners, [&](const Owner& o) { return o.as == as; });
    if (!as || known) return;
    owners.push_back({.as = *as,
                      .component = qualified_name(component),
                      .path = resolved(component.place, relative),
                      .source = std::string(source)});
  });
  return owners;
}

std::vector<Owner> owners_in_top_level(const Question& question, std::string_view bytes,
                                       const Component& component, std::string_view source) {
  std::vector<Owner> owners;
  if (!asks(question, Asked::module)) return owners;
  const std::string_view first = std::string_view(question.name).substr(0, question.name.find('.'));
  for_each_line(bytes, [&](std::string_view line, std::size_t) {
    if (trim(line) != first || !owners.empty()) return;
    owners.push_back({.as = Asked::module,
                      .component = qualified_name(component),
                      .path = std::string(first),
                      .source = std::string(source)});
  });
  return owners;
}

// Format of update-alternatives: the mode, the link, pairs of slaves up to an empty line; then for
// each alternative its path, its priority and a line for each slave.
std::vector<std::string> alternatives_of(std::string_view bytes) {
  std::vector<std::string_view> lines;
  for_each_line(bytes, [&](std::string_view line, std::size_t) { lines.push_back(line); });
  if (lines.size() < 2 || (lines[0] != "auto" && lines[0] != "manual")) return {};
  std::size_t at = 2;
  std::size_t slaves = 0;
  for (; at + 1 < lines.size() && !lines[at].empty(); at += 2)
    ++slaves;
  ++at;
  std::vector<std::pair<int, std::string>> found;
  for (; at + 1 < lines.size() && lines[at].starts_with('/'); at += 2 + slaves) {
    int priority = 0;
    const std::string_view number = lines[at + 1];
    std::from_chars(number.data(), number.data() + number.size(), priority);
    found.emplace_back(-priority, lines[at]);
  }
  std::ranges::stable_sort(found, {}, &std::pair<int, std::string>::first);
  std::vector<std::string> paths;
  for (auto& [priority, path] : found)
    paths.push_back(std::move(path));
  return paths;
}

}  // namespace prodparity
