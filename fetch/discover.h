#pragma once

#include "core/registry/attached.h"
#include "core/registry/manifest.h"
#include "core/result.h"
#include "fetch/store.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace prodparity::fetch {

// One attestation as it was found. Nothing of it is believed.
struct Attestation {
  registry::LayerKind kind = registry::LayerKind::other;
  std::string bytes;
  registry::Annotations annotations;  // of its layer: cosign 1 and 2 keep the proofs there
  std::string subject;                // the digest that it hangs on
  std::string place;                  // "registry.example/api@sha256:...": the manifest it is in

  bool operator==(const Attestation&) const = default;
};
// Takes one at a time, so that one is in memory; an error ends the search and is its result.
using AttestationSink = std::function<Result<void>(Attestation attestation)>;

struct Discovered {
  std::string digest;           // of what the name stands for, computed from its bytes
  std::string platform_digest;  // of our platform's manifest in the index; empty: it is no index
  registry::Manifest image;     // ours; empty where `no_image` says why
  // From what the name stands for to `image`, each as it is; empty where there is none.
  std::vector<StoredManifest> chain;
  std::optional<Error> no_image;
  std::size_t attestations = 0;     // that went to the sink
  std::size_t statements_left = 0;  // unsigned ones that are there and were not asked for
  std::size_t left_out = 0;         // past the bounds of core/registry/limits.h
  // Layers of kinds that are not read, and those kinds: the first few.
  std::size_t others = 0;
  std::set<std::string> other_types;
  std::vector<Error> unread;  // what is named there and is gone, or not as it must be
};

struct DiscoverSettings {
  registry::Platform platform;
  bool statements = false;   // also those that nobody signed (BuildKit's)
  bool image_alone = false;  // no attestation is looked for
  // Called once the image is known, before the first attestation; not set: nobody wants to know.
  std::function<Result<void>(const Discovered& found)> on_image;
};

// All attestations that hang on an image, on the index that its name stands for and on our
// platform's manifest: as referrers, at cosign's tag, within the index. Media types of layers alone
// decide; what else is said about them is often wrong. None there is no error: `attestations` is
// 0 and `unread` empty. Errors: not_found (no such image), denied (no access), io and timed_out
// (not reached, also in the middle), malformed and unsupported (the image's own manifest), the
// sink's.
Result<Discovered> discover(Store& store, const std::string& tag_or_digest,
                            const DiscoverSettings& settings, const AttestationSink& sink);

}  // namespace prodparity::fetch
