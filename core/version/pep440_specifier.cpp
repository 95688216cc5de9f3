#include "core/version/pep440_specifier.h"

#include "core/limits.h"
#include "core/text.h"
#include "core/version/pep440_version.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using pep440::Number;
using pep440::Version;

// The longer ones first: each is looked for where a clause begins.
constexpr std::array<std::string_view, 8> operators = {
    "===", "~=", "==", "!=", "<=", ">=", "<", ">"};

Error malformed(std::string message) {
  return {.code = ErrorCode::malformed, .message = std::move(message)};
}

// What the PEP allows behind each operator; empty: all is well.
std::string wrong_version(const VersionClause& clause) {
  if (clause.version.empty()) return "a version is missing behind " + clause.op;
  if (clause.op == "===") return {};
  const std::optional<Version> version = pep440::parse(clause.version);
  if (!version) return "'" + clause.version + "' is no version of PEP 440";
  const bool equality = clause.op == "==" || clause.op == "!=";
  if (clause.prefix && !equality) return "\".*\" goes with == and != alone";
  const bool release_only = !version->is_pre_release() && !version->post && version->local.empty();
  if (clause.prefix && !release_only)
    return "\".*\" goes behind numbers alone, not behind '" + clause.version + "'";
  if (!version->local.empty() && !equality)
    return "a local label ('" + clause.version + "') goes with == and != alone";
  if (clause.op == "~=" && version->written < 2)
    return "~= needs two numbers at least: '" + clause.version + "'";
  return {};
}

Result<VersionClause> parse_clause(std::string_view text) {
  VersionClause clause;
  for (const std::string_view op : operators) {
    if (!text.starts_with(op)) continue;
    clause.op = op;
    break;
  }
  if (clause.op.empty())
    return malformed("'" + std::string(text) + "' begins with none of ~= == != <= >= < > ===");
  std::string_view version = trim(text.substr(clause.op.size()));
  if (clause.op != "===" && version.ends_with(".*")) {
    clause.prefix = true;
    version.remove_suffix(2);
  }
  clause.version = version;
  if (version.find_first_of(" \t;)") != std::string_view::npos)
    return malformed("'" + clause.version + "' is no version");
  if (std::string wrong = wrong_version(clause); !wrong.empty()) return malformed(std::move(wrong));
  return clause;
}

bool same_base(const Version& left, const Version& right) {
  return left.epoch == right.epoch && pep440::compare_release(left, right) == 0;
}

// The first `count` numbers of the release; those that are not written are zeros.
bool same_prefix(const Version& version, const Version& wanted, std::size_t count) {
  if (version.epoch != wanted.epoch) return false;
  const auto at = [](const Version& of, std::size_t i) {
    return i < of.release.size() ? of.release[i] : Number();
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (at(version, i) != at(wanted, i)) return false;
  }
  return true;
}

// A label of the candidate's counts only where the clause has one.
bool equals(const Version& version, const Version& wanted) {
  return wanted.local.empty() ? pep440::compare_public(version, wanted) == 0
                              : pep440::compare(version, wanted) == 0;
}

// Neither a post-release nor a label of the very version is later than it.
bool is_later(const Version& version, const Version& wanted) {
  if (pep440::compare(version, wanted) <= 0) return false;
  if (!same_base(version, wanted)) return true;
  if (version.post && !wanted.post) return false;
  return version.local.empty() || pep440::compare_public(version, wanted) > 0;
}

// A pre-release of the very version is not earlier than it.
bool is_earlier(const Version& version, const Version& wanted) {
  if (pep440::compare(version, wanted) >= 0) return false;
  return wanted.is_pre_release() || !version.is_pre_release() || !same_base(version, wanted);
}

bool is_within_clause(const Version& version, const VersionClause& clause) {
  const std::optional<Version> wanted = pep440::parse(clause.version);
  if (!wanted) return false;
  if (clause.op == "==" || clause.op == "!=") {
    const bool equal =
        clause.prefix ? same_prefix(version, *wanted, wanted->written) : equals(version, *wanted);
    return equal == (clause.op == "==");
  }
  if (clause.op == ">") return is_later(version, *wanted);
  if (clause.op == "<") return is_earlier(version, *wanted);
  if (clause.op == "<=") return pep440::compare_public(version, *wanted) <= 0;
  const bool not_before = pep440::compare_public(version, *wanted) >= 0;
  return not_before && (clause.op == ">=" || same_prefix(version, *wanted, wanted->written - 1));
}

bool names_pre_release(const VersionClause& clause) {
  const std::optional<Version> version = pep440::parse(clause.version);
  return clause.op != "!=" && version && version->is_pre_release();
}

}  // namespace

Result<std::vector<VersionClause>> parse_specifiers(std::string_view text) {
  std::vector<VersionClause> clauses;
  if (trim(text).empty()) return clauses;
  for (const std::string_view part : split(text, ',')) {
    // A comma at the end is allowed.
    if (trim(part).empty() && !clauses.empty() &&
        part.data() + part.size() == text.data() + text.size())
      break;
    if (clauses.size() == limits::version_clauses)
      return Error{.code = ErrorCode::too_large,
                   .message = "more than " + std::to_string(limits::version_clauses) +
                              " clauses in one requirement"};
    Result<VersionClause> clause = parse_clause(trim(part));
    if (!clause) return clause.error();
    clauses.push_back(*std::move(clause));
  }
  return clauses;
}

bool is_within(std::string_view version, std::span<const VersionClause> clauses, PreReleases rule) {
  const std::optional<Version> parsed = pep440::parse(version);
  if (rule == PreReleases::if_named && parsed && parsed->is_pre_release() &&
      std::ranges::none_of(clauses, names_pre_release))
    return false;
  return std::ranges::all_of(clauses, [&](const VersionClause& clause) {
    if (clause.op == "===") return ascii_lower(trim(version)) == ascii_lower(clause.version);
    return parsed && is_within_clause(*parsed, clause);
  });
}

std::string to_string(std::span<const VersionClause> clauses) {
  std::string text;
  for (const VersionClause& clause : clauses)
    text += (text.empty() ? "" : ",") + clause.op + clause.version + (clause.prefix ? ".*" : "");
  return text;
}

}  // namespace prodparity
