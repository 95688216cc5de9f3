#include "core/drift/drift.h"
#include "core/reference.h"

#include <string>
#include <string_view>

namespace prodparity {
namespace {

std::string_view sentence_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::multi_arch_collapsed:
      return "listed for one architecture only although installed for several: matched by name "
             "and version";
    case FaultKind::sources_as_components:
      return "source packages listed as if they were installed: left out";
    case FaultKind::epoch_only_in_purl:
      return "versions without the epoch that their purl has: joined";
    case FaultKind::epoch_lost:
      return "versions that lost their epoch: compared without it";
    case FaultKind::deb_owned_python_listed:
      return "Python distributions of Debian packages listed a second time as PyPI: counted once";
    case FaultKind::declared_as_installed:
      return "entries of requirements files listed as if they were installed: left out";
    case FaultKind::deinstalled_dropped:
      return "packages marked for removal but installed still, which its maker leaves out: matched";
    case FaultKind::duplicates:
      return "the same package listed several times: counted once";
  }
  return "unknown";
}

}  // namespace

Note note_of(const Fault& fault) {
  const std::string example = fault.example.empty() ? "" : " (" + fault.example + ')';
  return {.code = "fault",
          .sentence = "neutralised in production's SBOM: " + std::to_string(fault.count) + ' ' +
                      std::string(sentence_of(fault.kind)) + example};
}

}  // namespace prodparity
