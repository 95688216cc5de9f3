#include "core/ship/lock_files.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/ship/python_requirement.h"
#include "core/ship/toml_file.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view group_doubt = "only with a group or an extra";
constexpr std::string_view unsaid_doubt = "the lock file does not say in which group it is";
constexpr std::string_view fork_doubt = "the lock file has it in several versions";

std::string under_marker(std::string_view marker) {
  return marker.empty() ? std::string() : "only where " + std::string(marker);
}

class Collector {
 public:
  explicit Collector(std::string_view path) : path_(path) {}

  void add(std::string_view name, const std::string& version, std::string doubt, std::size_t line) {
    const auto requirement = shipped_requirement(name);
    const auto pinned = shipped_requirement("x==" + version);
    if (!requirement || !requirement->clauses.empty()) return;
    if (reading.shipped.size() == limits::ship_entries) {
      reading.cut = true;
      return;
    }
    const bool known = pinned && !version.empty() && pinned->marker.empty();
    if (!known && doubt.empty()) doubt = "its version is not said";
    reading.shipped.push_back({.ecosystem = "pypi",
                               .name = requirement->name,
                               .version = known ? specifiers_of(*pinned) : std::string(),
                               .doubt = std::move(doubt),
                               .at = {.path = path_, .line = line}});
  }

  ShipReading reading;

 private:
  std::string path_;
};

// The tables of an array of tables.
std::vector<const toml::table*> tables_of(const toml::table& document, std::string_view key) {
  std::vector<const toml::table*> tables;
  const toml::array* const list = array_at(document, key);
  if (list == nullptr) return tables;
  for (const toml::node& node : *list) {
    if (const toml::table* const table = node.as_table()) tables.push_back(table);
  }
  return tables;
}

// poetry.lock: "groups" since Poetry 2, "category" before 1.5, neither in between.
std::string poetry_doubt(const toml::table& package) {
  if (package["optional"].value_or(false)) return std::string(group_doubt);
  if (const toml::array* const groups = array_at(package, "groups")) {
    bool main = false;
    for (const toml::node& group : *groups)
      main = main || group.value_or(std::string()) == "main";
    if (!main) return std::string(group_doubt);
  } else {
    const std::string category = text_of(package, "category");
    if (category.empty()) return std::string(unsaid_doubt);
    if (category != "main") return std::string(group_doubt);
  }
  const toml::node* const markers = package.get("markers");
  if (markers == nullptr) return {};
  return under_marker(markers->value_or(std::string("its markers say")));
}

void read_poetry(const toml::table& document, Collector& collector) {
  for (const toml::table* package : tables_of(document, "package"))
    collector.add(text_of(*package, "name"), text_of(*package, "version"), poetry_doubt(*package),
                  line_of(*package));
}

void read_pylock(const toml::table& document, Collector& collector) {
  for (const toml::table* package : tables_of(document, "packages"))
    collector.add(text_of(*package, "name"), text_of(*package, "version"),
                  under_marker(text_of(*package, "marker")), line_of(*package));
}

// uv.lock lists all groups together; which are the project's own follows from what it needs.
class UvReader {
 public:
  explicit UvReader(const toml::table& document) : packages_(tables_of(document, "package")) {
    for (std::size_t i = 0; i < packages_.size(); ++i)
      by_name_.emplace(text_of(*packages_[i], "name"), i);
  }

  void read(Collector& collector) {
    for (const toml::table* package : packages_) {
      if (is_project(*package)) follow(*package);
    }
    while (!open_.empty()) {
      const std::string name = *open_.begin();
      open_.erase(open_.begin());
      const auto [begin, end] = by_name_.equal_range(name);
      for (auto at = begin; at != end; ++at)
        follow(*packages_[at->second]);
    }
    for (const toml::table* package : packages_) {
      if (is_project(*package)) continue;
      const std::string name = text_of(*package, "name");
      std::string doubt;
      if (by_name_.count(name) > 1) doubt = fork_doubt;
      if (!needed_.contains(name)) doubt = group_doubt;
      collector.add(name, text_of(*package, "version"), std::move(doubt), line_of(*package));
    }
  }

 private:
  static bool is_project(const toml::table& package) {
    const toml::table* const source = table_at(package, "source");
    return source != nullptr &&
           (text_of(*source, "virtual") == "." || text_of(*source, "editable") == "." ||
            text_of(*source, "directory") == ".");
  }

  void follow(const toml::table& package) {
    for (const toml::table* dependency : tables_of(package, "dependencies")) {
      const std::string name = text_of(*dependency, "name");
      if (!text_of(*dependency, "marker").empty()) continue;
      if (needed_.insert(name).second) open_.insert(name);
    }
  }

  std::vector<const toml::table*> packages_;
  std::multimap<std::string, std::size_t> by_name_;
  std::set<std::string> needed_;
  std::set<std::string> open_;
};

// The line of each key of an object below "default", as the tool writes the file.
std::map<std::string, std::size_t, std::less<>> lines_below_default(std::string_view bytes) {
  std::map<std::string, std::size_t, std::less<>> lines;
  bool below = false;
  for_each_line(bytes, [&](std::string_view line, std::size_t number) {
    const std::string_view text = trim(line);
    const std::size_t end = text.starts_with('"') ? text.find('"', 1) : std::string_view::npos;
    if (end == std::string_view::npos || !trim(text.substr(end + 1)).starts_with(':')) return;
    const std::string_view key = text.substr(1, end - 1);
    if (below) lines.emplace(key, number);
    below = below || key == "default";
  });
  return lines;
}

Result<ShipReading> read_pipfile_lock(std::string_view bytes, std::string_view path) {
  const Result<nlohmann::json> document =
      parse_json(bytes, {.limit_bytes = limits::ship_file_bytes}, path);
  if (!document) return document.error();
  Collector collector(path);
  const nlohmann::json packages = part_at(*document, "default");
  if (!packages.is_object()) return std::move(collector.reading);
  const auto lines = lines_below_default(bytes);
  for (const auto& package : packages.items()) {
    const std::string version = text_at(package.value(), "version");
    const auto line = lines.find(package.key());
    collector.add(package.key(), version.starts_with("==") ? version.substr(2) : std::string(),
                  under_marker(text_at(package.value(), "markers")),
                  line == lines.end() ? 1 : line->second);
  }
  return std::move(collector.reading);
}

}  // namespace

Result<ShipReading> read_lock_file(std::string_view bytes, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name == "Pipfile.lock") return read_pipfile_lock(bytes, path);
  const bool pylock = name.starts_with("pylock.") && name.ends_with("toml");
  if (name != "poetry.lock" && name != "uv.lock" && !pylock)
    return Error{.code = ErrorCode::unsupported,
                 .message =
                     "not a lock file that is read (poetry.lock, uv.lock, pylock.toml, "
                     "Pipfile.lock)",
                 .path = std::string(path)};
  const Result<toml::table> document = parse_toml(bytes, path);
  if (!document) return document.error();
  Collector collector(path);
  if (name == "poetry.lock")
    read_poetry(*document, collector);
  else if (name == "uv.lock")
    UvReader(*document).read(collector);
  else
    read_pylock(*document, collector);
  return std::move(collector.reading);
}

}  // namespace prodparity
