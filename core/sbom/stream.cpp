#include "core/sbom/stream.h"

#include "core/limits.h"
#include "core/result.h"
#include "core/sbom/grammar.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::sbom {
namespace {

using boost::json::error_code;

// Of a Draft, a Grammar and the events of basic_parser. A container that no rule names is only
// counted, so most of a document costs nothing but its parsing.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = limits::sbom_string_bytes;
  static constexpr std::size_t max_string_size = limits::sbom_string_bytes;

  explicit Handler(Draft& draft) : draft_(draft), grammar_(grammar()) { frames_.reserve(16); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return open(ec, false); }
  bool on_array_begin(error_code& ec) { return open(ec, true); }
  bool on_object_end(std::size_t, error_code& ec) { return close(ec); }
  bool on_array_end(std::size_t, error_code& ec) { return close(ec); }

  bool on_key_part(std::string_view part, std::size_t, error_code&) {
    if (skip_ == 0) append(part);
    return true;
  }
  bool on_key(std::string_view part, std::size_t, error_code& ec) {
    if (skip_ != 0) return true;
    const std::string_view key = joined(part);
    Frame& frame = frames_.back();
    const Match match = grammar_.child(frame.keys, key);
    buffer_.clear();
    pending_ = match.node;
    if (match.node == nowhere) return true;
    const std::uint64_t bit = std::uint64_t{1} << match.index;
    if ((frame.seen & bit) != 0) return fail(ec, "stands twice in one object");
    frame.seen |= bit;
    return true;
  }

  bool on_string_part(std::string_view part, std::size_t, error_code& ec) {
    if (skip_ != 0 || place() == nowhere) return true;
    if (grammar_.at(place()).shape == Shape::document) return inner(part, ec);
    append(part);
    return true;
  }
  bool on_string(std::string_view part, std::size_t, error_code& ec) {
    if (skip_ != 0) return true;
    const NodeId id = place();
    if (id == nowhere) return next();
    const Node& node = grammar_.at(id);
    if (node.shape == Shape::document) return inner(part, ec) && inner_end(ec) && next();
    if (node.shape == Shape::container) return fail(ec, "is a text, not an object or array");
    const std::string_view value = joined(part);
    if (value.size() > limits::sbom_text_bytes) {
      buffer_.clear();
      if (node.shape == Shape::loose) return next();
      return fail(ec, "is longer than " + std::to_string(limits::sbom_text_bytes) + " bytes",
                  ErrorCode::too_large);
    }
    draft_.place = value.data();
    node.format->text(draft_, node.field, value);
    buffer_.clear();
    if (std::exchange(draft_.skip_rest, false)) frames_.back().keys = nowhere;
    return !stopped(ec) && next();
  }

  bool on_number_part(std::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t, std::string_view, error_code& ec) { return scalar(ec, "a number"); }
  bool on_uint64(std::uint64_t, std::string_view, error_code& ec) { return scalar(ec, "a number"); }
  bool on_double(double, std::string_view, error_code& ec) { return scalar(ec, "a number"); }
  bool on_bool(bool, error_code& ec) { return scalar(ec, "true or false"); }
  bool on_null(error_code&) { return skip_ != 0 || next(); }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }

 private:
  struct Frame {
    NodeId node = nowhere;  // whose end is told
    NodeId keys = nowhere;  // whose children are looked for
    bool array = false;
    std::size_t index = 0;
    std::uint64_t seen = 0;  // children met, by index: a key that decides stands once
  };

  // Where the value that is coming stands.
  NodeId place() const {
    if (frames_.empty()) return root;
    const Frame& top = frames_.back();
    return top.array ? grammar_.element(top.keys) : pending_;
  }

  bool next() {
    if (!frames_.empty()) ++frames_.back().index;
    return true;
  }

  bool open(error_code& ec, bool array) {
    if (skip_ != 0) {
      ++skip_;
      return true;
    }
    draft_.begun = true;
    const NodeId id = place();
    if (id == root && array && frames_.empty()) {
      draft_.refuse("a JSON array; no SBOM begins so",
                    "give a CycloneDX, SPDX or syft JSON document");
      return !stopped(ec);
    }
    const Node& node = grammar_.at(id);
    if (id == nowhere || node.shape == Shape::loose) {
      next();
      skip_ = 1;
      return true;
    }
    if (node.shape == Shape::text) return fail(ec, "is no text");
    next();
    frames_.push_back({.node = id, .keys = id, .array = array});
    if (node.format != nullptr && node.field != 0) node.format->begin(draft_, node.field);
    return !stopped(ec);
  }

  bool close(error_code& ec) {
    if (skip_ != 0) {
      --skip_;
      return true;
    }
    const Node& node = grammar_.at(frames_.back().node);
    if (node.format != nullptr && node.field != 0) node.format->end(draft_, node.field);
    frames_.pop_back();
    return !stopped(ec);
  }

  bool scalar(error_code& ec, const char* what) {
    if (skip_ != 0) return true;
    const Shape shape = grammar_.at(place()).shape;
    if (place() == nowhere || shape == Shape::loose) return next();
    return fail(ec, std::string("is ") + what + (shape == Shape::text ? ", not a text" : ""));
  }

  // An SBOM that stands as a string inside another document (cosign's older wrapper).
  bool inner(std::string_view part, error_code& ec) {
    if (!inner_) {
      ++draft_.level;
      inner_ = std::make_unique<Stream>(draft_, true);
    }
    if (auto error = inner_->write(part)) draft_.error = std::move(error);
    return !stopped(ec);
  }
  bool inner_end(error_code& ec) {
    if (auto error = inner_->finish()) draft_.error = std::move(error);
    --draft_.level;
    return !stopped(ec);
  }

  void append(std::string_view part) {
    if (buffer_.size() <= limits::sbom_text_bytes) buffer_ += part;
  }
  std::string_view joined(std::string_view part) {
    if (buffer_.empty()) return part;
    append(part);
    return buffer_;
  }

  bool stopped(error_code& ec) const {
    if (!draft_.error) return false;
    ec = boost::json::error::syntax;
    return true;
  }

  bool fail(error_code& ec, const std::string& what, ErrorCode code = ErrorCode::malformed) {
    draft_.error = Error{.code = code, .message = "'" + path() + "' " + what, .path = {}};
    return !stopped(ec);
  }

  // "components[12].name", of the value that is coming.
  std::string path() const {
    std::string text;
    for (std::size_t i = 0; i <= frames_.size(); ++i) {
      if (i > 0 && frames_[i - 1].array) {
        const bool last = i == frames_.size();
        text += '[' + std::to_string(frames_[i - 1].index - (last ? 0 : 1)) + ']';
        continue;
      }
      const std::string_view key =
          grammar_.at(i == frames_.size() ? pending_ : frames_[i].node).key;
      if (!text.empty() && !key.empty()) text += '.';
      text += key;
    }
    return text;
  }

  Draft& draft_;
  const Grammar& grammar_;
  std::vector<Frame> frames_;
  NodeId pending_ = root;
  std::size_t skip_ = 0;
  std::string buffer_;
  std::unique_ptr<Stream> inner_;
};

