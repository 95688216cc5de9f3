#include "core/devcontainer_files.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t names_shown = 3;

// Where the string, comment or single character at `at` ends.
std::size_t token_end(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) == "/*") {
    const std::size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
  }
  if (text[at] != '"') return at + 1;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

// devcontainer.json is "JSON with comments", and its readers take a comma before a closing bracket
// too. Comments and such commas become nothing; what is inside strings stays.
std::string plain_json(std::string_view text) {
  std::string plain;
  std::optional<std::size_t> comma;  // the last thing that was not white space
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = token_end(text, at);
    const std::string_view token = text.substr(at, end - at);
    at = end;
    if (token.starts_with("//") || token.starts_with("/*")) continue;
    if ((token == "}" || token == "]") && comma) plain.erase(*comma, 1);
    if (token == ",")
      comma = plain.size();
    else if (token.find_first_not_of(" \t\r\n") != std::string_view::npos)
      comma.reset();
    plain += token;
  }
  return plain;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash + 1));
}

// `path` beside the configuration, without "." and ".."; empty where it leaves the workspace.
std::string beside(std::string_view config, std::string_view path) {
  constexpr std::string_view workspace = "${localWorkspaceFolder}/";
  const std::string whole = path.starts_with(workspace) ? std::string(path.substr(workspace.size()))
                                                        : folder_of(config) + std::string(path);
  if (path.empty() || path.front() == '/' || whole.find("${") != std::string::npos) return {};
  std::vector<std::string_view> parts;
  for (const std::string_view part : split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
      continue;
    }
    if (parts.empty()) return {};
    parts.pop_back();
  }
  return fmt::format("{}", fmt::join(parts, "/"));
}

// "KEY: VALUE" of a line of YAML without its indent, the value without quotes; nullopt: it has
// another key.
std::optional<std::string_view> yaml_value(std::string_view line, std::string_view key) {
  if (!line.starts_with(key) || !line.substr(key.size()).starts_with(':')) return std::nullopt;
  std::string_view value = trim(line.substr(key.size() + 1));
  value = trim(value.substr(0, value.starts_with('#') ? 0 : value.find(" #")));
  const bool quoted = value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
                      value.back() == value.front();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

// Takes a Compose file line by line: "build: FOLDER", or below "build:" its context and dockerfile.
class ComposeReader {
 public:
  explicit ComposeReader(std::string_view path) : path_(path) {}

  void take(std::string_view line) {
    const std::size_t indent = line.find_first_not_of(' ');
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with('#')) return;
    if (below_ && indent <= *below_) end_build();
    const std::optional<std::string_view> build = yaml_value(text, "build");
    if (build && build->empty())
      below_ = indent;
    else if (build)
      add(*build, "Dockerfile");
    else if (const auto context = yaml_value(text, "context"); below_ && context)
      context_ = *context;
    else if (const auto name = yaml_value(text, "dockerfile"); below_ && name)
      name_ = *name;
    else if (yaml_value(text, "extends") || yaml_value(text, "include") || names_build(text))
      builds_.unclear = true;
  }
  ComposeBuilds end() {
    if (below_) end_build();
    return std::move(builds_);
  }

 private:
  // In one line with other keys, or in quotes; "run build:all" is none.
  static bool names_build(std::string_view text) {
    return std::ranges::any_of(
        std::array<std::string_view, 3>{"build: ", "build\": ", "build': "},
        [&](std::string_view key) { return text.find(key) != std::string_view::npos; });
  }
  void end_build() {
    add(context_, name_);
    below_.reset();
    context_ = ".";
    name_ = "Dockerfile";
  }
  void add(std::string_view context, std::string_view name) {
    const std::string file = std::string(context) + '/' + std::string(name);
    const bool plain = file.find_first_of("{}$&*<|>:") == std::string::npos;
    std::string whole = plain ? beside(path_, file) : std::string();
    if (whole.empty() || builds_.dockerfiles.size() == devcontainer_files_kept)
      builds_.unclear = true;
    else
      builds_.dockerfiles.push_back(std::move(whole));
  }

  std::string_view path_;
  std::optional<std::size_t> below_;  // the indent of the "build:" that this stands below
  std::string context_ = ".";
  std::string name_ = "Dockerfile";
  ComposeBuilds builds_;
};

