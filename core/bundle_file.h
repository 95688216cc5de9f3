#pragma once

#include "core/byte_source.h"
#include "core/limits.h"
#include "core/material.h"
#include "core/result.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The file of `prodparity bundle` (no Sigstore bundle): what was fetched for a reference, as
// material, with the files that go along to a machine without a network. Nothing of it is believed
// for being in it. Pure.
namespace prodparity {

// Bounds that only who reads or writes a bundle asks for, so they are not in core/limits.h.
namespace limits {
inline constexpr std::size_t along_bytes = mib;  // of one file that goes along
inline constexpr std::size_t along_files = 80;   // keys, a policy, a trust root
}  // namespace limits

// A file that goes along: the policy, a trust root, a key.
struct AlongFile {
  MaterialKind kind{};
  std::string name;  // of its file, without a folder
  std::string bytes;

  bool operator==(const AlongFile&) const = default;
};

struct BundleContent {
  MaterialHeader header;
  std::size_t parts = 0;  // of what was fetched
  std::vector<AlongFile> along;

  bool operator==(const BundleContent&) const = default;
};

// To its end, in bounded memory. Errors: those of MaterialReader; too_large where more goes along,
// or larger files, than limits.h has.
Result<BundleContent> read_bundle(ByteSource& bundle);

struct BundleCopy {
  // Changes the header, or refuses it; may be empty.
  std::function<Result<void>(MaterialHeader& header)> change = {};
  // Goes along in the copy, in place of what went along before.
  std::span<const AlongFile> along = {};
};
using BundleSink = std::function<Result<void>(std::string_view bytes)>;

// Copies a bundle, or a material, part by part. What the sink has is worth nothing if this fails.
// Errors: those of MaterialReader, of `change` and of the sink.
Result<void> copy_bundle(ByteSource& source, const BundleCopy& copy, const BundleSink& sink);

}  // namespace prodparity
