#include "core/attest/document.h"

#include "core/attest/limits.h"
#include "core/attest/refused.h"
#include "core/base64.h"
#include "core/byte_source.h"
#include "tests/support/attest_values.h"
#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::attest {
namespace {

using test::image;

const LargePlace payload_of_bundle{.path = {"dsseEnvelope", "payload"}};
const LargePlace no_predicate{.path = {"predicate"}, .as = LargePlace::As::skipped};

Checked<Document> read(std::string_view text, const LargePlace& large = payload_of_bundle) {
  return checked([&] {
    WholeText source(text);
    return read_document(source, large, "it");
  });
}

Reason reason(std::string_view text, const LargePlace& large = payload_of_bundle) {
  return test::reason_of(read(text, large));
}

// Fails after its first part.
class Broken final : public ByteSource {
 public:
  Result<std::string_view> next() override {
    if (std::exchange(begun_, true))
      return Error{.code = ErrorCode::io, .message = "it is gone", .path = "bundle.json"};
    return std::string_view("{");
  }

 private:
  bool begun_ = false;
};

std::string nested(std::size_t depth) {
  return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + '}';
}

}  // namespace

TEST_CASE("document: the payload is decoded in its place alone, the rest are values") {
  const Checked<Document> read_one =
      read(R"({"payload":"not read","dsseEnvelope":{"payload":"Zm9v","n":[1,-2,"x",null,true]}})");
  REQUIRE(read_one.has_value());
  REQUIRE(read_one->payload.has_value());
  CHECK(read_one->payload->bytes() == "foo");
  CHECK(read_one->payload->signed_bytes() == test::pae("foo"));
  CHECK(read_one->fields().text("payload") == "not read");
  CHECK(read_one->fields().object("dsseEnvelope").text("payload").empty());
  CHECK_FALSE(read(R"({"dsseEnvelope":{"payload":7}})")->payload.has_value());
  CHECK_FALSE(read(R"({"dsseEnvelope":[{"payload":"!"}]})")->payload.has_value());
  CHECK(reason(R"({"dsseEnvelope":{"payload":"Zm9"}})") == Reason::malformed);
  CHECK(reason(R"({"dsseEnvelope":{"payload":"Zm9!"}})") == Reason::malformed);
}

TEST_CASE("document: what is skipped is not kept, and what comes after it is") {
  for (const char* const predicate :
       {"{\"a\":{\"predicate\":[{}]},\"a\":1}", "[[],[{}]]", "\"text\"", "1.5", "null", "{}"}) {
    const Checked<Document> read_one = read(
        std::string(R"({"predicate":)") + predicate + R"(,"predicateType":"t"})", no_predicate);
    INFO(predicate);
    REQUIRE(read_one.has_value());
    CHECK(read_one->fields().text("predicateType") == "t");
  }
  CHECK(reason(R"({"predicate":{"a":]},"b":1})", no_predicate) == Reason::malformed);
  CHECK(reason(R"({"predicate":1,"predicate":2})", no_predicate) == Reason::malformed);
}

TEST_CASE("document: what is no object, is cut off, has a key twice or more behind it is refused") {
  for (const std::string_view text :
       {"", " ", "{", "[]", "7", "{} {}", "{}x", R"({"a":1,"a":2})", R"({"a":{"b":1,"b":1}})",
        R"({"dsseEnvelope":{"payload":"Zm9v","payload":"Zm9v"}})", "{\"a\":\"\xff\"}"}) {
    INFO(text);
    CHECK(reason(text) == Reason::malformed);
  }
  CHECK(read(" {} \n").has_value());
  Broken broken;
  CHECK(test::reason_of(checked([&] { return read_document(broken, payload_of_bundle, "it"); })) ==
        Reason::unreadable);
}

TEST_CASE("document: each bound, at it and one past it") {
  CHECK(read(nested(prodparity::limits::json_depth)).has_value());
  CHECK(reason(nested(prodparity::limits::json_depth + 1)) == Reason::malformed);
  const auto with_text = [](std::size_t size) {
    return R"({"a":")" + std::string(size - 1, 'x') + R"("})";
  };
  CHECK(read(with_text(limits::document_text_bytes)).has_value());
  CHECK(reason(with_text(limits::document_text_bytes + 1)) == Reason::too_large);
  const auto with_values = [](std::size_t count) {  // the document and the list are two
    std::string text = R"({"a":[0)";
    for (std::size_t i = 3; i < count; ++i)
      text += ",0";
    return text + "]}";
  };
  CHECK(read(with_values(limits::document_values)).has_value());
  CHECK(reason(with_values(limits::document_values + 1)) == Reason::too_large);
  // What is not kept is bounded by the size of all.
  CHECK(read(R"({"predicate":[)" + std::string(limits::document_text_bytes, ' ') + R"("x"]})",
             no_predicate)
            .has_value());
  std::string largest = "{}" + std::string(limits::bundle_bytes - 2, ' ');
  CHECK(read(largest).has_value());
  largest += ' ';
  CHECK(reason(largest) == Reason::too_large);
}

TEST_CASE("bundle: parts of any size give the same result") {
  const std::string bundle = test::good_bundle().dump();
  const std::string altered = [&] {
    nlohmann::json other = test::good_bundle();
    other["dsseEnvelope"]["payload"] = base64_encoded(test::statement_about(image) + ' ');
    return other.dump();
  }();
  for (const std::size_t part : {std::size_t{1}, std::size_t{7}, std::size_t{64} * 1024}) {
    INFO(part);
    WholeText source(bundle, part);
    const Checked<Verified> result =
        verify_bundle(source, test::root(), test::by_identity(), {.sha256 = image, .bytes = {}});
    REQUIRE(result.has_value());
    CHECK(*result == test::verified(test::good_bundle()).value());
    CHECK(result->payload == test::statement_about(image));
    WholeText other(altered, part);
    CHECK(test::reason_of(verify_bundle(other, test::root(), test::by_identity(),
                                        {.sha256 = image, .bytes = {}})) == Reason::bad_signature);
  }
}

TEST_CASE("bundle: one of 20 MB is what its small one is, and its payload comes whole") {
  nlohmann::json statement = nlohmann::json::parse(test::statement_about(image));
  statement["predicate"]["components"] = std::string(std::size_t{15} * 1024 * 1024, 'x');
  const std::string payload = statement.dump();
  const std::string bundle = test::sigstore().bundle(payload).dump();
  for (const std::size_t expected :
       {std::size_t{0}, std::size_t{1}, bundle.size(), std::size_t(-1)}) {
    WholeText source(bundle);
    const Checked<Verified> result = verify_bundle(source, test::root(), test::by_identity(),
                                                   {.sha256 = image, .bytes = {}}, expected);
    REQUIRE(result.has_value());
    CHECK((result->payload == payload));  // not printed
  }
}

TEST_CASE("envelope: parts of any size give the same result") {
  const test::TestKey key = test::make_key("P-256");
  const std::string envelope = test::envelope_of(test::statement_about(image), key).dump();
  for (const std::size_t part : {std::size_t{1}, std::size_t{7}, std::size_t{64} * 1024}) {
    WholeText source(envelope, part);
    CHECK(verify_envelope(source, test::by_key(key), {.sha256 = image, .bytes = {}})->payload ==
          test::statement_about(image));
  }
}

}  // namespace prodparity::attest
