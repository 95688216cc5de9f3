#include "core/material.h"

#include "core/inventory_codec.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using codec::Json;
using codec::TextField;
using codec::Wrong;

constexpr std::string_view material_schema = "prodparity.material/1";
constexpr std::string_view name = "the material";

constexpr std::array<TextField<MaterialHeader>, 7> header_texts = {{
    {"asked", &MaterialHeader::asked},
    {"image", &MaterialHeader::image},
    {"digest", &MaterialHeader::digest},
    {"platform_digest", &MaterialHeader::platform_digest},
    {"platform", &MaterialHeader::platform},
    {"fetched_at", &MaterialHeader::fetched_at},
    {"bundle", &MaterialHeader::bundle},
}};

Error torn() {
  return codec::damaged(ErrorCode::truncated, "it ends too early: fetch it again", name);
}

Error too_large(std::string_view what) {
  return codec::damaged(ErrorCode::too_large, std::string(what), name);
}

Result<Json> object_of_line(const std::string& line) {
  Result<Json> json = parse_json(line, {.limit_bytes = limits::material_line_bytes}, name);
  if (json && !json->is_object())
    return codec::damaged(ErrorCode::malformed, "a line of it is no JSON object", name);
  return json;
}

MaterialPart part_of(const Json& json) {
  MaterialPart part{.kind = codec::enum_of(parse_material_kind, json, "part")};
  part.bytes = codec::number_of(json.value("bytes", Json()), "bytes");
  if (const Json* const place = codec::member_of(json, "place"))
    part.place = codec::text_of(*place, "place");
  if (const Json* const annotations = codec::member_of(json, "annotations")) {
    if (!annotations->is_object()) throw Wrong{"'annotations' is no object"};
    for (const auto& [key, value] : annotations->items())
      part.annotations.emplace(key, codec::text_of(value, "annotations"));
  }
  return part;
}

}  // namespace

bool goes_along(MaterialKind kind) {
  return kind == MaterialKind::policy || kind == MaterialKind::trusted_root ||
         kind == MaterialKind::key;
}

std::string material_header(const MaterialHeader& header) {
  Json json = Json::object();
  codec::write_texts(json, header_texts, header);
  return codec::with_schema(material_schema, json) + '\n';
}

std::string material_part(const MaterialPart& part) {
  Json json = {{"part", to_string(part.kind)}, {"bytes", part.bytes}};
  codec::put_text(json, "place", part.place);
  if (!part.annotations.empty()) json["annotations"] = part.annotations;
  return dump_json(json) + '\n';
}

std::string material_end(std::size_t parts) {
  return dump_json({{"end", parts}}) + '\n';
}

Result<bool> MaterialReader::fill() {
  if (!buffer_.empty()) return true;
  const Result<std::string_view> more = source_.next();
  if (!more) return more.error();
  buffer_ = *more;
  return !buffer_.empty();
}

Result<std::string> MaterialReader::line() {
  std::string line;
  for (;;) {
    const Result<bool> is_there = fill();
    if (!is_there) return is_there.error();
    if (!*is_there) return torn();
    const std::size_t end = buffer_.find('\n');
    const std::string_view part = buffer_.substr(0, end);
    if (line.size() + part.size() > limits::material_line_bytes)
      return too_large("a line of it is longer than one may be");
    line += part;
    buffer_.remove_prefix(std::min(buffer_.size(), part.size() + 1));
    if (end != std::string_view::npos) return line;
  }
}

Result<MaterialHeader> MaterialReader::header() {
  const Result<std::string> text = line();
  if (!text) return text.error();
  const Result<Json> json = object_of_line(*text);
  if (!json) return json.error();
  if (const auto error = codec::wrong_schema(*json, material_schema, name)) return *error;
  try {
    MaterialHeader header;
    codec::read_texts(*json, header_texts, header);
    return header;
  } catch (const Wrong& wrong) {
    return codec::wrong_value(wrong, name, 1);
  }
}

Result<std::string_view> MaterialReader::some_of_body() {
  if (remaining_ == 0) return std::string_view();
  const Result<bool> is_there = fill();
  if (!is_there) return is_there.error();
  if (!*is_there) return torn();
  const std::string_view some = buffer_.substr(0, remaining_);
  buffer_.remove_prefix(some.size());
  remaining_ -= some.size();
  return some;
}

Result<std::string> MaterialReader::body(std::size_t limit_bytes) {
  if (remaining_ > limit_bytes) return too_large("a part of it is larger than it may be");
  std::string bytes;
  bytes.reserve(std::min(remaining_, limits::mib));
  for (;;) {
    const Result<std::string_view> some = some_of_body();
    if (!some) return some.error();
    if (some->empty()) return bytes;
    bytes += *some;
  }
}

Result<std::optional<MaterialPart>> MaterialReader::next() {
  while (remaining_ > 0) {
    const Result<std::string_view> skipped = some_of_body();
    if (!skipped) return skipped.error();
  }
  const Result<std::string> text = line();
  if (!text) return text.error();
  const Result<Json> json = object_of_line(*text);
  if (!json) return json.error();
  try {
    if (const Json* const end = codec::member_of(*json, "end")) {
      if (codec::number_of(*end, "end") != parts_) return torn();
      return std::optional<MaterialPart>();
    }
    MaterialPart part = part_of(*json);
    ++parts_;
    if (part.kind == MaterialKind::package_file) ++files_;
    if (parts_ - files_ > limits::material_parts || files_ > limits::material_files)
      return too_large("it has more parts than it may have");
    if (part.bytes > limits::material_part_bytes)
      return too_large("a part of it is larger than one may be");
    remaining_ = part.bytes;
    return std::optional(std::move(part));
  } catch (const Wrong& wrong) {
    return codec::wrong_value(wrong, name, 0);
  }
}

}  // namespace prodparity
