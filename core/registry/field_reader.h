#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::registry {

// Reads the value of an HTTP header field part by part (RFC 7230, section 3.2.6). Lives no longer
// than the text.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::size_t at() const { return at_; }
  void go_to(std::size_t at) { at_ = at; }
  // Over spaces and tabs; whether there was one.
  bool skip_space();
  // Over white space and the commas between, before and after elements of a list.
  void skip_commas();
  // The next character is this one: it is read.
  bool take(char c);
  // Up to the next `c`, which is read too; nothing where there is none.
  std::optional<std::string_view> until(char c);
  std::string_view token();    // empty: there is none
  std::string_view token68();  // likewise
  // A token or a text in quotation marks; nothing where there is neither, or no end of it.
  std::optional<std::string> value();

 private:
  std::optional<std::string> quoted();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace prodparity::registry
