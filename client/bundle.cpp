#include "client/bundle.h"

#include "core/digest.h"
#include "core/limits.h"
#include "io/compressed_source.h"
#include "io/state_files.h"
#include "io/trusted_root.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace prodparity {
namespace {

Result<AlongFile> read_file(MaterialKind kind, const std::string& path) {
  Result<std::string> bytes = read_own_file(path, limits::along_bytes);
  if (!bytes) return bytes.error();
  return AlongFile{.kind = kind,
                   .name = std::filesystem::path(path).filename().string(),
                   .bytes = *std::move(bytes)};
}

// What it is laid out as: its own name is somebody's word.
std::string name_of(const AlongFile& file, std::size_t& keys) {
  if (file.kind == MaterialKind::policy) return "prodparity.json";
  if (file.kind == MaterialKind::trusted_root) return "trusted_root.json";
  return "key-" + std::to_string(++keys) + ".pub";
}

}  // namespace

Result<std::vector<AlongFile>> read_along(const AlongWanted& wanted) {
  std::vector<AlongFile> files;
  const auto add = [&](MaterialKind kind, const std::string& path) -> Result<void> {
    Result<AlongFile> file = read_file(kind, path);
    if (!file) return file.error();
    files.push_back(*std::move(file));
    return {};
  };
  if (!wanted.policy.empty()) {
    if (const Result<void> added = add(MaterialKind::policy, wanted.policy); !added)
      return added.error();
  }
  const std::string& root = wanted.trust.trusted_root;
  const Result<void> added = add(MaterialKind::trusted_root, trusted_root_path(root));
  const bool may_lack = root.empty() && !added && added.error().code == ErrorCode::not_found;
  if (!added && !may_lack) return added.error();
  for (const std::string& key : wanted.trust.signer.keys) {
    if (const Result<void> taken = add(MaterialKind::key, key); !taken) return taken.error();
  }
  return files;
}

Result<WrittenBundle> write_bundle(const std::string& material, std::span<const AlongFile> along,
                                   const std::string& path) {
  Result<std::unique_ptr<ByteSource>> source = open_source(material, limits::material_bytes);
  if (!source) return source.error();
  Result<NewFile> file = NewFile::at(path, 0644);
  if (!file) return file.error();
  WrittenBundle written;
  Sha256 digest;
  const auto sink = [&](std::string_view bytes) {
    written.bytes += bytes.size();
    digest.update(bytes);
    return file->write(bytes);
  };
  const auto forget_bundle = [](MaterialHeader& header) -> Result<void> {
    header.bundle.clear();
    return {};
  };
  const Result<void> copied =
      copy_bundle(**source, {.change = forget_bundle, .along = along}, sink);
  if (!copied) return copied.error();
  if (const Result<void> done = file->commit(Durable::yes); !done) return done.error();
  written.sha256 = digest.hex();
  return written;
}

Result<BundleContent> read_bundle_at(const std::string& path) {
  Result<std::unique_ptr<ByteSource>> source = open_source(path, limits::material_bytes);
  if (!source) return source.error();
  Result<BundleContent> content = read_bundle(**source);
  if (content) return content;
  Error error = content.error();
  error.message = "this is no whole bundle of `prodparity bundle export`: " + error.message;
  error.path = path;
  error.line = 0;
  return error;
}

std::string along_words(const AlongFile& file) {
  if (file.kind == MaterialKind::policy) return "the policy";
  if (file.kind == MaterialKind::trusted_root) return "a trust root";
  return "the key " + file.name;
}

Result<std::vector<std::string>> lay_out(std::span<const AlongFile> along,
                                         const std::string& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure)
    return Error{
        .code = ErrorCode::io, .message = "cannot make it: " + failure.message(), .path = folder};
  std::vector<std::string> paths;
  std::size_t keys = 0;
  for (const AlongFile& file : along) {
    std::string path = folder + '/' + name_of(file, keys);
    if (std::optional<Error> error = replace_file(path, file.bytes, 0644, Durable::yes))
      return *error;
    paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace prodparity
