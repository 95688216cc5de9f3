#include "core/attest/document.h"

#include "core/attest/limits.h"
#include "core/attest/refused.h"

#include <boost/json/basic_parser_impl.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

using boost::json::error_code;
using nlohmann::json;

// Builds the value that the events of basic_parser say, but for the one large place. Bounded: the
// text that is kept, and how many values there are.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = limits::document_text_bytes;
  static constexpr std::size_t max_string_size = limits::bundle_bytes;

  Handler(const LargePlace& large, std::size_t expected_bytes)
      : large_(large), expected_bytes_(expected_bytes) {}

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return open(json::object(), ec); }
  bool on_array_begin(error_code& ec) { return open(json::array(), ec); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_end(std::size_t, error_code&) { return close(); }

  bool on_key_part(std::string_view part, std::size_t, error_code& ec) { return keep(part, ec); }
  bool on_key(std::string_view part, std::size_t, error_code& ec) {
    if (skipping_ > 0) return true;
    if (!keep(part, ec)) return false;
    std::string& key = keys_.back() = std::exchange(text_, {});
    if (open_.back()->contains(key))
      return fail(ec, Reason::malformed, place() + " stands twice in one object");
    if (keys_.size() == large_.path.size() && std::ranges::equal(keys_, large_.path))
      at_large_ = large_.as;
    return true;
  }

  bool on_string_part(std::string_view part, std::size_t, error_code& ec) {
    if (at_large_ != LargePlace::As::payload) return keep(part, ec);
    if (!payload_) payload_.emplace(expected_bytes_);
    if (!payload_->write(part)) return fail(ec, Reason::malformed, place() + " is no base64");
    return true;
  }
  bool on_string(std::string_view part, std::size_t size, error_code& ec) {
    if (skipping_ > 0) return true;
    if (!on_string_part(part, size, ec)) return false;
    if (payload_ && at_large_ && !payload_->finish())
      return fail(ec, Reason::malformed, place() + " is no base64");
    return put(std::exchange(text_, {}), ec);
  }

  bool on_number_part(std::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t value, std::string_view, error_code& ec) { return put(value, ec); }
  bool on_uint64(std::uint64_t value, std::string_view, error_code& ec) { return put(value, ec); }
  bool on_double(double value, std::string_view, error_code& ec) { return put(value, ec); }
  bool on_bool(bool value, error_code& ec) { return put(value, ec); }
  bool on_null(error_code& ec) { return put(nullptr, ec); }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }

  json root_;
  std::optional<Payload> payload_;
  std::optional<Refusal> refusal_;

 private:
  bool skips() const { return skipping_ > 0 || at_large_ == LargePlace::As::skipped; }

  bool keep(std::string_view part, error_code& ec) {
    if (skips()) return true;
    kept_bytes_ += part.size();
    if (kept_bytes_ > limits::document_text_bytes)
      return fail(ec, Reason::too_large,
                  "more than " + std::to_string(limits::document_text_bytes) +
                      " bytes of text besides the payload");
    text_ += part;
    return true;
  }

  bool open(json&& container, error_code& ec) {
    if (skips()) {
      at_large_.reset();
      if (++skipping_ == 1) static_cast<void>(place_of(true));
      return true;
    }
    at_large_.reset();
    if (!count(ec)) return false;
    open_.push_back(place_of(std::move(container)));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    if (skipping_ > 0) {
      --skipping_;
      return true;
    }
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  bool put(json&& value, error_code& ec) {
    if (skipping_ > 0) return true;
    at_large_.reset();
    if (!count(ec)) return false;
    place_of(std::move(value));
    return true;
  }

  bool count(error_code& ec) {
    return ++values_ <= limits::document_values ||
           fail(ec, Reason::too_large,
                "more than " + std::to_string(limits::document_values) + " values");
  }

  // Pointers stay valid: only the innermost open container grows, and nothing points into it yet.
  json* place_of(json&& value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    json& slot = parent[keys_.back()];
    slot = std::move(value);
    return &slot;
  }

  // "verificationMaterial.tlogEntries[].logId", of the value that is coming.
  std::string place() const {
    std::string text;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (open_[i]->is_array()) {
        text += "[]";
      } else {
        text += (text.empty() ? "" : ".") + keys_[i];
      }
    }
    return text;
  }

  bool fail(error_code& ec, Reason reason, std::string detail) {
    refusal_ = Refusal{.reason = reason, .detail = std::move(detail)};
    ec = boost::json::error::syntax;
    return false;
  }

  const LargePlace& large_;
  std::size_t expected_bytes_;
  std::optional<LargePlace::As> at_large_;  // the value that is coming stands there
  std::size_t skipping_ = 0;                // containers that are open below what is skipped
  std::vector<json*> open_;
  std::vector<std::string> keys_;  // of each open container; of a list: empty
  std::string text_;
  std::size_t kept_bytes_ = 0;
  std::size_t values_ = 0;
};

boost::json::parse_options options() {
  boost::json::parse_options options;
  options.max_depth = prodparity::limits::json_depth;
  return options;
}

Refusal refusal_of(const error_code& ec, const std::string& name) {
  if (ec == boost::json::error::too_deep)
    return {.reason = Reason::malformed,
            .detail = name + " is nested deeper than " +
                      std::to_string(prodparity::limits::json_depth) + " levels"};
  if (ec == boost::json::error::incomplete)
    return {.reason = Reason::malformed, .detail = name + " ends in mid-document"};
  if (ec == boost::json::error::string_too_large || ec == boost::json::error::key_too_large)
    return {.reason = Reason::too_large, .detail = "a text of " + name};
  return {.reason = Reason::malformed, .detail = name + " is not valid JSON: " + ec.message()};
}

using Parser = boost::json::basic_parser<Handler>;

void check(const Parser& parser, const error_code& ec, const std::string& name) {
  const std::optional<Refusal>& refusal = parser.handler().refusal_;
  if (refusal) refuse(refusal->reason, name + ": " + refusal->detail);
  if (!ec) return;
  Refusal told = refusal_of(ec, name);
  refuse(told.reason, std::move(told.detail));
}

bool is_white(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void write(Parser& parser, std::string_view part, const std::string& name) {
  if (!parser.done()) {
    error_code ec;
    const std::size_t used = parser.write_some(true, part.data(), part.size(), ec);
    check(parser, ec, name);
    part.remove_prefix(used);
  }
  if (parser.done() && !is_white(part))
    refuse(Reason::malformed, name + " has more text behind its end");
}

}  // namespace

Fields Document::fields(std::string place) const {
  return {*root_, std::move(place)};
}

Document read_document(ByteSource& source, const LargePlace& large, const std::string& name,
                       std::size_t expected_bytes) {
  Parser parser(options(), large, expected_bytes);
  std::size_t total = 0;
  for (;;) {
    const Result<std::string_view> part = source.next();
    if (!part) refuse(Reason::unreadable, name + ": " + to_string(part.error()));
    if (part->empty()) break;
    total += part->size();
    if (total > limits::bundle_bytes)
      refuse(Reason::too_large,
             name + " has more than " + std::to_string(limits::bundle_bytes) + " bytes");
    write(parser, *part, name);
  }
  if (!parser.done()) {
    error_code ec;
    parser.write_some(false, "", 0, ec);
    check(parser, ec, name);
  }
  Handler& handler = parser.handler();
  if (!handler.root_.is_object()) refuse(Reason::malformed, name + " is no JSON object");
  Document document;
  document.payload = std::move(handler.payload_);
  document.root_ = std::make_shared<json>(std::move(handler.root_));
  return document;
}

}  // namespace prodparity::attest
