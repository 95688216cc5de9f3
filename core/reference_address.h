#pragma once

#include <array>
#include <string>
#include <string_view>

namespace prodparity {

// Where production's reference is, as a configuration or a command line has it.
enum class AddressKind {
  file,         // a path
  image,        // "registry.example/api:main", "api@sha256:...", "docker://..."
  url,          // "https://...", and "#sha256:..." behind it: the image that it must be about
  layout,       // "oci:FOLDER", "oci-archive:FILE": an OCI image layout on this machine
  signed_file,  // "file:PATH": a path, with what vouches for it beside it; "#sha256:..." as of a
                // URL
  github,       // "github:OWNER/REPO@sha256:...": an image's attestations in GitHub's own API
  bundle,  // "bundle:FILE", and "#sha256:..." as of a URL: what `prodparity bundle export` wrote
};

struct ReferenceAddress {
  AddressKind kind = AddressKind::file;
  std::string text;  // without the word in front that says what it is; a URL is whole

  bool operator==(const ReferenceAddress&) const = default;
};

// An image is one where its registry's name (a '.', a ':' or localhost in the first part) and a tag
// or digest are there, or "docker://" stands before it: "sbom.d/production.json" is a path.
ReferenceAddress reference_address(std::string_view text);

// What lies beside a document and may vouch for it is called as it with one of these behind it.
// They are looked for in this order.
inline constexpr std::array<std::string_view, 4> signature_endings = {".sigstore.json", ".bundle",
                                                                      ".att", ".sig"};
// The last of them may be nothing but a signature (`cosign sign-blob --output-signature`).
inline constexpr std::string_view raw_signature_ending = ".sig";
// Where one is there: the certificate that it was made with, if it was with one.
inline constexpr std::string_view certificate_ending = ".pem";

// "PATH", "PATH#sha256:HEX": the path, and the image that it must be of; empty: any.
struct FilePlace {
  std::string path;
  std::string image_digest;

  bool operator==(const FilePlace&) const = default;
};
FilePlace file_place(std::string_view text);

// Whether it is one file of this machine: read without a network and without anybody's credentials,
// again when it changes, and nothing that is kept stands in for it.
inline bool is_one_file(const ReferenceAddress& address) {
  return address.kind == AddressKind::signed_file || address.kind == AddressKind::bundle;
}

// Whether it names a file or folder of this machine, by a path behind the word for its kind.
inline bool is_local(const ReferenceAddress& address) {
  return address.kind == AddressKind::layout || is_one_file(address);
}

// Whether something has to be fetched, or verified first.
inline bool is_fetched(const ReferenceAddress& address) {
  return address.kind != AddressKind::file;
}

// The same for people: a URL without its query, which may be a signature (a signed URL's).
std::string shown_address(std::string_view text);

}  // namespace prodparity
