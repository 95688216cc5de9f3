#include "core/devcontainer_files.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
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
