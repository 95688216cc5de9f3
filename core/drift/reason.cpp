#include "core/drift/reason.h"

#include "core/drift/remedy.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

std::string_view plain_fact(DriftKind kind) {
  switch (kind) {
    case DriftKind::version:
      return "its version is not production's";
    case DriftKind::dev_only:
      return "production does not have it";
    case DriftKind::prod_only:
      return "production has it and this container does not";
    case DriftKind::fact:
      break;
  }
  return "it is not as in production";
}

// "deb:python3-pip@23.0.1+dfsg-1" -> "python3-pip 23.0.1+dfsg-1".
std::string hidden_name(std::string_view hides) {
  if (const auto colon = hides.find(':'); colon != std::string_view::npos)
    hides.remove_prefix(colon + 1);
  std::string name(hides.substr(0, hides.find('@')));
  if (const auto at = hides.find('@'); at != std::string_view::npos)
    name += ' ' + std::string(hides.substr(at + 1));
  return name;
}

}  // namespace

Reason reason_of(const Drift& drift, std::string_view rule_reason) {
  Reason reason{.because = std::string(rule_reason.empty() ? plain_fact(drift.kind) : rule_reason)};
  if (drift.dev && !drift.dev->hides.empty())
    reason.peculiar.push_back("it hides " + hidden_name(drift.dev->hides));
  const bool pre_release = drift.kind == DriftKind::version ? drift.change.pre_release
                                                            : drift.dev && drift.dev->pre_release;
  if (pre_release) reason.peculiar.emplace_back("it is a pre-release");
  if (drift.change.downgrade) reason.peculiar.emplace_back("it is older than production's");
  if (is_security_update(drift))
    reason.others.emplace_back("it is a security update that production lacks");
  if (drift.dev && drift.dev->held) reason.others.emplace_back("it is on hold here");
  return reason;
}

std::string sentence_of(const Reason& reason) {
  std::string sentence = reason.because;
  for (const auto* clauses : {&reason.peculiar, &reason.others}) {
    for (const std::string& clause : *clauses)
      sentence += (sentence.empty() ? "" : "; ") + clause;
  }
  return sentence;
}

}  // namespace prodparity
