#include "core/ship/python_project.h"

#include "core/limits.h"
#include "core/ship/build_paths.h"
#include "core/ship/python_requirement.h"
#include "core/ship/toml_file.h"
#include "core/text.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view optional_doubt = "it is optional: it comes with the extra ";
constexpr std::string_view poetry_doubt = "its version is not read: it has alternatives";

std::vector<unsigned long> release_of(std::string_view version) {
  std::vector<unsigned long> numbers;
  for (const std::string_view part : split(version, '.')) {
    unsigned long number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size()) return {};
    numbers.push_back(number);
  }
  return numbers;
}

// "^1.2.3" ends before 2, "^0.2.3" before 0.3; "~1.2.3" before 1.3, "~1" before 2.
std::string range_from(char mark, std::string_view version) {
  std::vector<unsigned long> numbers = release_of(version);
  if (numbers.empty()) return {};
  std::size_t raised = mark == '~' ? std::min<std::size_t>(1, numbers.size() - 1) : 0;
  while (mark == '^' && raised + 1 < numbers.size() && numbers[raised] == 0)
    ++raised;
  numbers.resize(raised + 1);
  ++numbers[raised];
  std::string upper;
  for (const unsigned long number : numbers)
    upper += (upper.empty() ? "" : ".") + std::to_string(number);
  return ">=" + std::string(version) + ",<" + upper;
}

std::string one_specifier(std::string_view text) {
  if (text.starts_with('^')) return range_from('^', trim(text.substr(1)));
  if (text.starts_with('~') && !text.starts_with("~="))
    return range_from('~', trim(text.substr(1)));
  const bool plain = !text.empty() && text[0] >= '0' && text[0] <= '9';
  const std::string whole = (plain ? "==" : "") + std::string(text);
  const auto requirement = shipped_requirement("x " + whole);
  return requirement && requirement->marker.empty() ? specifiers_of(*requirement) : std::string();
}

class ProjectReader {
 public:
  ProjectReader(std::string_view path) : path_(path) {}

  void read(const toml::table& document) {
    if (const toml::array* const list = array_at(document, "project.dependencies"))
      take_requirements(*list, {});
    if (const toml::table* const extras = table_at(document, "project.optional-dependencies")) {
      for (const auto& [key, value] : *extras) {
        if (const toml::array* const list = value.as_array())
          take_requirements(*list, std::string(optional_doubt) + std::string(key.str()));
      }
    }
    if (const toml::table* const poetry = table_at(document, "tool.poetry.dependencies")) {
      for (const auto& [key, value] : *poetry) {
        if (key.str() != "python") take_poetry(key.str(), value);
      }
    }
    take_dynamic(document);
  }

  ShipReading reading;

 private:
  void take_requirements(const toml::array& list, const std::string& doubt) {
    for (const toml::node& node : list) {
      const std::optional<std::string_view> text = node.value<std::string_view>();
      const auto requirement = shipped_requirement(text.value_or(std::string_view()));
      if (!requirement) continue;
      std::string why = doubt.empty() ? doubt_of(*requirement) : doubt;
      add(requirement->name, specifiers_of(*requirement), std::move(why), node);
    }
  }

  void take_poetry(std::string_view key, const toml::node& value) {
    const auto requirement = shipped_requirement(key);
    if (!requirement) return;
    const toml::table* const table = value.as_table();
    if (table == nullptr) {
      const std::optional<std::string_view> text = value.value<std::string_view>();
      const bool open = !text || text->find("||") != std::string_view::npos;
      return add(requirement->name, open ? "" : poetry_specifiers(*text),
                 std::string(open ? poetry_doubt : ""), value);
    }
    const std::string version = text_of(*table, "version");
    std::string doubt;
    if (version.empty()) doubt = "it comes from an address, and its version is not said";
    if (!text_of(*table, "markers").empty()) doubt = "only where " + text_of(*table, "markers");
    if (table->contains("python") || table->contains("platform"))
      doubt = "only for some interpreters or platforms";
    if ((*table)["optional"].value_or(false)) doubt = std::string(optional_doubt) + "that names it";
    add(requirement->name, poetry_specifiers(version), std::move(doubt), value);
  }

  // [tool.setuptools.dynamic] dependencies = {file = ["requirements.txt"]}
  void take_dynamic(const toml::table& document) {
    const toml::table* const table = table_at(document, "tool.setuptools.dynamic.dependencies");
    const toml::node* const files = table == nullptr ? nullptr : table->get("file");
    if (files == nullptr) return;
    if (const std::optional<std::string_view> one = files->value<std::string_view>())
      include(*one, *files);
    if (const toml::array* const list = files->as_array()) {
      for (const toml::node& node : *list) {
        if (const std::optional<std::string_view> file = node.value<std::string_view>())
          include(*file, node);
      }
    }
  }

  void include(std::string_view file, const toml::node& node) {
    if (reading.includes.size() == limits::ship_files) {
      reading.cut = true;
      return;
    }
    const std::size_t slash = path_.rfind('/');
    const std::string folder = slash == std::string::npos ? "/" : path_.substr(0, slash);
    reading.includes.push_back({.kind = ShipInclude::Kind::requirements,
                                .paths = {normalised_path(file, folder).substr(1)},
                                .doubt = {},
                                .at = {.path = path_, .line = line_of(node)}});
  }

  void add(std::string name, std::string specifiers, std::string doubt, const toml::node& node) {
    if (reading.shipped.size() == limits::ship_entries) {
      reading.cut = true;
      return;
    }
    reading.shipped.push_back({.ecosystem = "pypi",
                               .name = std::move(name),
                               .version = std::move(specifiers),
                               .doubt = std::move(doubt),
                               .at = {.path = path_, .line = line_of(node)}});
  }

  std::string path_;
};

}  // namespace

std::string poetry_specifiers(std::string_view constraint) {
  std::string all;
  for (const std::string_view part : split(constraint, ',')) {
    const std::string_view text = trim(part);
    if (text.empty() || text == "*") continue;
    const std::string one = one_specifier(text);
    if (one.empty()) return {};
    all += (all.empty() ? "" : ",") + one;
  }
  return all;
}

Result<ShipReading> read_python_project(std::string_view bytes, std::string_view path) {
  const Result<toml::table> document = parse_toml(bytes, path);
  if (!document) return document.error();
  ProjectReader reader(path);
  reader.read(*document);
  return std::move(reader.reading);
}

}  // namespace prodparity