Error error_of(const error_code& ec) {
  if (ec == boost::json::error::too_deep)
    return {.code = ErrorCode::too_deep,
            .message = "nested deeper than " + std::to_string(limits::sbom_depth) + " levels",
            .path = {}};
  if (ec == boost::json::error::incomplete)
    return {.code = ErrorCode::truncated,
            .message = "the JSON document ends too early: write or fetch it again",
            .path = {}};
  if (ec == boost::json::error::string_too_large || ec == boost::json::error::key_too_large)
    return {.code = ErrorCode::too_large,
            .message = "holds a string of more than " + std::to_string(limits::sbom_string_bytes) +
                       " bytes",
            .path = {}};
  return {.code = ErrorCode::malformed, .message = "not valid JSON: " + ec.message(), .path = {}};
}

boost::json::parse_options options() {
  boost::json::parse_options options;
  options.max_depth = limits::sbom_depth;
  return options;
}

bool is_white(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

struct Stream::State {
  State(Draft& target, bool nested)
      : draft(target), inside_text(nested), parser(options(), target) {}
  Draft& draft;
  bool inside_text;
  boost::json::basic_parser<Handler> parser;
  bool started = false;
};

Stream::Stream(Draft& draft, bool inside_text)
    : state_(std::make_unique<State>(draft, inside_text)) {}
Stream::~Stream() = default;
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;

bool Stream::started() const {
  return state_->started;
}

std::optional<Error> Stream::write(std::string_view part) {
  Draft& draft = state_->draft;
  if (!state_->parser.done()) {
    if (!state_->inside_text) draft.lines.part(part);
    error_code ec;
    // The parser itself skips white space, faster than a loop of ours: it is asked where it is.
    const std::size_t used = state_->parser.write_some(true, part.data(), part.size(), ec);
    if (!state_->started)
      state_->started = !is_white(part.substr(0, std::min<std::size_t>(part.size(), 256))) ||
                        draft.begun || ec || state_->parser.done();
    if (draft.error) return draft.error;
    if (ec) {
      Error error = error_of(ec);
      error.line = draft.lines.at(part.data() + used);
      return error;
    }
    part.remove_prefix(used);
  }
  if (state_->parser.done() && !is_white(part))
    return Error{.code = ErrorCode::malformed,
                 .message = "there is more text behind the JSON document",
                 .path = {}};
  return std::nullopt;
}

std::optional<Error> Stream::finish() {
  if (state_->parser.done()) return std::nullopt;
  if (!state_->started)
    return Error{.code = ErrorCode::empty, .message = "nothing is in it", .path = {}};
  error_code ec;
  state_->parser.write_some(false, "", 0, ec);
  if (state_->draft.error) return state_->draft.error;
  if (ec) return error_of(ec);
  return std::nullopt;
}

}  // namespace prodparity::sbom
