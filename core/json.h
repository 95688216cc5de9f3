#pragma once

#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// The one way in for small JSON (configuration, protocol, reports). SBOMs are streamed instead:
// core/sbom/. Include only from .cpp files that need it.
namespace prodparity {

struct JsonRules {
  std::size_t limit_bytes = limits::config_bytes;
  bool comments = false;    // // and /* */, as devcontainer.json has them
  bool unique_keys = true;  // a key twice in one object is an error: readers disagree on it
};

// Bounded in size and depth (limits::json_depth: nlohmann 3.11.2 overflows the stack on copying,
// comparing or dumping what nests a million deep). Errors: empty, too_large, too_deep, truncated,
// malformed with the line; `path` names the document in them.
Result<nlohmann::json> parse_json(std::string_view bytes, const JsonRules& rules = {},
                                  std::string_view path = {});

// One line, no white space, keys in insertion or sorted order as nlohmann has them; bytes that
// are not UTF-8 become U+FFFD instead of an exception.
std::string dump_json(const nlohmann::json& value);

// A member of what another program, or another version of ours, wrote: the default where it is
// absent or of another type, also where `object` is none. Text is as untrusted as the object.
std::string text_at(const nlohmann::json& object, const char* key);
std::size_t number_at(const nlohmann::json& object, const char* key);
nlohmann::json part_at(const nlohmann::json& object, const char* key);  // null where absent

// Appends what dump_json gives for a text, without making a JSON value of the usual one.
void append_json_text(std::string& json, std::string_view text);

// 1-based line of `text` (valid JSON, comments allowed) where the value named by the RFC 6901
// `pointer` begins; 0 where it names nothing. For "file:line" in errors, nlohmann has no places.
std::size_t line_of(std::string_view text, std::string_view pointer);

}  // namespace prodparity
