#pragma once

#include "core/production/production.h"

#include <span>
#include <string>
#include <string_view>

// Production's answers. Untrusted text is escaped here.
namespace prodparity {

// For a terminal or an agent: the answer in the first line, then how it is known. `question` is
// empty where nothing was asked.
std::string render_production(std::string_view question, std::span<const ProductionAnswer> answers);

// "prodparity.production/1", docs/production.schema.json.
std::string render_production_json(std::string_view question,
                                   std::span<const ProductionAnswer> answers);

// Of several references: yes where all say so, no where one does.
Says says_of(std::span<const ProductionAnswer> answers);

}  // namespace prodparity
