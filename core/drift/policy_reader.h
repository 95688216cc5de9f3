#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Every key that read_policy knows, by object: "policy", "reference", "rule", "waiver", "ship",
// "match".
// docs/policy.schema.json is held against it by a test.
std::map<std::string, std::vector<std::string>> policy_keys();

// The line on which each element of each top-level array begins ("rules" -> 3, 9, 12): all of a
// document in one pass, since asking for one line at a time would be quadratic in the rules.
// `text` is valid JSON, comments allowed.
std::map<std::string, std::vector<std::size_t>, std::less<>> element_lines(std::string_view text);

}  // namespace prodparity
