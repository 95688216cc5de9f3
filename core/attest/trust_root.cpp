#include "core/attest/trust_root.h"

#include "core/attest/fields.h"
#include "core/attest/limits.h"
#include "core/attest/refused.h"
#include "core/json.h"
#include "core/rfc3339.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

constexpr std::array<std::string_view, 3> media_types = {
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.1+json",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json"};
constexpr std::size_t id_size = 32;
constexpr std::size_t hint_size = 4;

std::string host_of(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find('/')));
}

// Digits past the ninth are less than a nanosecond.
Nanoseconds fraction_of(std::string_view digits) {
  Nanoseconds value = 0;
  for (std::size_t i = 0; i < 9; ++i)
    value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return value;
}

Validity validity_of(const std::optional<Fields>& fields) {
  Validity valid;
  if (!fields) return valid;
  if (fields->has("start"))
    valid.start = read_time(fields->text("start"), fields->place_of("start"));
  if (fields->has("end")) valid.end = read_time(fields->text("end"), fields->place_of("end"));
  return valid;
}

Log read_log(const Fields& fields) {
  const Fields key = fields.object("publicKey");
  Log log{.host = host_of(fields.optional_text("baseUrl")),
          .key = PublicKey::from_spki(key.bytes("rawBytes")),
          .id = fields.object("logId").bytes("keyId"),
          .key_hint = {},
          .valid = validity_of(key.optional_object("validFor"))};
  if (log.id.size() != id_size)
    refuse(Reason::malformed, fields.place_of("logId") + " has not 32 bytes");
  const std::optional<Fields> checkpoint = fields.optional_object("checkpointKeyId");
  log.key_hint = (checkpoint ? checkpoint->bytes("keyId") : log.id).substr(0, hint_size);
  if (log.key_hint.size() != hint_size)
    refuse(Reason::malformed, fields.place_of("checkpointKeyId") + " has not 4 bytes");
  return log;
}

Authority read_authority(const Fields& fields) {
  Authority authority{.chain = {}, .valid = validity_of(fields.optional_object("validFor"))};
  const Fields chain = fields.object("certChain");
  for (const Fields& certificate : chain.objects("certificates", limits::certificates))
    authority.chain.push_back(Certificate::from_der(certificate.bytes("rawBytes")));
  if (authority.chain.empty())
    refuse(Reason::malformed, fields.place_of("certChain") + " has no certificate");
  return authority;
}

template <class T>
std::vector<T> read_all(const Fields& root, const char* key, T (*read)(const Fields&)) {
  std::vector<T> all;
  for (const Fields& fields : root.objects(key, limits::authorities))
    all.push_back(read(fields));
  return all;
}

TrustRoot read_one(std::string_view bytes, const std::string& name) {
  const nlohmann::json document = parse_document(bytes, limits::trust_root_bytes, name);
  const Fields root(document, "");
  const std::string type = root.text("mediaType");
  if (std::find(media_types.begin(), media_types.end(), type) == media_types.end())
    refuse(Reason::unsupported, "a trust root of media type '" + type + "'");
  return TrustRoot{.logs = read_all(root, "tlogs", read_log),
                   .certificate_logs = read_all(root, "ctlogs", read_log),
                   .authorities = read_all(root, "certificateAuthorities", read_authority),
                   .timestamp_authorities = read_all(root, "timestampAuthorities", read_authority)};
}

}  // namespace

bool Validity::contains_second(std::int64_t seconds) const {
  constexpr std::int64_t latest = INT64_MAX / second - 1;
  if (seconds < 0 || seconds > latest) return false;
  // It began somewhere in that second.
  return start && *start - *start % second <= seconds * second &&
         (!end || seconds * second <= *end);
}

Nanoseconds read_time(const std::string& text, const std::string& place) {
  const std::optional<std::int64_t> seconds = seconds_of_rfc3339(text);
  if (!seconds) refuse(Reason::malformed, place + " is no time of RFC 3339");
  // Nanoseconds end in 2262.
  if (*seconds < 0 || *seconds > INT64_MAX / second - 1)
    refuse(Reason::malformed, place + " is a day that is not read");
  const std::string_view rest = std::string_view(text).substr(19);
  const std::size_t digits = rest.starts_with('.') ? rest.find_first_not_of("0123456789", 1) : 0;
  return *seconds * second + (digits > 0 ? fraction_of(rest.substr(1, digits - 1)) : 0);
}

Checked<TrustRoot> read_trust_root(std::string_view bytes) {
  return checked([&] { return read_one(bytes, "the trust root"); });
}

std::vector<std::string_view> instance_texts(std::string_view bytes) {
  // A document of several lines has none that is one itself.
  const std::string_view first = bytes.substr(0, bytes.find('\n'));
  if (first.size() > limits::trust_root_bytes || !parse_json(first)) return {bytes};
  std::vector<std::string_view> texts;
  while (!bytes.empty() && texts.size() <= limits::instances) {
    const std::string_view text = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(text.size() + 1, bytes.size()));
    if (text.find_first_not_of(" \t\r") != std::string_view::npos) texts.push_back(text);
  }
  return texts;
}

Checked<TrustRoots> read_trust_roots(std::string_view bytes) {
  return checked([&] {
    if (bytes.size() > limits::trust_root_bytes) refuse(Reason::too_large, "the trust roots");
    const std::vector<std::string_view> texts = instance_texts(bytes);
    if (texts.size() == 1) return TrustRoots(read_one(texts.front(), "the trust root"));
    if (texts.size() > limits::instances)
      refuse(Reason::too_large, "more than " + std::to_string(limits::instances) + " trust roots");
    TrustRoots roots;
    for (const std::string_view text : texts) {
      const auto before = bytes.substr(0, static_cast<std::size_t>(text.data() - bytes.data()));
      const auto line = std::ranges::count(before, '\n') + 1;
      roots.instances.push_back(read_one(text, "the trust root in line " + std::to_string(line)));
    }
    return roots;
  });
}

}  // namespace prodparity::attest
