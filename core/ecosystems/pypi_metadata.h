#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The formats that describe one Python distribution, as pure functions of their bytes.
namespace prodparity::pypi {

// Core metadata (METADATA, PKG-INFO): headers as in e-mail (RFC 822) up to the first blank line.
// Folded lines are joined, the first of several wins. Longer than the bounds: as if absent.
struct Metadata {
  std::string name, version;     // as written, trimmed; empty where absent
  std::size_t name_line = 0;     // 1-based
  std::size_t header_lines = 0;  // how many lines the headers have

  bool operator==(const Metadata&) const = default;
};
Metadata parse_metadata(std::string_view bytes);

// The Requires-Dist headers of core metadata, as written.
struct RequiresDist {
  std::vector<std::string> texts;  // in their order, at most limits::answer_packages
  bool cut = false;                // there are more, or one is longer than limits::question_bytes

  bool operator==(const RequiresDist&) const = default;
};
RequiresDist parse_requires_dist(std::string_view bytes);

// What the name of a dist-info, egg-info or egg says: "NAME-VERSION[-pyX.Y[-PLATFORM]].SUFFIX".
// The version is empty where it has none, nullopt where it can be read in several ways.
struct FolderName {
  std::string name, version;

  bool operator==(const FolderName&) const = default;
};
std::optional<FolderName> parse_folder_name(std::string_view folder_name);

// pyvenv.cfg: "KEY = VALUE" lines.
struct Environment {
  bool sees_system = false;  // include-system-site-packages
  std::string base_prefix;   // of the interpreter it was made with: "/usr" for home = /usr/bin

  bool operator==(const Environment&) const = default;
};
Environment parse_pyvenv_cfg(std::string_view bytes);

// RECORD of the dist-info folder `folder_name`: does it list that folder's INSTALLER? pip writes
// RECORD last, so this is how a finished installation is told from one in progress.
bool record_lists_installer(std::string_view record, std::string_view folder_name);

// The folder an egg-link names on its first line; relative ones are of `site`.
std::string parse_egg_link(std::string_view bytes, std::string_view site);

}  // namespace prodparity::pypi
