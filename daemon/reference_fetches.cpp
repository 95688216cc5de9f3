#include "daemon/reference_fetches.h"

#include <unistd.h>

#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr unsigned nobody = 65534;  // as Debian, Alpine and Fedora have it

double random_part() {
  static std::minstd_rand engine{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace

std::string fetched_path(const std::string& state_folder, std::string_view name) {
  return state_folder + "/references/" + std::string(name) + ".reference";
}

ReferenceFetches::ReferenceFetches(asio::io_context& context, FetchPlace place,
                                   const SessionEnvironments& environments,
                                   const OnOutcome& on_outcome)
    : place_(std::move(place)), environments_(environments) {
  for (const ReferenceSetting& setting : place_.references) {
    if (setting.address.empty()) continue;
    fetches_.push_back(std::make_unique<ReferenceFetch>(
        context, ReferenceFetch::Outside{
                     .order = [this, setting](bool at_last) { return order_now(setting, at_last); },
                     .on_outcome = [on_outcome, name = setting.name](
                                       const FetchOutcome& outcome) { on_outcome(name, outcome); },
                     .jitter = random_part}));
  }
}

FetchOrder ReferenceFetches::order_of(const ReferenceSetting& setting) const {
  return {.asked = setting.address,
          .name = setting.name,
          .trust = place_.trust,
          .folder = place_.folder,
          .output = setting.path,
          .network = place_.network};
}

std::optional<FetchOrder> ReferenceFetches::order_now(const ReferenceSetting& setting,
                                                      bool at_last) const {
  FetchOrder order = order_of(setting);
  if (!place_.for_session) return order;  // as this process is
  const bool is_root = ::geteuid() == 0;
  const std::optional<unsigned> latest = environments_.latest();
  const unsigned user = is_root ? latest.value_or(nobody) : ::geteuid();
  const SessionEnvironment* const environment = environments_.of(user);
  if (environment == nullptr && is_root && !at_last) return std::nullopt;
  if (environment == nullptr && !is_root) return order;
  order.user = user;
  if (environment != nullptr) order.environment = *environment;
  return order;
}

std::map<std::string, FetchOutcome> ReferenceFetches::from_cache() const {
  std::map<std::string, FetchOutcome> outcomes;
  for (const ReferenceSetting& setting : place_.references) {
    if (setting.address.empty()) continue;
    FetchOutcome outcome = ReferenceFetch::from_cache(order_of(setting));
    // That nothing is kept yet is no answer of anybody.
    if (outcome.code != ErrorCode::not_found || outcome.problem.empty())
      outcomes[setting.name] = std::move(outcome);
  }
  return outcomes;
}

void ReferenceFetches::each(const std::function<void(ReferenceFetch& fetch)>& visit) {
  for (const std::unique_ptr<ReferenceFetch>& fetch : fetches_)
    visit(*fetch);
}

void ReferenceFetches::refresh() {
  for (const std::unique_ptr<ReferenceFetch>& fetch : fetches_)
    fetch->refresh();
}

void ReferenceFetches::stop() {
  for (const std::unique_ptr<ReferenceFetch>& fetch : fetches_)
    fetch->stop();
}

}  // namespace prodparity
