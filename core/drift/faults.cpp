#include "core/drift/drift.h"
#include "core/reference.h"

#include <string>
#include <string_view>

namespace prodparity {
namespace {

std::string_view sentence_of(FaultKind kind, bool one) {
  switch (kind) {
    case FaultKind::multi_arch_collapsed:
      return one ? "package listed for one architecture only although installed for several: "
                   "matched by name and version"
                 : "packages listed for one architecture only although installed for several: "
                   "matched by name and version";
    case FaultKind::sources_as_components:
      return one ? "source package listed as if it were installed: left out"
                 : "source packages listed as if they were installed: left out";
    case FaultKind::epoch_only_in_purl:
      return one ? "version without the epoch that its purl has: joined"
                 : "versions without the epoch that their purl has: joined";
    case FaultKind::epoch_lost:
      return one ? "version that lost its epoch: compared without it"
                 : "versions that lost their epoch: compared without it";
    case FaultKind::deb_owned_python_listed:
      return one ? "Python distribution of a Debian package listed a second time as PyPI: counted "
                   "once"
                 : "Python distributions of Debian packages listed a second time as PyPI: counted "
                   "once";
    case FaultKind::declared_as_installed:
      return one ? "entry of a manifest or wheel listed as if it were installed: left out"
                 : "entries of manifests and wheels listed as if they were installed: "
                   "left out";
    case FaultKind::deinstalled_dropped:
      return one ? "package marked for removal but installed still, which its maker leaves out: "
                   "matched"
                 : "packages marked for removal but installed still, which its maker leaves out: "
                   "matched";
    case FaultKind::duplicates:
      return one ? "package listed again: counted once" : "packages listed again: counted once";
  }
  return "unknown";
}

}  // namespace

Note note_of(const Fault& fault) {
  const std::string example = fault.example.empty() ? "" : " (such as " + fault.example + ')';
  return {.code = "fault",
          .sentence = "neutralised in production's SBOM: " + std::to_string(fault.count) + ' ' +
                      std::string(sentence_of(fault.kind, fault.count == 1)) + example};
}

}  // namespace prodparity
