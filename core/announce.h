#pragma once

#include "core/drift/finding.h"
#include "core/journal.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What of a Verdict is told live, and what is new or gone against what was told before. Pure.
namespace prodparity {

// Only what a person or an agent can still undo is told: drift of the session, or of unknown
// origin, that the policy warns of or blocks (with what came along in its group).
bool is_live(const Finding& finding);

// Short hash of what makes a finding another one to its reader: tier and both versions.
std::string fingerprint_of(const Finding& finding);

struct Announcement {
  std::vector<const Finding*> appeared;  // live, and not told so before
  std::vector<std::string> resolved;     // ids told before, gone now
  std::vector<const Finding*> shipping;  // told before, and not that this branch ships them

  bool empty() const { return appeared.empty() && resolved.empty() && shipping.empty(); }
};

// A finding whose ecosystem has a gap now is not resolved: nobody looked.
Announcement announce(const std::map<std::string, OpenFinding, std::less<>>& open,
                      const Verdict& verdict);

// The journal's and the protocol's data of a finding, a JSON object; of one that ships.
std::string finding_data(const Finding& finding);
std::string shipping_data(const Finding& finding);

// Who asks what is new: an agent's session in its tool call.
struct Asking {
  AgentSession caller;
  std::string tool_call;  // its id; empty: the agent gives none, or it is no tool call
  std::string command;    // the tool call's, redacted
};
// Whose doing a finding is to who asks: "this_call", "this_session", "other" or "unknown"; of what
// several may have done, unknown where the session is one of them.
std::string_view cause_for(const Attribution& attribution, const Asking& asking);

// Data of the journal with who made it as that is known now: `attribution`, and with `asking` also
// `cause`.
std::string with_attribution(const std::string& data, const Attribution& attribution,
                             const Asking* asking);

}  // namespace prodparity
