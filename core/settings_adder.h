#pragma once

#include "core/commented_json.h"
#include "core/result.h"
#include "core/text_edit.h"

#include <string_view>
#include <vector>

// Part of core/settings_edit.h: where the parts of `wanted` are put that a settings file, in which
// nothing is ours, lacks. Errors: wrong_config, as add_entries.
namespace prodparity {

Result<std::vector<TextEdit>> addition_of_entries(std::string_view text, const JsonNode& root,
                                                  std::string_view wanted_text,
                                                  const JsonNode& wanted);

}  // namespace prodparity
