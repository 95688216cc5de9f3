#include "core/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::int8_t none = -1;

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(none);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  values[static_cast<unsigned char>('-')] = 62;
  values[static_cast<unsigned char>('_')] = 63;
  return values;
}
constexpr std::array<std::int8_t, 256> values = make_values();

char* put(char* out, std::uint32_t group) {
  *out++ = static_cast<char>(group >> 16U & 255U);
  *out++ = static_cast<char>(group >> 8U & 255U);
  *out++ = static_cast<char>(group & 255U);
  return out;
}

}  // namespace

std::string base64_encoded(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view part = bytes.substr(i, 3);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (k < part.size() ? static_cast<unsigned char>(part[k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += k <= part.size() ? alphabet[group >> (18U - 6U * k) & 63U] : '=';
  }
  return text;
}

bool Base64Decoder::write(std::string_view part, std::string& bytes) {
  const std::size_t before = bytes.size();
  bytes.resize(before + part.size() / 4 * 3 + 3);
  char* out = bytes.data() + before;
  const auto value = [&](std::size_t i) { return values[static_cast<unsigned char>(part[i])]; };
  std::size_t at = 0;
  while (at < part.size()) {
    // Whole groups at once; where one of the four is no character of it, the sum is negative.
    for (; characters_ == 0 && paddings_ == 0 && at + 4 <= part.size(); at += 4) {
      const std::int32_t group =
          value(at) * 262'144 | value(at + 1) * 4'096 | value(at + 2) * 64 | value(at + 3);
      if (group < 0) break;
      out = put(out, static_cast<std::uint32_t>(group));
    }
    if (at == part.size()) break;
    if (part[at] == '=') {
      ++paddings_;
      ++at;
      continue;
    }
    if (value(at) == none || paddings_ > 0) return false;
    group_ = group_ << 6U | static_cast<std::uint32_t>(value(at++));
    if (++characters_ < 4) continue;
    out = put(out, group_);
    group_ = characters_ = 0;
  }
  bytes.resize(static_cast<std::size_t>(out - bytes.data()));
  return paddings_ <= 2;
}

bool Base64Decoder::finish(std::string& bytes) {
  if (characters_ == 0) return paddings_ == 0;
  if (characters_ == 1 || characters_ + paddings_ != 4) return false;
  const unsigned unused = characters_ == 2 ? 4U : 2U;
  if ((group_ & ((1U << unused) - 1U)) != 0) return false;
  group_ >>= unused;
  if (characters_ == 3) bytes += static_cast<char>(group_ >> 8U & 255U);
  bytes += static_cast<char>(group_ & 255U);
  return true;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  std::string bytes;
  Base64Decoder decoder;
  if (!decoder.write(text, bytes) || !decoder.finish(bytes)) return std::nullopt;
  return bytes;
}

}  // namespace prodparity
