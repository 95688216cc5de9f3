#pragma once

#include "core/protocol.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The Model Context Protocol over stdio, of both eras: handshake (`initialize`, 2024-11-05 to
// 2025-11-25) and none (`server/discover`, 2026-07-28). One JSON object a line. Pure: a line in, a
// line or a question for the daemon out. Nothing is kept between lines.
namespace prodparity::mcp {

// What one tool tells at most: agents cut longer results, or refuse them.
inline constexpr std::size_t text_bytes = std::size_t{32} * 1024;
inline constexpr std::size_t structured_bytes = std::size_t{128} * 1024;

enum class Tool { status, production, check_install, explain, report };

// A call of a tool: what the daemon is to be asked, and what the reply has to know.
struct Call {
  std::string id;  // JSON text
  Tool tool{};
  bool modern = false;  // the request says which version of the protocol it is of
  Request question;
  std::vector<std::string> command;  // check_install: to be simulated; its plan is the question

  bool operator==(const Call&) const = default;
};

// What a line leads to: a line to write (with its end; empty: nothing), or a call.
struct Step {
  std::string reply;
  std::optional<Call> call;
};

// `line` without its end; one longer than limits::request_bytes is refused.
Step take(std::string_view line);

// The result of a call. `text` has been made printable; it is cut at text_bytes and
// stands behind a sentence that says what it is. `structured` is left out where it is null or
// longer than structured_bytes.
std::string write_result(const Call& call, std::string_view text, const nlohmann::json& structured);

// A call that failed: a result that says so, since to the protocol nothing is wrong.
std::string write_failure(const Call& call, std::string_view message);

}  // namespace prodparity::mcp
