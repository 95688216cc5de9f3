#include "fetch/gather_bundle.h"

#include "core/limits.h"
#include "core/material.h"
#include "io/compressed_source.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

// Whatever is wrong within it is wrong with the file.
Error of_file(Error error, const std::string& path) {
  if (error.path == path) return error;
  if (!error.path.empty()) error.message = fmt::format("{}: {}", error.path, error.message);
  error.path = path;
  error.line = 0;
  return error;
}

}  // namespace

Result<void> bundle_as_material(ByteSource& bundle, const FilePlace& address,
                                const FetchOrder& order, const BundleSink& sink) {
  bool is_bundle = false;
  const auto adopt = [&](MaterialHeader& header) -> Result<void> {
    is_bundle = true;
    if (!address.image_digest.empty() && header.digest != address.image_digest)
      return Error{.code = ErrorCode::unverified,
                   .message = fmt::format("the bundle is of {}, and {} is asked for",
                                          header.digest.empty() ? "no image" : header.digest,
                                          address.image_digest)};
    if (!header.platform.empty() && !order.platform.empty() && header.platform != order.platform)
      return Error{.code = ErrorCode::unsupported,
                   .message = fmt::format("the bundle was made for {}, and this is {}: export it "
                                          "with --platform {}",
                                          header.platform, order.platform, order.platform)};
    header.asked = order.asked;
    header.bundle = address.path;
    return {};
  };
  const Result<void> copied = copy_bundle(bundle, {.change = adopt}, sink);
  if (copied) return {};
  if (is_bundle || copied.error().code == ErrorCode::unsupported)
    return of_file(copied.error(), address.path);
  return Error{.code = copied.error().code,
               .message = "this is no bundle: `prodparity bundle export` writes one",
               .path = address.path};
}

Result<Gathered> gather_bundle(std::string_view text, const FetchOrder& order,
                               const GatherOutside& outside) {
  const FilePlace address = file_place(text);
  const Result<std::unique_ptr<ByteSource>> source =
      open_source(address.path, limits::material_bytes);
  if (!source) return of_file(source.error(), address.path);
  const Result<void> copied = bundle_as_material(**source, address, order, outside.write);
  if (!copied) return copied.error();
  return Gathered();
}

}  // namespace prodparity::fetch
