// A settings file of another program: whatever is in it, entries put in twice are put in once,
// taken out again every byte is as before, and what is refused is refused for what is in the file.
#include "core/settings_edit.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity;

constexpr std::string_view wanted[] = {
    R"({
  "hooks": {
    "PostToolUse": [
      {"matcher": "*", "hooks": [{"type": "command", "command": "/p hook --agent=a"}]}
    ],
    "Stop": [
      {"command": "/p", "args": ["hook", "--agent=a"]}
    ]
  }
})",
    R"({"version": 1, "plugin": ["/q.js"]})"};

void try_one(std::string_view text, std::string_view entries) {
  const OwnMarks own = {.program = "/p", .plugin = "/q.js"};
  const Result<Removal> rest = remove_entries(text, entries, own);
  const Result<std::string> once = add_entries(text, entries, own);
  if (!once) {
    if (once.error().code == ErrorCode::unsupported) std::abort();
    return;
  }
  const Result<std::string> twice = add_entries(*once, entries, own);
  if (!rest || !twice || *twice != *once) std::abort();
  const Result<Removal> again = remove_entries(*once, entries, own);
  if (*once == text) return;  // was there already
  if (!again || again->bytes != rest->bytes) std::abort();
  if (*count_entries(again->bytes, own) != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view entries : wanted)
    try_one(text, entries);
  return 0;
}
