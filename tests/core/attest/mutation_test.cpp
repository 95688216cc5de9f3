// Every field of a valid bundle, layer, trust root and policy, changed in every way: what is then
// still verified is listed in mutations.json with the reason why it may be, and nothing else is.
#include "core/attest/bundle.h"
#include "core/attest/legacy.h"
#include "tests/support/attest_values.h"
#include "tests/support/catch.h"
#include "tests/support/mutations.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

using nlohmann::json;
using test::image;
using test::Mutation;
using test::sigstore;

const std::string payload = test::statement_about(image);
const std::string other_payload = test::statement_about(image, "https://spdx.dev/Document");
const Artifact artifact{.sha256 = image, .bytes = {}};

const test::TestKey& key() {
  static const test::TestKey one = test::make_key("P-256");
  return one;
}

Policy policy_of(const json& document) {
  Policy policy;
  const auto text = [&](const char* name) -> std::function<bool(std::string_view)> {
    if (!document.contains(name) || !document[name].is_string()) return {};
    return exactly(document[name].get<std::string>());
  };
  policy.is_identity = text("identity");
  policy.is_issuer = text("issuer");
  if (document.contains("keys") && document["keys"].is_array()) {
    for (const json& pem : document["keys"]) {
      const Checked<PublicKey> read = read_key(pem.is_string() ? pem.get<std::string>() : "");
      // As a program does: a key that cannot be read is an error, not one key less.
      if (!read) return {};
      policy.keys.emplace_back(*read);
    }
  }
  return policy;
}

const json by_identity = {{"identity", test::LeafOptions().identity},
                          {"issuer", test::LeafOptions().issuer}};

Checked<Verified> of_bundle(const json& bundle, const json& root, const json& policy) {
  const Checked<TrustRoot> read = read_trust_root(test::text_of(root));
  if (!read) return read.error();
  return verify_bundle(test::text_of(bundle), *read, policy_of(policy), artifact);
}

// {"layer":ENVELOPE,"annotations":{NAME:TEXT or JSON}}
json layer_document(const test::Layer& layer) {
  json document = {{"layer", json::parse(layer.bytes)}, {"annotations", layer.annotations}};
  for (const char* const name :
       {"dev.sigstore.cosign/bundle", "dev.sigstore.cosign/rfc3161timestamp"})
    document["annotations"][name] = json::parse(layer.annotations.at(name));
  return document;
}

Checked<Verified> of_layer(const json& document) {
  Annotations annotations;
  const json all = document.value("annotations", json());
  for (const auto& [name, value] : all.items()) {
    if (!value.is_null())
      annotations[name] = value.is_string() ? value.get<std::string>() : test::text_of(value);
  }
  const std::string bytes =
      document.contains("layer") ? test::text_of(document["layer"]) : std::string();
  return verify_legacy(bytes, annotations, test::root(), policy_of(by_identity), artifact);
}

struct Subject {
  const char* name;
  json document;
  json other;  // as valid
  std::function<Checked<Verified>(const json&)> verify;
  std::function<bool(const std::string&)> doubles_member;
};

bool everywhere(const std::string&) {
  return true;
}
bool nowhere(const std::string&) {
  return false;
}
// Annotations are a map, and so is what holds both.
bool inside_texts(const std::string& place) {
  return std::ranges::count(place, '/') > (place.starts_with("/layer") ? 1 : 2);
}

