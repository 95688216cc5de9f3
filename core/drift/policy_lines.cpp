#include "core/drift/policy_reader.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

class LineScanner {
 public:
  explicit LineScanner(std::string_view text) : text_(text) {}

  std::map<std::string, std::vector<std::size_t>, std::less<>> scan() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c == '/')
        skip_comment();
      else if (c == '"')
        take_string();
      else
        take(c);
      ++at_;
    }
    return std::move(lines_);
  }

 private:
  // Leaves at_ on the last character.
  void skip_comment() {
    const bool block = text_.substr(at_, 2) == "/*";
    const std::size_t end = text_.find(block ? "*/" : "\n", at_ + 2);
    const std::size_t last = end == std::string_view::npos ? text_.size() - 1 : end;
    for (; at_ < last; ++at_)
      line_ += text_[at_] == '\n' ? 1U : 0U;
    if (block && at_ + 1 < text_.size()) ++at_;
    if (!block && text_[at_] == '\n') ++line_;
  }

  void take_string() {
    note_element();
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"')
      at_ += text_[at_] == '\\' ? 2U : 1U;
    if (depth_ == 1 && at_ <= text_.size()) key_ = text_.substr(begin, at_ - begin);
  }

  void take(char c) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space && c != ',' && c != ':' && c != ']' && c != '}') note_element();
    if (c == '[' || c == '{') {
      ++depth_;
      if (depth_ == 2) in_array_ = c == '[';
      expects_ = depth_ == 2 && in_array_;
    }
    if ((c == ']' || c == '}') && depth_ > 0) {
      --depth_;
      expects_ = false;
    }
    if (c == ',' && depth_ == 2 && in_array_) expects_ = true;
  }

  void note_element() {
    if (!expects_) return;
    expects_ = false;
    lines_[std::string(key_)].push_back(line_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t depth_ = 0;
  bool in_array_ = false;  // what is open at depth 2
  bool expects_ = false;   // the next value is an element of it
  std::string_view key_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> lines_;
};

}  // namespace

std::map<std::string, std::vector<std::size_t>, std::less<>> element_lines(std::string_view text) {
  return LineScanner(text).scan();
}

}  // namespace prodparity