std::string lock_of(std::string_view config) {
  const std::string folder = folder_of(config);
  const bool hidden = config.substr(folder.size()).starts_with('.');
  return folder + (hidden ? ".devcontainer-lock.json" : "devcontainer-lock.json");
}

// The texts of a member that is one text or a list of them.
std::vector<std::string> texts_of(const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> texts;
  if (!value.is_array()) return texts;
  for (const json& element : value) {
    if (element.is_string()) texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::vector<std::string> named_in(const json& document) {
  std::vector<std::string> named = texts_of(part_at(part_at(document, "build"), "dockerfile"));
  for (const char* const member : {"dockerFile", "dockerComposeFile"}) {
    for (std::string& text : texts_of(part_at(document, member)))
      named.push_back(std::move(text));
  }
  const json features = part_at(document, "features");
  if (!features.is_object()) return named;
  for (const auto& feature : features.items()) {
    if (!feature.key().starts_with("./") && !feature.key().starts_with("../")) continue;
    for (const char* const file : {"/devcontainer-feature.json", "/install.sh"})
      named.push_back(feature.key() + file);
  }
  return named;
}

}  // namespace

std::string devcontainer_config(const std::vector<std::string>& found) {
  return found.size() == 1 ? found.front() : std::string();
}

std::vector<std::string> devcontainer_inputs(std::string_view bytes, std::string_view config) {
  std::vector<std::string> paths = {lock_of(config)};
  if (bytes.size() > limits::config_bytes) return paths;
  const Result<json> document = parse_json(plain_json(bytes));
  if (!document) return paths;
  for (const std::string& named : named_in(*document)) {
    std::string path = beside(config, named);
    if (path.empty() || path == config || paths.size() == devcontainer_files_kept ||
        path.size() > limits::pattern_bytes || path.find('\0') != std::string::npos)
      continue;
    if (std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(std::move(path));
  }
  return paths;
}

ComposeBuilds compose_builds(std::string_view text, std::string_view path) {
  ComposeReader reader(path);
  for_each_line(text, [&](std::string_view line, std::size_t) { reader.take(line); });
  return reader.end();
}

std::string write_file_digests(const FileDigests& digests) {
  return dump_json(json(digests)) + '\n';
}

Result<FileDigests> read_file_digests(std::string_view bytes, std::string_view path) {
  const Result<json> parsed = parse_json(bytes, {}, path);
  if (!parsed) return parsed.error();
  const Error malformed{.code = ErrorCode::malformed,
                        .message = "not a list of files and their digests",
                        .path = std::string(path)};
  if (!parsed->is_object() || parsed->size() > devcontainer_files_kept + 1) return malformed;
  FileDigests digests;
  for (const auto& member : parsed->items()) {
    if (!member.value().is_string()) return malformed;
    digests.emplace(member.key(), member.value().get<std::string>());
  }
  return digests;
}

std::vector<std::string> changed_files(const FileDigests& built, const FileDigests& now) {
  std::vector<std::string> changed;
  if (now.empty()) return changed;
  for (const auto& [path, digest] : built) {
    const auto found = now.find(path);
    const bool unread = digest.empty() || (found != now.end() && found->second.empty());
    if (!unread && (found == now.end() || found->second != digest)) changed.push_back(path);
  }
  return changed;
}

std::string stale_sentence(const std::vector<std::string>& changed) {
  if (changed.empty()) return {};
  const std::size_t shown = std::min(changed.size(), names_shown);
  std::string names = fmt::format(
      "{}", fmt::join(changed.begin(), changed.begin() + static_cast<int>(shown), ", "));
  if (shown < changed.size()) names += fmt::format(" and {} more", changed.size() - shown);
  return names +
         " changed since this container was built; rebuild: "
         "devcontainer up --remove-existing-container --workspace-folder .";
}

}  // namespace prodparity
