#include "core/attest/payload.h"

#include "core/attest/limits.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::attest {
namespace {

constexpr std::size_t front = 64;  // "DSSEv1 28 application/vnd.in-toto+json 50331648 " and more
constexpr std::size_t small = prodparity::limits::mib;

}  // namespace

Payload::Payload(std::size_t expected_bytes) {
  buffer_.reserve(front + std::min(expected_bytes, limits::bundle_bytes) / 4 * 3 + 3);
  buffer_.resize(front);
}

bool Payload::write(std::string_view part) {
  // Growing by copies would hold it twice. Pages that stay untouched cost nothing.
  if (buffer_.size() + part.size() > small && buffer_.capacity() < buffer_.size() + part.size())
    buffer_.reserve(front + limits::bundle_bytes / 4 * 3 + 3);
  return decoder_.write(part, buffer_);
}

bool Payload::finish() {
  if (!decoder_.finish(buffer_)) return false;
  const std::string words = "DSSEv1 " + std::to_string(statement_payload.size()) + ' ' +
                            std::string(statement_payload) + ' ' +
                            std::to_string(buffer_.size() - front) + ' ';
  signed_at_ = front - words.size();
  words.copy(buffer_.data() + signed_at_, words.size());
  return true;
}

std::string_view Payload::bytes() const {
  return std::string_view(buffer_).substr(front);
}

std::string_view Payload::signed_bytes() const {
  return std::string_view(buffer_).substr(signed_at_);
}

std::string Payload::take() && {
  buffer_.erase(0, front);
  return std::move(buffer_);
}

}  // namespace prodparity::attest
