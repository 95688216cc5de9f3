#include "core/result.h"

#include <string>
#include <string_view>

namespace prodparity {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
      return "malformed";
    case ErrorCode::truncated:
      return "truncated";
    case ErrorCode::empty:
      return "empty";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::too_deep:
      return "too_deep";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::denied:
      return "denied";
    case ErrorCode::io:
      return "io";
    case ErrorCode::busy:
      return "busy";
    case ErrorCode::timed_out:
      return "timed_out";
    case ErrorCode::unverified:
      return "unverified";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::wrong_usage:
      return "wrong_usage";
    case ErrorCode::wrong_config:
      return "wrong_config";
  }
  return "io";
}

std::string to_string(const Error& error) {
  std::string text = error.path;
  if (!error.path.empty() && error.line != 0) text += ':' + std::to_string(error.line);
  if (!error.path.empty()) text += ": ";
  return text + error.message;
}

}  // namespace prodparity
