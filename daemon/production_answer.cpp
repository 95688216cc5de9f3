#include "daemon/production_answer.h"

#include "core/json.h"
#include "core/production/production.h"
#include "core/report/production.h"
#include "io/owners.h"
#include "io/python_needs.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace prodparity {
namespace {

std::vector<ProductionAnswer> about_all(std::span<const Reference> references) {
  std::vector<ProductionAnswer> answers;
  for (const Reference& reference : references)
    answers.push_back(about_production(reference));
  return answers;
}

}  // namespace

std::variant<std::string, RpcError> production_members(std::string_view asked,
                                                       const ProductionPlace& place,
                                                       Reader reader) {
  if (place.references.empty())
    return RpcError{.code = rpc_code::not_found,
                    .message =
                        "no SBOM of production is known here, so nothing can be answered; "
                        "see: prodparity status"};
  std::vector<ProductionAnswer> answers;
  if (asked.empty()) {
    answers = about_all(place.references);
  } else {
    const Result<Question> question = parse_question(asked);
    if (!question)
      return RpcError{.code = rpc_code::invalid_params, .message = question.error().message};
    const Inventory dev = place.look();
    const Owners owners = find_owners(place.files, dev, *question);
    const PythonNeeds needs = read_python_needs(place.files, dev, *question, owners);
    const ProductionContext context{.dev = &dev,
                                    .policy = &place.policy,
                                    .remedies = {.needs_sudo = reader != Reader::root},
                                    .needs = &needs};
    for (const Reference& reference : place.references)
      answers.push_back(ask_production(*question, owners, reference, context));
  }
  std::string members = R"("text":)";
  append_json_text(members, render_production(asked, answers));
  members += R"(,"answer":)" + render_production_json(asked, answers);
  return members;
}

SnapshotProduction snapshot_production(std::span<const Reference> references) {
  if (references.empty()) return {};
  const std::vector<ProductionAnswer> answers = about_all(references);
  return {.text = render_production({}, answers), .answer = render_production_json({}, answers)};
}

}  // namespace prodparity
