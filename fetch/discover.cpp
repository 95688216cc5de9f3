#include "fetch/discover.h"

#include "core/registry/attached.h"
#include "core/registry/limits.h"
#include "core/registry/platform.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace prodparity::fetch {
namespace {

using registry::Descriptor;
using registry::Index;
using registry::LayerKind;
using registry::Manifest;
using registry::ManifestOrIndex;

constexpr std::size_t told_types = 4;

// Whether one thing is not there or not right, and all else can be read nonetheless. What is not
// reached, or no access to, could as well be what counts.
bool is_of_this_one(ErrorCode code) {
  return code != ErrorCode::io && code != ErrorCode::timed_out && code != ErrorCode::denied;
}

class Search {
 public:
  Search(Store& store, const DiscoverSettings& settings, const AttestationSink& sink)
      : store_(store), settings_(settings), sink_(sink) {}

  Result<Discovered> run(const std::string& tag_or_digest) {
    const Result<void> found = find_image(tag_or_digest);
    if (!found) return found.error();
    if (settings_.on_image) {
      if (const Result<void> taken = settings_.on_image(found_); !taken) return taken.error();
    }
    if (settings_.image_alone) return std::move(found_);
    std::vector<std::string> subjects{found_.digest};
    if (!found_.platform_digest.empty()) subjects.push_back(found_.platform_digest);
    for (const std::string& subject : subjects) {
      if (const Result<void> read = read_referrers(subject); !read) return read.error();
      if (const Result<void> read = read_legacy(subject); !read) return read.error();
    }
    if (const Result<void> read = read_within_index(); !read) return read.error();
    return std::move(found_);
  }

 private:
  Result<ManifestOrIndex> document(const std::string& tag_or_digest, StoredManifest& as_stored) {
    Result<StoredManifest> stored = store_.manifest(tag_or_digest);
    if (!stored) return stored.error();
    as_stored = *std::move(stored);
    return registry::parse_manifest(as_stored.bytes, as_stored.content_type);
  }

  // The next one on the way to the image.
  Result<ManifestOrIndex> document_of_image(const std::string& tag_or_digest, std::string& digest) {
    StoredManifest& stored = found_.chain.emplace_back();
    Result<ManifestOrIndex> read = document(tag_or_digest, stored);
    digest = stored.digest;
    return read;
  }

  // The image that runs here, through at most two indexes.
  Result<void> find_image(const std::string& tag_or_digest) {
    Result<ManifestOrIndex> now = document_of_image(tag_or_digest, found_.digest);
    if (!now) return now.error();
    if (const Index* index = std::get_if<Index>(&*now)) index_ = *index;
    for (std::size_t depth = 0; std::holds_alternative<Index>(*now); ++depth) {
      const Result<Descriptor> ours =
          registry::choose_platform(std::get<Index>(*now), settings_.platform);
      if (!ours || depth == registry::limits::index_depth) {
        found_.platform_digest.clear();
        found_.chain.clear();
        found_.no_image = ours ? Error{.code = ErrorCode::too_deep,
                                       .message = "the image is an index within indexes",
                                       .path = {}}
                               : ours.error();
        return {};
      }
      now = document_of_image(ours->digest, found_.platform_digest);
      if (!now) return now.error();
    }
    found_.image = std::get<Manifest>(*std::move(now));
    return {};
  }

  Result<void> read_referrers(const std::string& subject) {
    const Result<Referrers> referrers = store_.referrers(subject);
    if (!referrers) return referrers.error();
    found_.left_out += referrers->left_out;
    for (const Descriptor& descriptor : referrers->manifests)
      if (const Result<void> read = read_manifest(descriptor.digest, subject, true); !read)
        return read.error();
    return {};
  }

  Result<void> read_legacy(const std::string& subject) {
    return read_manifest(registry::legacy_tag(subject), subject, false);
  }

  Result<void> read_within_index() {
    for (const Descriptor& descriptor : index_.manifests) {
      if (found_.platform_digest.empty()) break;
      if (registry::buildkit_subject(descriptor) != found_.platform_digest) continue;
      if (seen_.contains(descriptor.digest)) continue;
      if (!settings_.statements) {
        ++found_.statements_left;
        continue;
      }
      const Result<void> read = read_manifest(descriptor.digest, found_.platform_digest, true);
      if (!read) return read.error();
    }
    return {};
  }

  // `named`: something says that it is there.
  Result<void> read_manifest(const std::string& tag_or_digest, const std::string& subject,
                             bool named) {
    if (!seen_.insert(tag_or_digest).second) return {};
    StoredManifest stored;
    const Result<ManifestOrIndex> read = document(tag_or_digest, stored);
    if (!read && read.error().code == ErrorCode::not_found && !named) return {};
    if (!read) return skip_or_stop(read.error());
    const Manifest* manifest = std::get_if<Manifest>(&*read);
    if (manifest == nullptr) return {};
    for (const Descriptor& layer : manifest->layers)
      if (const Result<void> taken = take(layer, subject, stored.digest); !taken)
        return taken.error();
    return {};
  }

  Result<void> take(const Descriptor& layer, const std::string& subject,
                    const std::string& digest) {
    const LayerKind kind = registry::layer_kind(layer);
    if (kind == LayerKind::other) {
      ++found_.others;
      if (found_.other_types.size() < told_types) found_.other_types.insert(layer.media_type);
      return {};
    }
    if (kind == LayerKind::statement && !settings_.statements) {
      ++found_.statements_left;
      return {};
    }
    if (found_.attestations == registry::limits::attestations ||
        layer.size > registry::limits::all_attestations_bytes - bytes_) {
      ++found_.left_out;
      return {};
    }
    Result<std::string> bytes = read_blob(store_, layer, registry::limits::attestation_bytes);
    if (!bytes) return skip_or_stop(bytes.error());
    bytes_ += bytes->size();
    ++found_.attestations;
    return sink_({.kind = kind,
                  .bytes = *std::move(bytes),
                  .annotations = layer.annotations,
                  .subject = subject,
                  .place = store_.name() + '@' + digest});
  }

  Result<void> skip_or_stop(const Error& error) {
    if (!is_of_this_one(error.code)) return error;
    found_.unread.push_back(error);
    return {};
  }

  Store& store_;
  const DiscoverSettings& settings_;
  const AttestationSink& sink_;
  Discovered found_;
  Index index_;  // what the name stands for, where it is one
  std::set<std::string> seen_;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<Discovered> discover(Store& store, const std::string& tag_or_digest,
                            const DiscoverSettings& settings, const AttestationSink& sink) {
  return Search(store, settings, sink).run(tag_or_digest);
}

}  // namespace prodparity::fetch
