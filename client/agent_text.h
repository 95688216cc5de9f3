#pragma once

#include "client/news.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// What a coding agent reads, in the result of its own tool call: facts, never orders, in a fixed
// frame around names and versions that are quoted data. Pure.
namespace prodparity {

// Of all that one event tells.
inline constexpr std::size_t agent_text_bytes = 1200;
// So much of it is left for what is new, which is at least counted in it.
inline constexpr std::size_t agent_news_least_bytes = 200;

// What is new for this session; empty where nothing is. Blocks first; what has no room is counted.
// At most `room` bytes, which are agent_news_least_bytes at least.
std::string agent_news(const News& news, std::size_t room = agent_text_bytes);

// As much of it as `room` bytes have place for, the last line then ended by "…"; never a part of a
// character.
std::string fitted(std::string text, std::size_t room);

// As a session begins: what it is compared with, from the daemon's `status`.
std::string agent_greeting(const nlohmann::json& status);

// What production is, of the daemon's answer to that, a prodparity.production/1: distribution,
// interpreters and OpenSSL, user. One sentence and a line end; empty where nothing is known.
std::string agent_production(const nlohmann::json& answer);

// One sentence of an answer's `outcome`.
std::string_view agent_verdict(std::string_view outcome);

// Somebody is still at work: what that changes is told later.
std::string agent_waits(const nlohmann::json& answer);

}  // namespace prodparity
