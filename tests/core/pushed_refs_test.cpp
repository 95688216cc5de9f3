#include "core/pushed_refs.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

const std::string object = "67890abcdef1234567890abcdef1234567890abc";
const std::string none(40, '0');
const std::string update = "refs/heads/main " + object + " refs/heads/main " + none + "\n";
const std::string deletion = "(delete) " + none + " refs/heads/old " + object + "\n";

PushedRefs parsed(const std::string& bytes) {
  const auto refs = parse_pushed_refs(bytes);
  INFO(bytes.substr(0, 1000));
  if (!refs) FAIL(to_string(refs.error()));
  return *refs;
}

ErrorCode refusal(const std::string& bytes) {
  const auto refs = parse_pushed_refs(bytes);
  INFO(bytes.substr(0, 1000));
  REQUIRE_FALSE(refs.has_value());
  return refs.error().code;
}

}  // namespace

TEST_CASE("pushed refs: what is made or moved is told from what is deleted") {
  CHECK(parsed("") == PushedRefs{});
  CHECK(parsed(update) == PushedRefs{.updates = 1});
  CHECK(parsed(deletion) == PushedRefs{.deletions = 1});
  CHECK(parsed(update + deletion + update) == PushedRefs{.updates = 2, .deletions = 1});
  CHECK(parsed(update.substr(0, update.size() - 1)) == PushedRefs{.updates = 1});
}

TEST_CASE("pushed refs: the local ref is what was typed, with its spaces") {
  CHECK(parsed("HEAD@{1 day ago} " + object + " refs/heads/a " + none) == PushedRefs{.updates = 1});
}

TEST_CASE("pushed refs: SHA-256 repositories name objects with 64 digits") {
  const std::string zeros(64, '0');
  CHECK(parsed("a " + std::string(64, 'a') + " b " + zeros) == PushedRefs{.updates = 1});
  CHECK(parsed("a " + zeros + " b " + std::string(64, 'a')) == PushedRefs{.deletions = 1});
}

TEST_CASE("pushed refs: what git does not write is refused") {
  for (const std::string& bytes :
       {std::string("\n"), std::string("garbage\n"), update + "a b c d\n",
        " " + object + " b " + none, "a " + object + "  " + none,
        "a " + object + " b " + none.substr(1), "a " + object.substr(1) + "G b " + none,
        object + " b " + none})
    CHECK(refusal(bytes) == ErrorCode::malformed);
  const auto refs = parse_pushed_refs(update + "garbage\n");
  CHECK(refs.error().message == "what git says is pushed cannot be read (line 2)");
}

TEST_CASE("pushed refs: their size is bounded") {
  const std::string at_the_bound =
      std::string(limits::pushed_refs_bytes - update.size(), 'x') + update;
  CHECK(parsed(at_the_bound) == PushedRefs{.updates = 1});
  CHECK(refusal("x" + at_the_bound) == ErrorCode::too_large);
}

}  // namespace prodparity
