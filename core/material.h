#pragma once

#include "core/byte_source.h"
#include "core/result.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// What the process with the network hands to the one that verifies, and what the cache keeps: the
// bytes that were found for a reference, as they were found. Nothing of it is believed. Pure.
//
// On the wire: a line of JSON (the header), then for each part a line of JSON and that many bytes,
// then {"end": COUNT}. A stream that breaks off is therefore never taken for a whole one.
namespace prodparity {

namespace limits {
// Of an image's layers in one material, besides the other parts; not in core/limits.h, since
// nothing else reads it.
inline constexpr std::size_t material_files = 65'536;
}  // namespace limits

struct MaterialHeader {
  std::string asked;            // the reference as it was configured
  std::string image;            // "registry.example/api"; empty: no image (a URL, a file)
  std::string digest;           // of the image or index, "sha256:..."
  std::string platform_digest;  // of this machine's manifest in the index; empty: it is no index
  std::string platform;         // "linux/amd64"
  std::string fetched_at;       // RFC 3339
  std::string bundle;           // the file of whoever fetched it elsewhere; empty: fetched here

  bool operator==(const MaterialHeader&) const = default;
};

enum class MaterialKind {
  bundle,         // a Sigstore bundle
  signature,      // a Sigstore bundle that holds no statement: of the bytes of the next document
  raw_signature,  // nothing but the signature of those bytes; `annotations` may have a certificate
  legacy,         // a DSSE envelope as cosign 1 and 2 leave it, with the annotations of its layer
  envelope,       // a bare DSSE envelope
  statement,      // a bare in-toto Statement (BuildKit): unsigned
  document,       // an SBOM as it is: unsigned
  manifest,  // of the image: its index, then our platform's manifest, as their digests name them
  image_config,  // the image's configuration, as the manifest names it
  left_out,      // no bytes: `annotations` say how much is there and was not fetched
  package_file,  // a file of the image's layers; `place` is its path
  // What goes along in a bundle (`prodparity bundle`), and says nothing about production.
  policy,        // the policy file
  trusted_root,  // a trusted_root.json
  key,           // a public key, PEM; `place` is its file's name
};
// Of left_out: attestations past the bounds, and layers of kinds that are not read, with the kinds.
inline constexpr const char* left_out_count = "count";
inline constexpr const char* left_out_others = "others";
inline constexpr const char* left_out_types = "types";
// Of raw_signature: the certificate that lies beside it, as it is.
inline constexpr const char* beside_certificate = "certificate";
std::string_view to_string(MaterialKind kind);
std::optional<MaterialKind> parse_material_kind(std::string_view text);
bool goes_along(MaterialKind kind);

struct MaterialPart {
  MaterialKind kind{};
  std::string place;  // where it was found, for people; a path for package_file
  std::map<std::string, std::string> annotations;
  std::size_t bytes = 0;

  bool operator==(const MaterialPart&) const = default;
};

// Lines with their ends.
std::string material_header(const MaterialHeader& header);
std::string material_part(const MaterialPart& part);
std::string material_end(std::size_t parts);

// Reads it part by part, in bounded memory. Errors: malformed, truncated, too_large, unsupported
// (a newer program's), those of the source.
class MaterialReader {
 public:
  explicit MaterialReader(ByteSource& source) : source_(source) {}

  Result<MaterialHeader> header();
  // The next part; nothing at the end. What is left of the one before is skipped.
  Result<std::optional<MaterialPart>> next();
  // The bytes of the part that next() returned: whole, or as a source.
  Result<std::string> body(std::size_t limit_bytes);
  Result<std::string_view> some_of_body();  // empty at its end; valid until the next call

 private:
  Result<std::string> line();
  Result<bool> fill();  // false at the source's end

  ByteSource& source_;
  std::string_view buffer_;    // of the source, not yet read
  std::size_t remaining_ = 0;  // of the part
  std::size_t parts_ = 0;
  std::size_t files_ = 0;  // of an image's layers, among them
};

}  // namespace prodparity
