#include "daemon/reference_fetches.h"

#include "core/reference_address.h"
#include "daemon/file_stamp.h"

#include <unistd.h>

#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr unsigned nobody = 65534;  // as Debian, Alpine and Fedora have it

std::string stamps_of(const ReferenceSetting& setting) {
  std::string stamps;
  for (const std::string& file : signed_files_of(setting))
    stamps += file_stamp(file) + '\n';
  return stamps;
}

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
    ReferenceFetch::Outside outside{
        .order = [this, setting](bool at_last) { return order_now(setting, at_last); },
        .on_outcome = [on_outcome, name = setting.name](
                          const FetchOutcome& outcome) { on_outcome(name, outcome); },
        .jitter = random_part};
    fetches_.push_back({.setting = setting,
                        .fetch = std::make_unique<ReferenceFetch>(context, std::move(outside)),
                        .stamps = stamps_of(setting)});
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
  // As this process is: also a file, which nobody else's network or credentials are needed for.
  const bool is_file = is_one_file(reference_address(setting.address));
  if (!place_.for_session || is_file) return order;
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
  for (const Fetch& one : fetches_)
    visit(*one.fetch);
}

void ReferenceFetches::refresh() {
  for (const Fetch& one : fetches_)
    one.fetch->refresh();
}

void ReferenceFetches::refresh_changed_files() {
  for (Fetch& one : fetches_) {
    std::string stamps = stamps_of(one.setting);
    if (stamps == one.stamps) continue;
    one.stamps = std::move(stamps);
    one.fetch->refresh_changed();
  }
}

void ReferenceFetches::stop() {
  for (const Fetch& one : fetches_)
    one.fetch->stop();
}

}  // namespace prodparity
