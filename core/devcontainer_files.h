#pragma once

#include "core/result.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// The files that a dev container is built from, and whether they changed since: a container that
// goes on, or one from a prebuilt or committed image, is then older than its project. Pure.
namespace prodparity {

// Path in the workspace -> SHA-256; an empty one: it is there and could not be read.
using FileDigests = std::map<std::string, std::string, std::less<>>;

// The configuration among these paths of the workspace (as `.devcontainer/devcontainer.json`).
// Empty where there is none, or more than one: a container does not learn which it was made from.
std::string devcontainer_config(const std::vector<std::string>& found);

// What `bytes`, the configuration at `config`, is built from besides itself: its lock, Dockerfile,
// compose files and local features, as paths in the workspace. What lies outside of it, has
// variables or cannot be parsed is left out; at most devcontainer_files_kept.
std::vector<std::string> devcontainer_inputs(std::string_view bytes, std::string_view config);
inline constexpr std::size_t devcontainer_files_kept = 64;

// What a Compose file at `path` may build images from. Read line by line, as much of YAML as such
// files are written in.
struct ComposeBuilds {
  std::vector<std::string> dockerfiles;  // paths in the workspace, whether they are there or not
  bool unclear = false;                  // another one may be meant: it is not told in plain lines

  bool operator==(const ComposeBuilds&) const = default;
};
ComposeBuilds compose_builds(std::string_view text, std::string_view path);

std::string write_file_digests(const FileDigests& digests);
// Errors: those of parse_json; malformed.
Result<FileDigests> read_file_digests(std::string_view bytes, std::string_view path);

// What is another file now, or gone. What only came since (a lock that was written later) is not;
// and nothing is where nothing is known of one side.
std::vector<std::string> changed_files(const FileDigests& built, const FileDigests& now);

// One sentence with the command that ends it; empty where nothing changed.
std::string stale_sentence(const std::vector<std::string>& changed);

}  // namespace prodparity
