#pragma once

#include "core/plan.h"
#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

// What apt says of a run before it begins. Pure.
namespace prodparity {

// What apt writes into a hook of DPkg::Pre-Install-Pkgs (apt.conf(5), DPkg::Tools::options).
struct AptRequest {
  Plan plan;                 // of `deb`; each package once, in the order apt names them
  std::string command_line;  // "apt-get install -y curl", at most limits::command_line_bytes
  std::string allow;         // -o prodparity::Allow=REASON; at most limits::reason_bytes
  bool other_root = false;   // not of the root that apt itself runs in: Dir, RootDir, --root ...

  bool operator==(const AptRequest&) const = default;
};

// Versions 1 (paths of .deb files alone), 2 and 3 of the protocol; the first line tells. Of version
// 1 the file names are all there is, and removals are not named. Errors: empty, malformed with the
// line, too_large (limits::apt_plan_bytes, limits::planned_changes).
Result<AptRequest> parse_apt_plan(std::string_view stream);

// The same from what `apt-get -s` prints: "Inst NAME [OLD] (NEW RELEASE [ARCH])", "Remv NAME
// [OLD]".
Result<Plan> parse_apt_simulation(std::string_view output);

// Names that a command line of apt-get, apt or aptitude asks for: "curl=7.88", "curl:amd64",
// "curl/stable" and "./curl_7.88_amd64.deb" ask for curl. Empty where it installs nothing by name
// (upgrade).
std::vector<std::string> asked_by(std::string_view command_line);

// The command that only simulates what `words` ("apt-get", "install", "curl") would do; a leading
// sudo and assignments are left out. Errors: wrong_usage where it is another program or verb, or an
// option that is not known to be harmless (apt runs commands that options name, also when it
// simulates).
Result<std::vector<std::string>> apt_simulation(const std::vector<std::string>& words);

}  // namespace prodparity
