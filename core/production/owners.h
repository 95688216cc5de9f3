#pragma once

#include "core/passes.h"
#include "core/production/question.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

// An SBOM lists packages, seldom files: whose a command, module, library or file is, is told by who
// owns it in the dev container. Pure: bytes of file lists in, owners out.
namespace prodparity {

// Who owns here what was asked for.
struct Owner {
  Asked as = Asked::file;
  std::string component;  // "deb:graphviz", "pypi:black"
  std::string arch;       // of a deb whose list is NAME:ARCH.list
  std::string path;       // "/usr/bin/dot"; of a top_level.txt the module's name
  std::string source;     // the file that says so

  bool operator==(const Owner&) const = default;
};

// What was found when file lists were read for a question.
struct Owners {
  std::vector<Owner> found;
  std::vector<Error> unread;  // lists that could not be read: who owns it may be in one of those

  bool operator==(const Owners&) const = default;
};

// Whether owners have to be looked for at all: not for one ecosystem's package.
bool needs_owners(const Question& question);

// What of dpkg's list of one package answers. `list.package` is "NAME" or "NAME:ARCH"; `source` its
// path.
std::vector<Owner> owners_in_list(const Question& question, const FileList& list,
                                  std::string_view source);

// What of a distribution's RECORD answers; its paths are relative to `place`.
std::vector<Owner> owners_in_record(const Question& question, std::string_view record,
                                    const Component& component, std::string_view source);

// The same of top_level.txt: a module's first name a line.
std::vector<Owner> owners_in_top_level(const Question& question, std::string_view bytes,
                                       const Component& component, std::string_view source);

// The paths that update-alternatives may put behind a command (its file in
// /var/lib/dpkg/alternatives), the one of the highest priority first; links have no owner of their
// own. What is no such file gives none.
std::vector<std::string> alternatives_of(std::string_view bytes);

}  // namespace prodparity
