#include "core/attest/transparency_log.h"

#include "core/attest/crypto.h"
#include "core/attest/limits.h"
#include "core/attest/refused.h"
#include "core/base64.h"
#include "core/hex.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace prodparity::attest {
namespace {

constexpr std::size_t hash_size = 32;
constexpr std::string_view signature_mark = "\xE2\x80\x94 ";  // an em dash and a space

std::string node(std::string_view left, std::string_view right) {
  return sha256(std::string(1, '\1').append(left).append(right));
}

// The next line without its end; malformed where the text ends before.
std::string_view take_line(std::string_view& text, std::string_view what) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos)
    refuse(Reason::bad_checkpoint, "it has no line with " + std::string(what));
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::uint64_t tree_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || last != text.data() + text.size())
    refuse(Reason::bad_checkpoint, "its tree size is no number");
  return size;
}

// "— NAME BASE64", of which the first four bytes are the key's hint.
bool is_signed_by(std::string_view line, std::string_view note, const Log& log) {
  if (!line.starts_with(signature_mark))
    refuse(Reason::bad_checkpoint, "a line below the note is no signature");
  line.remove_prefix(signature_mark.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) refuse(Reason::bad_checkpoint, "a signature has no name");
  const std::optional<std::string> bytes = base64_decoded(line.substr(space + 1));
  if (!bytes || bytes->size() < log.key_hint.size() + 1)
    refuse(Reason::bad_checkpoint, "a signature is no base64, or too short");
  return line.substr(0, space) == log.host && bytes->starts_with(log.key_hint) &&
         log.key.logged(bytes->substr(log.key_hint.size()), note);
}

// The bytes that a SET signs: RFC 8785 of these four members.
std::string promised_bytes(const LogEntry& entry) {
  return R"({"body":")" + base64_encoded(entry.body) + R"(","integratedTime":)" +
         std::to_string(entry.integrated) + R"(,"logID":")" + hex_of(entry.log_id) +
         R"(","logIndex":)" + std::to_string(entry.index) + '}';
}

void check_promise(const std::string& promise, const LogEntry& entry, const Log& log) {
  if (!log.valid.contains_second(entry.integrated)) refuse(Reason::log_not_valid);
  if (!log.key.logged(promise, promised_bytes(entry))) refuse(Reason::bad_promise);
}

void check_inclusion(const Fields& proof, const LogEntry& entry, const Log& log) {
  if (!proof.has("checkpoint")) refuse(Reason::no_inclusion_proof, "it has no checkpoint");
  const Checkpoint checkpoint = check_checkpoint(proof.object("checkpoint").text("envelope"), log);
  // Of this log's present shard; the entry's own index counts all of them.
  const std::int64_t index = proof.number("logIndex");
  if (index < 0) refuse(Reason::malformed, proof.place_of("logIndex") + " is negative");
  if (proof.has("treeSize") &&
      (proof.number("treeSize") < 0 ||
       static_cast<std::uint64_t>(proof.number("treeSize")) != checkpoint.size))
    refuse(Reason::bad_inclusion_proof, "its tree is not the checkpoint's");
  const std::string root = root_of(static_cast<std::uint64_t>(index), checkpoint.size,
                                   sha256(std::string(1, '\0') + entry.body),
                                   proof.byte_list("hashes", limits::proof_hashes));
  if (root != checkpoint.root) refuse(Reason::bad_inclusion_proof);
  if (proof.has("rootHash") && proof.bytes("rootHash") != checkpoint.root)
    refuse(Reason::bad_inclusion_proof, "its root is not the checkpoint's");
}

const Log& log_of(const std::string& id, const std::vector<Log>& logs) {
  const auto found = std::find_if(logs.begin(), logs.end(),
                                  [&](const Log& candidate) { return candidate.id == id; });
  if (found == logs.end()) refuse(Reason::unknown_log, "log " + hex_of(id));
  if (!found->valid.start)
    refuse(Reason::log_not_valid, "the trust root does not say since when its key is valid");
  return *found;
}

}  // namespace

