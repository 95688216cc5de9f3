#include "fetch/cache.h"

#include "core/digest.h"
#include "core/hex.h"
#include "core/inventory_codec.h"
#include "core/json.h"
#include "core/limits.h"
#include "io/compressed_source.h"
#include "io/state_files.h"
#include "io/system_error.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

namespace fs = std::filesystem;
using codec::Json;
using codec::TextField;

constexpr std::string_view material_end = ".material";
constexpr std::uintmax_t cache_bytes = std::uintmax_t{512} * limits::mib;
constexpr std::size_t note_bytes = 64 * limits::kib;

constexpr std::array<TextField<Kept>, 6> texts = {{
    {"asked", &Kept::asked},
    {"platform", &Kept::platform},
    {"digest", &Kept::digest},
    {"image", &Kept::image},
    {"fetched_at", &Kept::fetched_at},
    {"material", &Kept::material},
}};
constexpr std::array<TextField<attest::SignerName>, 4> signer_texts = {{
    {"identity", &attest::SignerName::identity},
    {"issuer", &attest::SignerName::issuer},
    {"key", &attest::SignerName::key},
    {"key_name", &attest::SignerName::key_name},
}};

// Of a file, in parts; nothing where it cannot be read.
std::optional<std::string> digest_of_file(const std::string& path) {
  const Result<std::unique_ptr<ByteSource>> source = open_source(path, limits::material_bytes);
  if (!source) return std::nullopt;
  Sha256 digest;
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return std::nullopt;
    if (part->empty()) return digest.hex();
    digest.update(*part);
  }
}

// What somebody began to fetch and was killed over.
void remove_abandoned(const std::string& folder) {
  std::error_code error;
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const bool is_new = entry.path().filename().string().starts_with("new.");
    if (is_new && entry.last_write_time(error) < long_ago && !error) fs::remove(entry, error);
  }
}

}  // namespace

std::string write_kept(const Kept& kept) {
  Json json = Json::object();
  codec::write_texts(json, texts, kept);
  Json signer = Json::object();
  codec::write_texts(signer, signer_texts, kept.signer);
  json["signer"] = std::move(signer);
  return codec::with_schema("prodparity.kept/1", json) + '\n';
}

Result<Kept> read_kept(std::string_view bytes) {
  const Result<Json> json = parse_json(bytes, {.limit_bytes = note_bytes});
  if (!json) return json.error();
  if (const auto error = codec::wrong_schema(*json, "prodparity.kept/1", "")) return *error;
  try {
    Kept kept;
    codec::read_texts(*json, texts, kept);
    if (const Json* const signer = codec::member_of(*json, "signer"))
      codec::read_texts(codec::object_of(*signer, "signer"), signer_texts, kept.signer);
    if (kept.material.size() != 64 || !bytes_of_hex(kept.material))
      throw codec::Wrong{"'material' is no SHA-256"};
    return kept;
  } catch (const codec::Wrong& wrong) {
    return codec::wrong_value(wrong, "", 0);
  }
}

Result<Cache> Cache::open(const std::string& folder) {
  if (std::optional<Error> error = make_own_folder(folder, 0700)) return *error;
  remove_abandoned(folder);
  return Cache(folder);
}

std::string Cache::note_path(std::string_view asked, std::string_view platform) const {
  const std::string both = std::string(asked) + '\n' + std::string(platform);
  return folder_ + '/' + sha256_hex(both).substr(0, 32) + ".json";
}

std::optional<Kept> Cache::find(std::string_view asked, std::string_view platform) const {
  const Result<std::string> bytes = read_own_file(note_path(asked, platform), note_bytes);
  if (!bytes) return std::nullopt;
  Result<Kept> kept = read_kept(*bytes);
  if (!kept || kept->asked != asked || kept->platform != platform) return std::nullopt;
  return *std::move(kept);
}

std::optional<std::string> Cache::material_of(const Kept& kept) const {
  std::string path = folder_ + '/' + kept.material + std::string(material_end);
  if (digest_of_file(path) != kept.material) return std::nullopt;
  return path;
}

std::optional<Error> Cache::keep(Kept kept, const std::string& path) const {
  const std::optional<std::string> digest = digest_of_file(path);
  if (!digest)
    return Error{.code = ErrorCode::io, .message = "cannot read what was fetched", .path = path};
  kept.material = *digest;
  const std::string name = kept.material + std::string(material_end);
  if (::rename(path.c_str(), (folder_ + '/' + name).c_str()) != 0)
    return system_error(errno, "keep", path);
  if (std::optional<Error> error =
          replace_file(note_path(kept.asked, kept.platform), write_kept(kept), 0600, Durable::no))
    return error;
  remove_oldest(name);
  return std::nullopt;
}

void Cache::remove_oldest(std::string_view but) const {
  struct File {
    fs::path path;
    std::uintmax_t size = 0;
    fs::file_time_type time;
  };
  std::vector<File> files;
  std::uintmax_t total = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() != material_end) continue;
    const std::uintmax_t size = entry.file_size(error);
    if (error) continue;
    total += size;
    if (entry.path().filename() != but)
      files.push_back({.path = entry.path(), .size = size, .time = entry.last_write_time(error)});
  }
  std::ranges::sort(files, {}, &File::time);
  for (const File& file : files) {
    if (total <= cache_bytes) return;
    if (fs::remove(file.path, error)) total -= file.size;
  }
}

}  // namespace prodparity::fetch
