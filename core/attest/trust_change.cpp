#include "core/attest/trust_change.h"

#include "core/attest/fields.h"
#include "core/attest/limits.h"
#include "core/attest/refused.h"
#include "core/hex.h"
#include "core/json.h"
#include "core/rfc3339.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

std::string part_of(const X509_NAME* name, int nid) {
  const int index = X509_NAME_get_index_by_NID(name, nid, -1);
  if (index < 0) return {};
  const ASN1_STRING* const text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// "sigstore-intermediate (sigstore.dev)" of who issues.
std::string subject_of(const Certificate& certificate) {
  const X509_NAME* const name = X509_get_subject_name(certificate.get());
  const std::string common = part_of(name, NID_commonName);
  std::string organization = part_of(name, NID_organizationName);
  if (common.empty()) return organization;
  return organization.empty() ? common : fmt::format("{} ({})", common, organization);
}

void add_logs(std::vector<TrustEntry>& entries, TrustKind kind, const std::vector<Log>& logs) {
  for (const Log& log : logs)
    entries.push_back(
        {.kind = kind, .name = log.host, .id = hex_of(sha256(log.key.spki())), .valid = log.valid});
}

void add_authorities(std::vector<TrustEntry>& entries, TrustKind kind,
                     const std::vector<Authority>& authorities) {
  for (const Authority& authority : authorities) {
    std::string chain;
    for (const Certificate& certificate : authority.chain)
      chain += certificate.der();
    entries.push_back({.kind = kind,
                       .name = subject_of(authority.chain.front()),
                       .id = hex_of(sha256(chain)),
                       .valid = authority.valid});
  }
}

bool is_same(const TrustEntry& one, const TrustEntry& other) {
  return one.kind == other.kind && one.id == other.id;
}

bool is_equal(const Validity& one, const Validity& other) {
  return one.start == other.start && one.end == other.end;
}

bool is_wider(const Validity& now, const Validity& before) {
  if (!now.start) return false;
  const bool begins_earlier = !before.start || *now.start < *before.start;
  const bool ends_later = before.end && (!now.end || *now.end > *before.end);
  return begins_earlier || ends_later;
}

// Entries with one key twice are paired in their order.
void compare(std::vector<TrustEntry> before, const std::vector<TrustEntry>& now,
             std::vector<TrustChange>& changes) {
  for (const TrustEntry& entry : now) {
    const auto same = std::ranges::find_if(
        before, [&](const TrustEntry& other) { return is_same(entry, other); });
    if (same == before.end()) {
      changes.push_back({.kind = TrustChange::Kind::added, .entry = entry, .before = {}});
      continue;
    }
    if (!is_equal(entry.valid, same->valid))
      changes.push_back({.kind = is_wider(entry.valid, same->valid) ? TrustChange::Kind::wider
                                                                    : TrustChange::Kind::narrower,
                         .entry = entry,
                         .before = same->valid});
    before.erase(same);
  }
  for (TrustEntry& entry : before)
    changes.push_back(
        {.kind = TrustChange::Kind::removed, .entry = std::move(entry), .before = {}});
}

struct Instance {
  std::string text;
  std::vector<TrustEntry> entries;
};

std::vector<Instance> instances_of(std::string_view bytes) {
  std::vector<Instance> instances;
  Checked<TrustRoots> roots = read_trust_roots(bytes);
  if (!roots) throw Refused{roots.error()};
  const std::vector<std::string_view> texts = instance_texts(bytes);
  for (std::size_t i = 0; i < texts.size(); ++i)
    instances.push_back(
        {.text = std::string(texts[i]), .entries = entries_of(roots->instances[i])});
  return instances;
}

// Several instances are a line each.
std::string joined(const std::vector<Instance>& instances) {
  if (instances.size() == 1) {
    const std::string& text = instances.front().text;
    return text.ends_with('\n') ? text : text + '\n';
  }
  std::string bytes;
  for (const Instance& instance : instances)
    bytes +=
        dump_json(parse_document(instance.text, limits::trust_root_bytes, "a trust root")) + '\n';
  return bytes;
}

std::string day_of(Nanoseconds time) {
  return rfc3339_of(time / second).substr(0, 10);
}

std::string period_words(const Validity& valid) {
  if (!valid.start) return "for no time";
  if (!valid.end) return "since " + day_of(*valid.start);
  return fmt::format("{} to {}", day_of(*valid.start), day_of(*valid.end));
}

std::string_view kind_word(TrustKind kind) {
  switch (kind) {
    case TrustKind::log:
      return "log";
    case TrustKind::certificate_log:
      return "certificate log";
    case TrustKind::authority:
      return "authority";
    case TrustKind::timestamp_authority:
      return "timestamp authority";
  }
  return "";
}

TrustUpdate updated(std::vector<Instance> present, std::vector<Instance> newer) {
  TrustUpdate update;
  const std::size_t before = present.size();
  std::vector<bool> is_replaced(before, false);
  for (Instance& instance : newer) {
    const auto shares = [&](std::size_t at) {
      return !is_replaced[at] && std::ranges::find_first_of(instance.entries, present[at].entries,
                                                            is_same) != instance.entries.end();
    };
    std::size_t at = 0;
    while (at < before && !shares(at))
      ++at;
    if (at < before) {
      compare(present[at].entries, instance.entries, update.changes);
      present[at] = std::move(instance);
      is_replaced[at] = true;
    } else {
      compare({}, instance.entries, update.changes);
      present.push_back(std::move(instance));
      ++update.joining;
    }
  }
  update.staying = static_cast<std::size_t>(std::ranges::count(is_replaced, false));
  update.bytes = joined(present);
  return update;
}

}  // namespace

std::vector<TrustEntry> entries_of(const TrustRoot& root) {
  std::vector<TrustEntry> entries;
  add_logs(entries, TrustKind::log, root.logs);
  add_logs(entries, TrustKind::certificate_log, root.certificate_logs);
  add_authorities(entries, TrustKind::authority, root.authorities);
  add_authorities(entries, TrustKind::timestamp_authority, root.timestamp_authorities);
  return entries;
}

std::string entry_words(const TrustEntry& entry) {
  return fmt::format("{} {}, {} (SHA-256 {})", kind_word(entry.kind),
                     entry.name.empty() ? "without a name" : entry.name, period_words(entry.valid),
                     entry.id.substr(0, 16));
}

std::string change_words(const TrustChange& change) {
  switch (change.kind) {
    case TrustChange::Kind::added:
      return "added: " + entry_words(change.entry);
    case TrustChange::Kind::removed:
      return "removed: " + entry_words(change.entry);
    case TrustChange::Kind::wider:
    case TrustChange::Kind::narrower:
      return fmt::format("{}: {}, before {}",
                         change.kind == TrustChange::Kind::wider ? "longer" : "shorter",
                         entry_words(change.entry), period_words(change.before));
  }
  return {};
}

bool TrustUpdate::takes_back() const {
  return std::ranges::any_of(changes, [](const TrustChange& change) {
    return change.kind == TrustChange::Kind::removed || change.kind == TrustChange::Kind::wider;
  });
}

Checked<TrustUpdate> update_trust(std::string_view present, std::string_view newer) {
  return checked([&] {
    TrustUpdate update = updated(present.empty() ? std::vector<Instance>() : instances_of(present),
                                 instances_of(newer));
    // What is written is read again first: together they may be more than is read.
    if (const Checked<TrustRoots> whole = read_trust_roots(update.bytes); !whole)
      throw Refused{whole.error()};
    return update;
  });
}

}  // namespace prodparity::attest