Checkpoint check_checkpoint(std::string_view text, const Log& log) {
  const std::size_t end = text.find("\n\n");
  if (end == std::string_view::npos) refuse(Reason::bad_checkpoint, "it has no signatures");
  const std::string_view note = text.substr(0, end + 1);
  std::string_view rest = note;
  const std::string_view origin = take_line(rest, "the log's name");
  const std::uint64_t size = tree_size(take_line(rest, "the tree's size"));
  const std::optional<std::string> root = base64_decoded(take_line(rest, "the root's hash"));
  if (!root || root->size() != hash_size)
    refuse(Reason::bad_checkpoint, "its root is no hash of 32 bytes");
  // Rekor 2 says HOST, Rekor 1 "HOST - TREE".
  if (log.host.empty() || (origin != log.host && !origin.starts_with(log.host + " - ")))
    refuse(Reason::bad_checkpoint, "it is of another log");
  bool is_signed = false;
  for (std::string_view lines = text.substr(end + 2); !lines.empty();) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    is_signed = is_signed_by(line, note, log) || is_signed;
  }
  if (!is_signed) refuse(Reason::bad_checkpoint, "no signature of the log verifies");
  return {.size = size, .root = *root};
}

std::string root_of(std::uint64_t index, std::uint64_t size, std::string_view leaf,
                    const std::vector<std::string>& proof) {
  if (index >= size) refuse(Reason::bad_inclusion_proof, "its index is beyond the tree");
  // Up to where the path meets that of the last leaf both kinds of siblings occur, then left ones
  // alone.
  const std::size_t inner = std::bit_width(index ^ (size - 1));
  const std::size_t border =
      inner >= 64 ? 0 : static_cast<std::size_t>(std::popcount(index >> inner));
  if (proof.size() != inner + border)
    refuse(Reason::bad_inclusion_proof, "it has not as many hashes as the tree has levels");
  std::string hash(leaf);
  for (std::size_t level = 0; level < proof.size(); ++level) {
    if (proof[level].size() != hash_size)
      refuse(Reason::bad_inclusion_proof, "a hash of it has not 32 bytes");
    const bool is_left = level < inner && (index >> level & 1U) == 0;
    hash = is_left ? node(hash, proof[level]) : node(proof[level], hash);
  }
  return hash;
}

LogEntry check_log_entry(const Fields& fields, const std::vector<Log>& logs) {
  const Fields kind = fields.object("kindVersion");
  LogEntry entry{.log_id = fields.object("logId").bytes("keyId"),
                 .index = fields.number("logIndex"),
                 .integrated = fields.number("integratedTime"),
                 .kind = kind.text("kind"),
                 .version = kind.text("version"),
                 .body = fields.bytes("canonicalizedBody")};
  if (entry.index < 0) refuse(Reason::malformed, fields.place_of("logIndex") + " is negative");
  const Log& log = log_of(entry.log_id, logs);
  entry.valid = log.valid;
  const std::optional<Fields> promise = fields.optional_object("inclusionPromise");
  if (promise && promise->has("signedEntryTimestamp")) {
    check_promise(promise->bytes("signedEntryTimestamp"), entry, log);
    entry.is_promised = true;
  }
  if (const std::optional<Fields> proof = fields.optional_object("inclusionProof")) {
    check_inclusion(*proof, entry, log);
    entry.is_included = true;
  }
  return entry;
}

LogEntry check_promised_entry(const Fields& fields, const std::vector<Log>& logs) {
  const Fields payload = fields.object("Payload");
  const std::optional<std::string> id = bytes_of_hex(payload.text("logID"));
  if (!id) refuse(Reason::malformed, payload.place_of("logID") + " is no lower-case hexadecimal");
  LogEntry entry{.log_id = *id,
                 .index = payload.number("logIndex"),
                 .integrated = payload.number("integratedTime"),
                 .kind = {},
                 .version = {},
                 .body = payload.bytes("body")};
  if (entry.index < 0) refuse(Reason::malformed, payload.place_of("logIndex") + " is negative");
  // Nothing but the body says of what kind it is.
  const nlohmann::json document =
      parse_document(entry.body, limits::annotation_bytes, payload.place_of("body"));
  entry.kind = Fields(document, "body").text("kind");
  entry.version = Fields(document, "body").text("apiVersion");
  check_promise(fields.bytes("SignedEntryTimestamp"), entry, log_of(entry.log_id, logs));
  entry.is_promised = true;
  return entry;
}

}  // namespace prodparity::attest
