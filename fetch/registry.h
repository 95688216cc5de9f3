#pragma once

#include "core/registry/image_name.h"
#include "core/registry/manifest.h"
#include "core/result.h"
#include "fetch/http/client.h"
#include "fetch/registry_login.h"
#include "fetch/store.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

struct RegistrySettings {
  bool plain_http = false;       // also for what is not this machine
  CredentialSource credentials;  // not set: anonymous
  SteadyClock now;               // not set: the real one
};

// One repository of a registry (distribution-spec, the pull side). Requests go one after the other
// over `transport`, which keeps the connection; it outlives this.
class RegistryStore final : public Store {
 public:
  RegistryStore(Transport& transport, registry::ImagePlace place, RegistrySettings settings = {});

  Result<StoredManifest> manifest(const std::string& tag_or_digest) override;
  Result<void> blob(const registry::Descriptor& descriptor, const PartSink& sink) override;
  // By the API or, of a registry that has none, by the tag that stands for it.
  Result<Referrers> referrers(const std::string& digest) override;
  std::string name() const override;

  // What the tag names now, by a HEAD: to see whether it moved, never as a proof of anything.
  Result<std::string> current_digest(const std::string& tag);
  // What was tried and given up, for a person.
  const std::vector<std::string>& warnings() const { return login_.warnings(); }

 private:
  struct Question {
    std::string method;
    std::string url;
    std::string_view accept;
    std::size_t limit_bytes;
    std::string what;  // for messages: "the manifest main"
  };

  std::string url(std::string_view kind, std::string_view name) const;
  Result<HttpResponse> send(const Question& question, const BodySink& sink = {});
  // What is no success, as an error.
  Result<HttpResponse> ask(const Question& question, const BodySink& sink = {});
  Error failure(const Question& question, const HttpResponse& response) const;
  // Nothing: the registry has no such API.
  Result<std::optional<Referrers>> listed_referrers(const std::string& digest);
  Result<Referrers> tagged_referrers(const std::string& digest);

  Transport& transport_;
  registry::ImagePlace place_;
  std::string origin_;
  RegistryLogin login_;
  bool has_referrers_ = true;
};

}  // namespace prodparity::fetch
