#pragma once

#include "core/fetch_order.h"
#include "core/reference_trust.h"
#include "core/session_environment.h"
#include "daemon/configuration.h"
#include "daemon/reference_fetch.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

struct FetchPlace {
  std::vector<ReferenceSetting> references;  // all; those with an address are fetched
  ReferenceTrust trust;
  ReferenceNetwork network;
  std::string folder;  // of what is kept
  // A dev container's: a person's session will say how the network is reached, and as whom.
  bool for_session = false;
};

// Where the compact Reference of an address goes, below the state folder.
std::string fetched_path(const std::string& state_folder, std::string_view name);

// All references that are fetched. In a dev container they are fetched as the user who handed over
// last how the network is reached; where nobody did and this is root, as nobody.
class ReferenceFetches {
 public:
  using OnOutcome = std::function<void(const std::string& name, const FetchOutcome& outcome)>;
  // `environments` outlives this.
  ReferenceFetches(asio::io_context& context, FetchPlace place,
                   const SessionEnvironments& environments, const OnOutcome& on_outcome);

  // What is kept is verified and laid out, before anything else. Waits for it.
  std::map<std::string, FetchOutcome> from_cache() const;
  void each(const std::function<void(ReferenceFetch& fetch)>& visit);
  void refresh();
  // Those of files on this machine (is_one_file()) that changed since the last call.
  void refresh_changed_files();
  void stop();

 private:
  FetchOrder order_of(const ReferenceSetting& setting) const;
  std::optional<FetchOrder> order_now(const ReferenceSetting& setting, bool at_last) const;

  FetchPlace place_;
  const SessionEnvironments& environments_;
  struct Fetch {
    ReferenceSetting setting;
    std::unique_ptr<ReferenceFetch> fetch;
    std::string stamps;  // of its files
  };
  std::vector<Fetch> fetches_;
};

}  // namespace prodparity
