#include "core/attest/statement.h"

#include "core/attest/document.h"
#include "core/attest/fields.h"
#include "core/attest/limits.h"
#include "core/attest/refused.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::attest {

Statement read_statement(std::string_view payload) {
  WholeText source(payload);
  const Document document = read_document(
      source, {.path = {"predicate"}, .as = LargePlace::As::skipped}, "the statement");
  const Fields fields = document.fields("statement");
  const std::string type = fields.text("_type");
  if (type != "https://in-toto.io/Statement/v1" && type != "https://in-toto.io/Statement/v0.1")
    refuse(Reason::wrong_payload, "a statement of type '" + type + "'");
  Statement statement{.predicate_type = fields.text("predicateType"), .subjects = {}};
  for (const Fields& subject : fields.objects("subject", limits::subjects)) {
    const std::optional<Fields> digest = subject.optional_object("digest");
    statement.subjects.push_back({.name = subject.optional_text("name"),
                                  .sha256 = digest ? digest->optional_text("sha256") : ""});
  }
  return statement;
}

bool is_about(const Statement& statement, std::string_view sha256) {
  return std::ranges::any_of(statement.subjects, [&](const Subject& subject) {
    return !subject.sha256.empty() && subject.sha256 == sha256;
  });
}

void check_subject(const Statement& statement, std::string_view sha256) {
  if (!is_about(statement, sha256))
    refuse(Reason::wrong_subject, statement.subjects.empty()
                                      ? "it names no subject"
                                      : "none of its subjects is sha256:" + std::string(sha256));
}

}  // namespace prodparity::attest
