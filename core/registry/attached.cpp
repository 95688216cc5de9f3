#include "core/registry/attached.h"

#include <string>
#include <string_view>

namespace prodparity::registry {

std::string referrers_tag(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  return std::string(digest.substr(0, colon))
      .append(1, '-')
      .append(digest.substr(colon + 1).substr(0, 64));
}

std::string legacy_tag(std::string_view digest) {
  return referrers_tag(digest) + ".att";
}

LayerKind layer_kind(const Descriptor& layer) {
  // Older ones end in "+json;version=0.1", newer ones in ".v0.3+json".
  if (layer.media_type.starts_with("application/vnd.dev.sigstore.bundle")) return LayerKind::bundle;
  if (layer.media_type == "application/vnd.dsse.envelope.v1+json") return LayerKind::envelope;
  if (layer.media_type == "application/vnd.in-toto+json") return LayerKind::statement;
  return LayerKind::other;
}

}  // namespace prodparity::registry
