#pragma once

#include "core/result.h"
#include "core/version/pep508.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// What a name is asked as.
enum class Asked {
  name,     // whatever it is: a package, else a module or command
  package,  // of one ecosystem
  module,   // what Python imports
  command,
  library,  // libssl.so.3
  file,     // an absolute path
};
std::string_view to_string(Asked value);

// A question to production as it is typed: "libssl3", "deb:libssl3", "libssl3 (>= 3.0)",
// "libssl3=3.0.20-1~deb12u2", "requests>=2.31,<3", "module:yaml", "command:dot", "libssl.so.3",
// "/usr/bin/dot". Untrusted.
struct Question {
  std::string text;
  Asked asked = Asked::name;
  std::string ecosystem;                    // "deb"; empty: any
  std::string name;                         // without prefix, architecture and versions
  std::string arch;                         // of a deb: "amd64"; empty: any
  std::string relation;                     // what is asked of a deb: "libssl3 (>= 3.0)"
  std::optional<PythonRequirement> python;  // what is asked of a PyPI distribution

  bool has_condition() const { return !relation.empty() || python.has_value(); }
  bool operator==(const Question&) const = default;
};

// Errors: wrong_usage with what is wrong and what a question looks like; too_large
// (limits::question_bytes).
Result<Question> parse_question(std::string_view text);

}  // namespace prodparity
