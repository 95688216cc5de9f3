#pragma once

#include "core/bundle_file.h"
#include "core/reference_trust.h"
#include "core/result.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

// What `prodparity bundle` does with files; what is in them is verified by `prodparity-fetch`.
namespace prodparity {

// What goes along, as it is here.
struct AlongWanted {
  std::string policy;  // empty: none
  ReferenceTrust trust;
};
// The policy, each key, and the trust root; one that nobody named and that is not installed is left
// out. Errors: those of reading the rest.
Result<std::vector<AlongFile>> read_along(const AlongWanted& wanted);

struct WrittenBundle {
  std::size_t bytes = 0;
  std::string sha256;
};
// `material` as a bundle at `path`, in its place at once. Says nothing of when or where that is:
// the same material makes the same bytes. Errors: those of the files.
Result<WrittenBundle> write_bundle(const std::string& material, std::span<const AlongFile> along,
                                   const std::string& path);

// Errors: those of the file, and of what it is not.
Result<BundleContent> read_bundle_at(const std::string& path);

// "the policy", "a trust root", "the key cosign.pub": as untrusted as its name.
std::string along_words(const AlongFile& file);

// Into a folder, which is made, under names of ours; returns the paths. Errors: denied, io.
Result<std::vector<std::string>> lay_out(std::span<const AlongFile> along,
                                         const std::string& folder);

}  // namespace prodparity
