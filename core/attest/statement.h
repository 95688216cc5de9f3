#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// An in-toto Statement 0.1 or 1 (in-toto/attestation, spec/v1/statement.md), without its predicate:
// that is read by core/sbom/ out of the same verified bytes.
struct Subject {
  std::string name;    // carries no security
  std::string sha256;  // lower-case hexadecimal; empty: it has another digest alone

  bool operator==(const Subject&) const = default;
};
struct Statement {
  std::string predicate_type;
  std::vector<Subject> subjects;

  bool operator==(const Statement&) const = default;
};
Statement read_statement(std::string_view payload);

// Refuses a statement about anything else than this SHA-256 (lower-case hexadecimal).
bool is_about(const Statement& statement, std::string_view sha256);
void check_subject(const Statement& statement, std::string_view sha256);

}  // namespace prodparity::attest
