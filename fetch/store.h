#pragma once

#include "core/registry/content_digest.h"
#include "core/registry/manifest.h"
#include "core/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// Takes the parts of a body; an error ends the reading and is its result.
using PartSink = std::function<Result<void>(std::string_view part)>;

// A manifest or index as it is kept, with the digest of exactly these bytes.
struct StoredManifest {
  std::string digest;
  std::string content_type;  // as it was sent, or empty
  std::string bytes;

  bool operator==(const StoredManifest&) const = default;
};

// What says that it is about a manifest. Nothing of it is filtered, and nothing is believed.
struct Referrers {
  std::vector<registry::Descriptor> manifests;  // at most registry::limits::descriptors
  std::size_t left_out = 0;                     // further ones that were seen

  bool operator==(const Referrers&) const = default;
};

// Where one image lies: a repository of a registry, or an OCI layout. Errors tell apart: not_found
// (it answers, and that is not there), denied (no access), io and timed_out (not reached);
// malformed, unsupported, too_large (what is there is not as it must be).
class Store {
 public:
  virtual ~Store() = default;
  // By tag or digest. Of a digest the bytes are checked.
  virtual Result<StoredManifest> manifest(const std::string& tag_or_digest) = 0;
  // The bytes go to `sink`; size and digest are checked once all are there, so what the sink has is
  // worth nothing if this fails. Nothing past `descriptor.size` is read.
  virtual Result<void> blob(const registry::Descriptor& descriptor, const PartSink& sink) = 0;
  virtual Result<Referrers> referrers(const std::string& digest) = 0;
  // "registry.example/api", "oci:DIR": for messages.
  virtual std::string name() const = 0;
};

// A blob in memory. Errors: too_large where the descriptor says that it is larger than that.
Result<std::string> read_blob(Store& store, const registry::Descriptor& descriptor,
                              std::size_t limit_bytes);

// Hands the parts of a blob on, and says at the end whether they were what the descriptor says.
class CheckedBlob {
 public:
  explicit CheckedBlob(const registry::Descriptor& descriptor);
  // malformed where it is more than it should be.
  Result<void> part(std::string_view bytes, const PartSink& sink);
  // truncated where it was less, malformed where it was something else.
  Result<void> end();

 private:
  const registry::Descriptor& descriptor_;
  registry::ContentHash hash_;
  std::size_t size_ = 0;
};

}  // namespace prodparity::fetch
