#include "core/attest/choice.h"

#include "tests/support/attest_values.h"
#include "tests/support/catch.h"
#include "tests/support/choice_values.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

using namespace test_values;

bool has_note(const Choice& choice, const std::string& part) {
  return std::ranges::any_of(
      choice.notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("choice: how far it is proven, and what would pin its signer") {
  const Choice choice = choose({sbom("a", 1)}, open);
  CHECK(choice.trust == Trust::not_pinned);
  CHECK(choice.pins == std::vector<std::pair<std::string, std::string>>{
                           {"certificate-identity", release.identity},
                           {"certificate-oidc-issuer", release.issuer}});
  CHECK(has_note(choice, "signer not pinned"));
  CHECK(choose({sbom("a", 1)}, pinned).trust == Trust::pinned);
  CHECK(choose({sbom("a", 1)}, pinned).pins.empty());
  CHECK(choose({plain}, open).trust == Trust::not_signed);
  CHECK(choose({sbom("a", 1)}, off).trust == Trust::unchecked);
  CHECK(has_note(choose({sbom("a", 5), sbom("b", 1, somebody)}, with_last(open, release)),
                 "others have signed one, too: a@example.com"));
  CHECK(has_note(choose({sbom("a", 5), refused("b", Reason::expired)}, pinned),
                 "1 other not believed: b: its certificate was not valid"));
  Candidate promised = sbom("a", 1);
  promised.is_promise_only = true;
  CHECK(has_note(choose({promised}, pinned), "only promised"));
}

TEST_CASE(
    "choice: one that is older than is allowed, or of no known time, is chosen and said to be") {
  Wanted wanted = pinned;
  wanted.max_age_seconds = 30 * day;
  CHECK_FALSE(choose({sbom("a", 30)}, wanted).is_too_old);
  const Choice choice = choose({sbom("a", 31)}, wanted);
  CHECK(choice.outcome == Outcome::chosen);
  CHECK(choice.is_too_old);
  CHECK(has_note(choice, "it is 31 days old; 30 days are allowed"));
  const Choice of_no_time = choose({without_time(sbom("a", 0, by_key), {})}, wanted);
  CHECK(of_no_time.is_too_old);
  CHECK(has_note(of_no_time, "nothing says how old a is"));
  CHECK(choose({without_time(sbom("a", 0, by_key), 1)}, wanted).is_by_own_time);
  CHECK(has_note(choose({without_time(sbom("a", 0, by_key), {})}, pinned),
                 "nothing says when it was signed"));
  CHECK_FALSE(has_note(choose({plain}, open), "nothing says when it was signed"));
}

TEST_CASE("choice: one for another platform is chosen where there is no other, and said to be") {
  const Choice choice = choose({made_for(sbom("a", 1), "linux/arm64")}, on(pinned, "linux/amd64"));
  CHECK(choice.is_of_other_platform);
  CHECK(has_note(choice, "it was made for linux/arm64, and here is linux/amd64"));
  CHECK_FALSE(choose({sbom("a", 1)}, on(pinned, "linux/amd64")).is_of_other_platform);
  // The manifest of our platform is closer than the index.
  Candidate close = sbom("b", 1);
  close.is_of_platform = true;
  CHECK(choose({sbom("a", 1), close}, pinned).chosen == 1);
}

TEST_CASE("choice: what disagrees is named, with the packages, in what both list") {
  const Listed openssl{.ecosystem = "deb", .name = "openssl", .version = "3.0.11-1"};
  const Listed newer{.ecosystem = "deb", .name = "openssl", .version = "3.0.12-1"};
  const Listed zlib{.ecosystem = "deb", .name = "zlib1g", .version = "1.2"};
  const Listed flask{.ecosystem = "pypi", .name = "flask", .version = "3.0"};
  Candidate unread = sbom("d", 4);
  unread.packages.reset();
  const Choice choice =
      choose({listing(sbom("a", 1), {openssl, zlib}), listing(sbom("b", 2), {newer, flask}),
              listing(sbom("c", 3), {openssl, zlib, flask}), unread},
             pinned);
  CHECK(choice.believed == 4);
  CHECK(choice.agreeing == 2);  // one lists more ecosystems
  CHECK(choice.uncompared == 1);
  REQUIRE(choice.disagreements.size() == 1);
  CHECK(choice.disagreements[0].with == 1);
  CHECK(choice.disagreements[0].count == 2);
  CHECK(choice.disagreements[0].on ==
        std::vector<std::string>{"deb openssl: 3.0.11-1 here, 3.0.12-1 there",
                                 "deb zlib1g: only here"});
  CHECK(has_note(choice, "b disagrees on 2 packages: deb openssl"));
  CHECK(choice.summary.ends_with("; 2 of 4 attestations agree, 1 not compared"));
  CHECK(choose({unread, sbom("e", 5)}, pinned).summary.ends_with("; 2 attestations, not compared"));
  std::vector<Listed> many;
  for (int i = 0; i < 5; ++i)
    many.push_back({.ecosystem = "deb", .name = "p" + std::to_string(i), .version = "1"});
  const Choice of_many =
      choose({listing(sbom("a", 1), {openssl}), listing(sbom("b", 2), many)}, pinned);
  CHECK(of_many.disagreements[0].count == 6);
  CHECK(of_many.disagreements[0].on.size() == 3);
  CHECK(has_note(of_many, "; and others"));
}

TEST_CASE("choice: predicate types that may hold an SBOM, and others") {
  for (const char* const type :
       {"https://cyclonedx.org/bom", "https://cyclonedx.org/bom/v1.4",
        "https://cyclonedx.org/schema", "https://spdx.dev/Document",
        "https://spdx.dev/Document/v2.3", "https://cosign.sigstore.dev/attestation/v1",
        "cosign.sigstore.dev/attestation/v1"})
    CHECK(is_sbom_predicate(type));
  for (const char* const type :
       {"", "https://cyclonedx.org/bomb", "https://cyclonedx.org/bom/x", "http://cyclonedx.org/bom",
        "https://spdx.dev/Documents", "https://slsa.dev/provenance/v1",
        "https://sigstore.dev/cosign/sign/v1", "https://cosign.sigstore.dev/attestation/vuln/v1",
        "https://openvex.dev/ns"})
    CHECK_FALSE(is_sbom_predicate(type));
}

TEST_CASE("choice: a candidate of what was verified, and of what was refused") {
  const Candidate good = candidate_of(test::verified(test::good_bundle()));
  CHECK_FALSE(good.refusal.has_value());
  CHECK(good.predicate_type == "https://cyclonedx.org/bom");
  CHECK(good.signer.identity == test::LeafOptions().identity);
  CHECK(good.signed_at == test::made_at + 1);
  CHECK(candidate_of(Refusal{.reason = Reason::expired, .detail = {}}).refusal->reason ==
        Reason::expired);
}

TEST_CASE("choice: an older one by a key is not made the newest by a timestamp of today") {
  const auto stamped_at = [](const std::string& where, std::int64_t stamped, std::int64_t made) {
    Verified verified;
    verified.key = std::string(64, 'c');
    verified.predicate_type = "https://cyclonedx.org/bom";
    verified.signed_at = stamped;
    Candidate candidate = candidate_of(verified);
    candidate.where = where;
    candidate.document_time = made;
    return candidate;
  };
  const std::vector<Candidate> both = {stamped_at("stamped anew", now, now - 100 * day),
                                       stamped_at("new", now - day, now - day)};
  Wanted wanted{.is_pinned = true, .max_age_seconds = 30 * day, .now = now};
  const Choice choice = choose(both, wanted);
  REQUIRE(choice.chosen.has_value());
  CHECK(both[*choice.chosen].where == "new");
  CHECK(choice.is_by_own_time);
  const Choice alone = choose({both.front()}, wanted);
  REQUIRE(alone.chosen.has_value());
  CHECK(alone.is_too_old);
}

}  // namespace prodparity::attest
