#pragma once

#include "core/commented_json.h"
#include "core/settings_edit.h"
#include "core/text_edit.h"

#include <cstddef>
#include <string_view>
#include <vector>

// Part of core/settings_edit.h: finds our entries in a settings file, and what goes with them.
namespace prodparity {

std::size_t count_own_entries(std::string_view text, const JsonNode& root, const OwnMarks& marks);
std::vector<TextEdit> removal_of_entries(std::string_view text, const JsonNode& root,
                                         const OwnMarks& marks);

}  // namespace prodparity
