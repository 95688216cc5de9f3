#pragma once

#include <map>
#include <string>
#include <vector>

namespace prodparity::fetch {

// What of an image was there and not fetched, as MaterialKind::left_out says: a sentence each,
// without full stop. Untrusted text.
std::vector<std::string> left_out_words(const std::map<std::string, std::string>& annotations);
// Whether that may be an attestation.
bool has_attestations_left_out(const std::map<std::string, std::string>& annotations);

}  // namespace prodparity::fetch
