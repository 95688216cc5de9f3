#include "io/system_error.h"

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

namespace prodparity {
namespace {

ErrorCode code_of(int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::not_found;
    case EACCES:
    case EPERM:
      return ErrorCode::denied;
    default:
      return ErrorCode::io;
  }
}

}  // namespace

Error system_error(int number, std::string_view verb, std::string_view path) {
  std::string reason = std::generic_category().message(number);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z')
    reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  std::string message = "cannot ";
  message.append(verb).append(" '").append(path).append("': ").append(reason);
  return {.code = code_of(number), .message = message, .path = std::string(path)};
}

}  // namespace prodparity