std::vector<Subject> subjects() {
  const json root = sigstore().trust_root();
  const json bundle = test::good_bundle();
  const json key_policy = {{"keys", json::array({test::public_pem(key())})}};
  const json key_bundle = sigstore().key_bundle(payload, key());
  const test::TestKey other_key = test::make_key("P-256");
  return {
      {"bundle", bundle, sigstore().bundle(other_payload),
       [=](const json& one) { return of_bundle(one, root, by_identity); }, everywhere},
      {"bundle by key", key_bundle, sigstore().key_bundle(other_payload, other_key),
       [=](const json& one) { return of_bundle(one, root, key_policy); }, everywhere},
      {"layer", layer_document(sigstore().layer(payload)),
       layer_document(sigstore().layer(other_payload)), of_layer, inside_texts},
      {"trust root", root, test::Sigstore().trust_root(),
       [=](const json& one) { return of_bundle(bundle, one, by_identity); }, everywhere},
      {"policy", by_identity,
       json{{"identity", "a@example.com"}, {"issuer", "https://accounts.example"}},
       [=](const json& one) { return of_bundle(bundle, root, one); }, nowhere},
      {"policy of a key", key_policy, json{{"keys", json::array({test::public_pem(other_key)})}},
       [=](const json& one) { return of_bundle(key_bundle, root, one); }, nowhere},
  };
}

using Accepted = std::set<std::tuple<std::string, std::string, std::string>>;

const std::string& list_path() {
  static const std::string path =
      std::string(test::project_folder) + "/tests/core/attest/mutations.json";
  return path;
}

Accepted listed() {
  Accepted all;
  for (const json& entry : json::parse(test::read_file(list_path()))) {
    REQUIRE_FALSE(entry.at("why").get<std::string>().empty());
    for (const json& kind : entry.at("accepted"))
      all.emplace(entry.at("document"), entry.at("place"), kind);
  }
  return all;
}

// What is accepted now, with the reasons that were given; who adds one gives it its reason.
void remake(const Accepted& accepted) {
  std::map<std::pair<std::string, std::string>, json> entries;
  for (const auto& [document, place, kind] : accepted) {
    json& entry = entries[{document, place}];
    entry["document"] = document;
    entry["place"] = place;
    entry["accepted"].push_back(kind);
    entry["why"] = "";
  }
  for (const json& entry : json::parse(test::read_file(list_path()))) {
    const auto found = entries.find({entry.at("document"), entry.at("place")});
    if (found != entries.end()) found->second["why"] = entry.at("why");
  }
  std::string text;
  for (const auto& [name, entry] : entries)
    text += (text.empty() ? "[\n " : ",\n ") + entry.dump();
  std::ofstream(list_path()) << text + "\n]\n";
}

std::string text_of(const Accepted::value_type& one) {
  const auto& [document, place, kind] = one;
  return document + ' ' + place + ' ' + kind;
}

}  // namespace

TEST_CASE(
    "attest: every field of bundle, layer, trust root and policy, changed, is refused or listed") {
  const Accepted may_be = listed();
  Accepted accepted;
  std::size_t count = 0;
  for (const Subject& subject : subjects()) {
    const Checked<Verified> good = subject.verify(subject.document);
    INFO(subject.name);
    INFO((good ? "" : sentence(good.error())));
    REQUIRE(good.has_value());
    for (const Mutation& mutation :
         test::mutations_of(subject.document, subject.other, subject.doubles_member)) {
      const Checked<Verified> result = subject.verify(mutation.document);
      ++count;
      if (!result) continue;
      const Accepted::value_type one{subject.name, mutation.place, mutation.kind};
      INFO(text_of(one));
      CHECK(may_be.contains(one));
      accepted.insert(one);
      // Of what was accepted nothing but who vouches for the time may be another.
      CHECK(result->payload == good->payload);
      CHECK(result->predicate_type == good->predicate_type);
      CHECK(result->identity == good->identity);
      CHECK(result->issuer == good->issuer);
      CHECK(result->key == good->key);
    }
  }
  if (std::getenv("PRODPARITY_REMAKE_GOLDEN") != nullptr) remake(accepted);
  for (const Accepted::value_type& one : may_be) {
    INFO("listed as accepted, and refused: " << text_of(one));
    CHECK(accepted.contains(one));
  }
  CHECK(count > 800);
}

}  // namespace prodparity::attest
