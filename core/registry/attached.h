#pragma once

#include "core/registry/manifest.h"

#include <string>
#include <string_view>

// How attestations hang on an image. Sources: cosign's specs/ATTESTATION_SPEC.md and
// BUNDLE_SPEC.md; distribution-spec, "Referrers Tag Schema"; buildkit, docs/attestations.
namespace prodparity::registry {

// "sha256-<hex>": where the list of referrers is if the registry has none; "sha256-<hex>.att":
// where cosign 1 and 2 put attestations. Of a digest that algorithm_of() knows; cut to 64
// hexadecimal digits, as the specification has it.
std::string referrers_tag(std::string_view digest);
std::string legacy_tag(std::string_view digest);

enum class LayerKind {
  other,
  bundle,     // a Sigstore bundle
  envelope,   // a DSSE envelope; its proofs are annotations of the layer
  statement,  // an in-toto Statement that nobody signed
};
// By the layer's media type alone: nothing else about it is reliable.
LayerKind layer_kind(const Descriptor& layer);

}  // namespace prodparity::registry
