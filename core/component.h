#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace prodparity {

// Where a statement was read: a path inside the root or the SBOM's file name, and its line.
struct Evidence {
  std::string path;
  std::size_t line = 0;  // 1-based; 0 where the format has no useful one

  bool operator==(const Evidence&) const = default;
};

// What a package puts on disk that code meets at run time, judged from its file list.
enum class Ships {
  unknown,        // no file list was read
  nothing,        // neither of these
  runtime_files,  // a shared library, a certificate or a key
};

std::string_view to_string(Ships value);
std::optional<Ships> parse_ships(std::string_view text);

// One installed thing. All text is untrusted as it came (bounded by core/limits.h).
struct Component {
  std::string ecosystem;  // purl type: "deb", "pypi", "npm"
  std::string origin;     // purl namespace of an OS package ("debian"); compared once per document
  std::string name;       // normalised by its ecosystem's rule; an npm scope is part of it
  std::string version;    // whole, as the ecosystem writes it; a deb's epoch included
  std::string arch;       // Debian architecture name or "all"; empty where there is none
  std::string place;      // PyPI: the directory that holds the distribution; else empty
  Evidence evidence;

  // Attribution of one component to another, as "ecosystem:name" ("deb:python3-yaml").
  std::string owner;  // whose files these are: such a component is never drift of its own
  std::string hides;  // what `import` would have found without this one, with "@version"

  // Debian only, as in the status file.
  std::string source;          // binary packages of one source are one group
  std::string source_version;  // empty where it equals version
  std::string section;         // "libs"
  std::string relations;       // "Pre-Depends, Depends; Recommends", unparsed
  std::string provides;        // Provides, unparsed
  bool automatic = false;      // came as a dependency (apt's extended_states, pip's REQUESTED)
  bool held = false;           // want is "hold": a hint of intent
  bool deselected = false;     // want is "deinstall" or "purge", and it is installed still
  Ships ships = Ships::unknown;

  // PyPI only.
  bool editable = false;             // a development install: points into the workspace
  bool pre_release = false;          // PEP 440 pre-, post-of-pre- or development release
  bool virtual_environment = false;  // `place` is one's: other interpreters do not see it
  std::string base_prefix;  // "/usr": whose site folders that environment sees too; empty: none

  bool operator==(const Component&) const = default;
};

// The order of every list of components: reports and files are byte-identical for equal input.
inline auto canonical_key(const Component& component) {
  return std::tie(component.ecosystem, component.name, component.arch, component.place,
                  component.version, component.origin);
}

// "deb:libssl3", as `owner`, `hides` and `explain` name a component.
std::string qualified_name(const Component& component);

}  // namespace prodparity
