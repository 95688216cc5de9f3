// Every outcome of choosing, as a table: what lies there and what is wanted, what comes out and its
// words.
#include "core/attest/choice.h"
#include "tests/support/catch.h"
#include "tests/support/choice_values.h"

#include <algorithm>
#include <string>
#include <vector>

namespace prodparity::attest {
namespace {

using namespace test_values;

struct Row {
  const char* name;
  std::vector<Candidate> candidates;
  Wanted wanted;
  Outcome outcome;
  std::string chosen;  // where; empty: none
  std::string summary;
};

const std::string by_release = "signed by " + release.identity + ", verified";

const std::vector<Row> rows = {
    {"nothing is there", {}, open, Outcome::none_there, "", "no attestation of an SBOM is there"},
    {"nothing is there, and it is required",
     {},
     required,
     Outcome::none_there,
     "",
     "no attestation of an SBOM is there"},
    {"others are there",
     {of_type(sbom("a", 1), "https://slsa.dev/provenance/v1"),
      of_type(sbom("b", 1), "https://openvex.dev/ns")},
     pinned,
     Outcome::none_there,
     "",
     "no attestation of an SBOM is there, only of https://openvex.dev/ns and 1 other kind"},
    {"a signature is there, and of an image",
     {of_type(sbom("a", 1), "")},
     pinned,
     Outcome::none_there,
     "",
     "no attestation of an SBOM is there, only of a signature"},
    {"one is there",
     {sbom("a", 5)},
     pinned,
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 " + by_release},
    {"one is there, and nobody is configured",
     {sbom("a", 5)},
     open,
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 " + by_release + ", signer not pinned"},
    {"the newest, wherever it stands",
     {sbom("a", 5), sbom("b", 1), sbom("c", 3)},
     pinned,
     Outcome::chosen,
     "b",
     "SBOM of 2026-11-24 " + by_release + "; 3 of 3 attestations agree"},
    {"one by a key: by the SBOM's own time",
     {without_time(sbom("a", 0, by_key), 3), without_time(sbom("b", 0, by_key), 2)},
     pinned,
     Outcome::chosen,
     "b",
     "SBOM of 2026-11-23 (by its own word) signed by key cosign.pub (sha256:cccccccccccc), "
     "verified; 2 of 2 attestations agree"},
    {"one by a key of no time comes last",
     {without_time(sbom("a", 0, by_key), {}), without_time(sbom("b", 0, by_key), 300)},
     pinned,
     Outcome::chosen,
     "b",
     "SBOM of 2026-01-29 (by its own word) signed by key cosign.pub (sha256:cccccccccccc), "
     "verified; 2 of 2 attestations agree"},
    {"of the same time the witnessed one",
     {without_time(sbom("a", 0), 5), sbom("b", 5)},
     pinned,
     Outcome::chosen,
     "b",
     "SBOM of 2026-11-20 " + by_release + "; 2 of 2 attestations agree"},
    {"of no time at all",
     {without_time(sbom("a", 0, by_key), {})},
     pinned,
     Outcome::chosen,
     "a",
     "SBOM signed by key cosign.pub (sha256:cccccccccccc), verified"},
    {"our platform before the newest",
     {made_for(sbom("a", 1), "linux/arm64"), made_for(sbom("b", 5), "linux/amd64")},
     on(pinned, "linux/amd64"),
     Outcome::chosen,
     "b",
     "SBOM of 2026-11-20 " + by_release + "; 2 of 2 attestations agree"},
    {"what is refused beside a good one does not matter",
     {refused("a", Reason::bad_signature), sbom("b", 5)},
     pinned,
     Outcome::chosen,
     "b",
     "SBOM of 2026-11-20 " + by_release},
    {"all are refused",
     {refused("a", Reason::bad_signature), refused("b", Reason::wrong_identity),
      refused("c", Reason::wrong_identity)},
     pinned,
     Outcome::unverified,
     "",
     "what is there is not believed: a: the signature is not of this content by this key; b: it "
     "is signed by another identity"},
    {"one is refused, nobody is configured",
     {refused("a", Reason::expired)},
     open,
     Outcome::unverified,
     "",
     "what is there is not believed: a: its certificate was not valid when it was signed"},
    {"one is refused, an unsigned one lies beside it",
     {refused("a", Reason::expired), in_index, plain},
     allowing(open),
     Outcome::unverified,
     "",
     "what is there is not believed: a: its certificate was not valid when it was signed"},
    {"a good one of another kind, and a refused one",
     {of_type(sbom("a", 1), "https://slsa.dev/provenance/v1"), refused("b", Reason::unknown_log)},
     pinned,
     Outcome::unverified,
     "",
     "what is there is not believed: b: its log is not in the trust root"},
    {"a plain SBOM",
     {plain},
     open,
     Outcome::chosen,
     "bom.json",
     "SBOM of 2026-11-24 (by its own word), unsigned"},
    {"a plain SBOM where a signer is configured",
     {plain},
     pinned,
     Outcome::only_unsigned,
     "",
     "what is there is unsigned, and a signature is asked for"},
    {"a plain SBOM where one is configured and unsigned ones are allowed",
     {plain},
     allowing(pinned),
     Outcome::only_unsigned,
     "",
     "what is there is unsigned, and a signature is asked for"},
    {"a plain SBOM where it is required",
     {plain},
     required,
     Outcome::only_unsigned,
     "",
     "what is there is unsigned, and a signature is asked for"},
    {"in the index alone",
     {in_index},
     open,
     Outcome::only_unsigned,
     "",
     "what is there lies unsigned in the image's index, and allow_unsigned is not set"},
    {"in the index alone, allowed",
     {in_index},
     allowing(open),
     Outcome::chosen,
     "index",
     "SBOM of 2026-11-24 (by its own word), unsigned"},
    {"in the index, and signed",
     {in_index, sbom("a", 5)},
     allowing(open),
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 " + by_release + ", signer not pinned"},
    {"the last session's signer",
     {sbom("a", 5)},
     with_last(open, release),
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 " + by_release + ", signer not pinned"},
    {"the last session's signer, and a newer one by another",
     {sbom("a", 5), sbom("b", 1, somebody)},
     with_last(open, release),
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 " + by_release + ", signer not pinned"},
    {"another signer than in the last session",
     {sbom("a", 5, somebody)},
     with_last(open, release),
     Outcome::signer_changed,
     "",
     "it is signed by a@example.com, in the last session by " + release.identity +
         ": name who must sign it"},
    {"the same identity of another provider",
     {sbom("a", 5, {.identity = release.identity, .issuer = "https://accounts.example"})},
     with_last(open, release),
     Outcome::signer_changed,
     "",
     "it is signed by " + release.identity + ", in the last session by " + release.identity +
         ": name who must sign it"},
    {"signed in the last session, not now",
     {plain},
     with_last(open, release),
     Outcome::signer_changed,
     "",
     "it is signed by nobody, in the last session by " + release.identity +
         ": name who must sign it"},
    {"another signer, who is configured now",
     {sbom("a", 5, somebody)},
     with_last(pinned, release),
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 signed by a@example.com, verified"},
    {"required, and nobody is configured",
     {sbom("a", 5)},
     wanting(VerifyMode::require),
     Outcome::not_configured,
     "",
     "verify is 'require', and neither a key nor an identity says whose signature it must be"},
    {"required, and verified",
     {sbom("a", 5)},
     required,
     Outcome::chosen,
     "a",
     "SBOM of 2026-11-20 " + by_release},
    {"nothing is looked at: the newest of all",
     {sbom("a", 5), plain},
     off,
     Outcome::chosen,
     "bom.json",
     "SBOM of 2026-11-24 (by its own word), not verified (verify: off); 2 of 2 attestations agree"},
    {"nothing is looked at, and nothing can be read",
     {refused("a", Reason::malformed)},
     off,
     Outcome::none_there,
     "",
     "no attestation of an SBOM is there"},
};

}  // namespace

TEST_CASE("choice: every row of the table, in whatever order they were found") {
  for (const Row& row : rows) {
    std::vector<std::size_t> order(row.candidates.size());
    for (std::size_t i = 0; i < order.size(); ++i)
      order[i] = i;
    do {
      std::vector<Candidate> candidates;
      for (const std::size_t i : order)
        candidates.push_back(row.candidates[i]);
      const Choice choice = choose(candidates, row.wanted);
      INFO(row.name);
      CHECK(to_string(choice.outcome) == to_string(row.outcome));
      CHECK((choice.chosen ? candidates[*choice.chosen].where : "") == row.chosen);
      // Refusals are told in the order in which they were found.
      if (row.outcome != Outcome::unverified || std::ranges::is_sorted(order))
        CHECK(choice.summary == row.summary);
    } while (std::ranges::next_permutation(order).found);
  }
}

}  // namespace prodparity::attest
