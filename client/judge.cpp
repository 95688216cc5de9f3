#include "client/judge.h"

#include "client/clock.h"
#include "client/input.h"
#include "client/reference_input.h"
#include "core/inventory_json.h"
#include "core/limits.h"

#include <unistd.h>

#include <fmt/format.h>

#include <cstddef>
#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

struct References {
  std::vector<Reference> readable;
  std::vector<Gap> gaps;
};

Result<References> read_references(const std::vector<std::string>& arguments,
                                   TakeDigest take_digest) {
  References references;
  const auto named = named_references(arguments);
  if (!named) return named.error();
  for (const auto& [name, path] : *named) {
    Result<Reference> reference = read_reference_input(path, take_digest);
    if (reference) {
      reference->name = name;
      references.readable.push_back(std::move(*reference));
    } else if (reference.error().code == ErrorCode::wrong_usage) {
      return reference.error();
    } else {
      references.gaps.push_back({.kind = GapKind::no_reference,
                                 .reference = name,
                                 .sentence = to_string(reference.error()),
                                 .remedy = "give a readable SBOM of " + name});
    }
  }
  return references;
}

Result<History> read_history(const std::string& baseline) {
  History history;
  if (baseline.empty()) return history;
  const Result<std::string> bytes = read_input(baseline, limits::package_database_bytes);
  if (!bytes) return bytes.error();
  const Result<Inventory> inventory = read_inventory(*bytes, baseline);
  if (!inventory) return inventory.error();
  history.baseline = versions_of(*inventory);
  return history;
}

}  // namespace

// A '=' behind a '/' belongs to the path.
std::pair<std::string, std::string> named_reference(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0 || argument.find('/') < equals)
    return {"production", argument};
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

Result<std::vector<std::pair<std::string, std::string>>> named_references(
    const std::vector<std::string>& arguments) {
  std::vector<std::pair<std::string, std::string>> named;
  std::vector<std::string> paths;
  for (const std::string& argument : arguments) {
    named.push_back(named_reference(argument));
    paths.push_back(named.back().second);
  }
  if (const Result<void> checked = check_inputs(paths); !checked) return checked.error();
  return named;
}

Result<Verdict> judge(const JudgeRequest& request, const VerdictOptions& options) {
  std::future<Result<Inventory>> reading;  // where no thread can be had, it is read when asked for
  if (request.read_dev)
    reading = std::async(std::launch::async | std::launch::deferred, request.read_dev);
  const Result<Date> day = today(options.now);
  if (!day) return day.error();
  const Result<PolicyEngine> policy = load_policy(request.policy, request.workspace);
  if (!policy) return policy.error();
  Result<History> history = read_history(request.baseline);
  if (!history) return history.error();
  history->asked = request.asked;
  // Only JSON tells the digest.
  const Result<References> references = read_references(
      request.references, options.format == "json" ? TakeDigest::yes : TakeDigest::no);
  Result<Inventory> read = reading.valid() ? reading.get() : Inventory();
  if (!read) return read.error();
  if (!references) return references.error();
  const ShipFiles ships = request.read_ships ? request.read_ships(policy->policy()) : ShipFiles();
  Verdict verdict = evaluate(request.read_dev ? *read : request.dev, references->readable, *policy,
                             *history, {.needs_sudo = ::geteuid() != 0}, *day, ships.shipments);
  verdict.notes.insert(verdict.notes.end(), ships.notes.begin(), ships.notes.end());
  // "None is given" is not so where one was given and could not be read.
  if (!references->gaps.empty()) {
    std::erase_if(verdict.gaps, [](const Gap& gap) {
      return gap.kind == GapKind::no_reference && gap.reference.empty();
    });
  }
  verdict.gaps.insert(verdict.gaps.begin(), references->gaps.begin(), references->gaps.end());
  return verdict;
}

}  // namespace prodparity
