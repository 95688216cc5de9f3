#pragma once

#include "core/attest/verified.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// What is kept of one reference that was verified.
struct Kept {
  std::string asked;
  std::string platform;
  std::string digest;      // of the image; empty: no image
  std::string image;       // "registry.example/api@sha256:..."
  std::string fetched_at;  // RFC 3339
  attest::SignerName signer;
  std::string material;  // SHA-256 of the bytes, which is their file's name

  bool operator==(const Kept&) const = default;
};

// Materials of references (core/material.h) as they were fetched, in a folder of their owner alone:
// each named by its digest, with a note for each reference. What is taken out is verified again by
// whoever takes it. Bounded: the oldest go first.
class Cache {
 public:
  // Errors: denied, io.
  static Result<Cache> open(const std::string& folder);

  // Nothing where there is none, or what there is is damaged: it is fetched again then.
  std::optional<Kept> find(std::string_view asked, std::string_view platform) const;
  // Where its bytes are, once they are found to be what their name says.
  std::optional<std::string> material_of(const Kept& kept) const;
  // A new file for a material; open for writing, not yet found by anybody.
  std::string new_file() const { return folder_ + "/new"; }
  // Takes over the file `path` (of this folder). Errors: io.
  std::optional<Error> keep(Kept kept, const std::string& path) const;

 private:
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}
  std::string note_path(std::string_view asked, std::string_view platform) const;
  void remove_oldest(std::string_view but) const;

  std::string folder_;
};

// A note's bytes, and back. Errors: malformed.
std::string write_kept(const Kept& kept);
Result<Kept> read_kept(std::string_view bytes);

}  // namespace prodparity::fetch
