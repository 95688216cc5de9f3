#pragma once

#include "core/component.h"
#include "core/reference.h"
#include "core/shared.h"
#include "core/version/change.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

enum class DriftKind { version, dev_only, prod_only, fact };

enum class Origin {
  baseline,  // the dev container's image had it
  setup,     // it came while the container set itself up
  session,   // since
  unknown,   // no session to ask: counts as session
};

// The "snake_case" names of JSON and the policy ("dev_only"); the parsers give nullopt for others.
std::string_view to_string(DriftKind value);
std::string_view to_string(Origin value);
std::optional<DriftKind> parse_drift_kind(std::string_view text);
std::optional<Origin> parse_origin(std::string_view text);

// One difference between the dev container and one Reference.
struct Drift {
  DriftKind kind = DriftKind::version;
  std::string reference;  // its name in the configuration
  std::string ecosystem;
  std::string name;
  std::string arch;        // empty where the key has none (also: single differing architectures)
  std::string place;       // PyPI: the dev environment's folder; empty for prod_only
  Shared<Component> dev;   // absent for prod_only
  Shared<Component> prod;  // absent for dev_only
  Change change;           // of kind version
  Origin origin = Origin::unknown;

  bool operator==(const Drift&) const = default;
};

// Why an ecosystem, or everything, could not be compared. Stable words for programs.
enum class GapKind {
  no_reference,           // none given, or it could not be read
  no_packages,            // the reference has 0 components
  no_os_packages,         // the reference has no OS packages
  no_distribution,        // nothing says which distribution it describes
  several_distributions,  // it is a merged document
  other_distribution,     // Debian here, Ubuntu there; or another release
  not_covered,            // the SBOM's maker lists none of this ecosystem
  unread,                 // something here could not be read
  in_transition,          // a package is half-way: wait, or `dpkg --configure -a`
  blind,                  // the daemon could not watch
};
std::string_view to_string(GapKind value);
std::optional<GapKind> parse_gap_kind(std::string_view text);

// "Could not check": never "clean".
struct Gap {
  GapKind kind{};
  std::string reference;
  std::string ecosystem;  // empty: all of them
  std::string sentence;   // for a person, plain text, what is so
  std::string remedy;     // what to do, a sentence or a command
  bool accepted = false;  // named in the policy's accept_uncovered: counted, not judged
  // Of `unread`: what could not be read, so that what was found elsewhere is judged as ever (an
  // ordinary user's daemon never sees into /root). Empty: it could be anything.
  std::vector<std::string> paths;

  bool operator==(const Gap&) const = default;
};

// Something a reader should know that is neither drift nor gap ("production is arm64, this
// container amd64: compared across architectures"; a neutralised fault and its count).
struct Note {
  std::string code;  // "architectures", "fault", "not_read"
  std::string sentence;

  bool operator==(const Note&) const = default;
};

// "neutralised in production's SBOM: 4 ... (libc6)", code "fault".
Note note_of(const Fault& fault);

struct Comparison {
  std::vector<Drift> drifts;  // canonical order: ecosystem, name, arch, place, kind
  std::vector<Gap> gaps;
  std::vector<Note> notes;

  bool operator==(const Comparison&) const = default;
};

// Pure: every difference between `dev` and `reference`, by docs/MATCHING.md. Components with an
// owner are left out on both sides. A key with several instances on a side is matched by equal
// version first, then by place. An ecosystem that cannot be compared is a gap and gives no drift;
// one that could be read in part gives what is certain: nothing is called missing.
Comparison diff(const Inventory& dev, const Reference& reference);

}  // namespace prodparity
