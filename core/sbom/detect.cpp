#include "core/sbom/detect.h"

#include "core/text.h"

#include <bit>
#include <string>
#include <string_view>

namespace prodparity::sbom {
namespace {

Error unsupported(std::string_view what_it_is, std::string_view what_to_do) {
  return {.code = ErrorCode::unsupported,
          .message = "it is " + std::string(what_it_is) + ": " + std::string(what_to_do),
          .path = {}};
}

// Whether the first lines hold `key` at a line's begin.
bool has_line(std::string_view text, std::string_view key) {
  return text.starts_with(key) || text.find('\n' + std::string(key)) != std::string_view::npos;
}

Result<std::string> cyclonedx_version(const Marks& marks) {
  const std::string& version = marks.cyclonedx_version;
  if (marks.bom_format != "CycloneDX")
    return Error{.code = ErrorCode::malformed,
                 .message = "it looks like CycloneDX, but 'bomFormat' is not 'CycloneDX'",
                 .path = {}};
  for (const std::string_view known : {"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}) {
    if (version == known) return "CycloneDX " + version;
  }
  return unsupported(
      version.empty() ? std::string("CycloneDX without a 'specVersion'") : "CycloneDX " + version,
      "1.2 to 1.7 are read; write one of them");
}

Result<std::string> spdx_version(const Marks& marks) {
  const std::string& version = marks.spdx_version;
  if (version == "SPDX-2.2" || version == "SPDX-2.3") return "SPDX " + version.substr(5);
  if (version.empty())
    return Error{.code = ErrorCode::malformed,
                 .message = "it looks like SPDX, but has no 'spdxVersion'",
                 .path = {}};
  return unsupported("an SPDX document of version '" + version + "'",
                     "SPDX-2.2 and SPDX-2.3 are read; write one of them");
}

Result<std::string> syft_version(const Marks& marks) {
  const std::string& program = marks.syft_descriptor;
  if (!program.empty() && program != "syft")
    return unsupported("the own JSON of '" + program + "'",
                       "write an SBOM with it: CycloneDX or SPDX JSON");
  if (program.empty() && marks.syft_schema.empty())
    return unsupported("JSON with 'artifacts' that names no program",
                       "give a CycloneDX, SPDX or syft JSON document");
  return marks.syft_schema.empty() ? std::string("syft") : "syft " + marks.syft_schema;
}

Error no_format(const Marks& marks) {
  if (!marks.predicate_type.empty())
    return unsupported(
        "an in-toto statement about '" + marks.predicate_type + "' that holds no SBOM",
        "give the statement that carries the SBOM");
  return unsupported("JSON, but no SBOM format that is known",
                     "give a CycloneDX, SPDX or syft JSON document");
}

}  // namespace

Error what_it_is_instead(std::string_view beginning) {
  const std::string_view text = trim(beginning);
  const auto begins = [&](std::string_view magic) { return beginning.starts_with(magic); };
  if (begins("\x1f\x8b") ||
      begins("\xfd"
             "7zXZ") ||
      begins("\x28\xb5\x2f\xfd") || begins("BZh"))
    return unsupported("compressed", "unpack it first (a .gz, .xz or .zst file is read as it is)");
  if (text.starts_with("<!DOCTYPE html") || text.starts_with("<!doctype html") ||
      text.starts_with("<html"))
    return unsupported("an HTML page", "fetch the document itself; perhaps a log-in is missing");
  if (text.starts_with("<")) {
    if (text.find("cyclonedx.org") != std::string_view::npos)
      return unsupported("CycloneDX XML",
                         "write CycloneDX JSON (cyclonedx convert, or the tool's "
                         "own JSON output)");
    return unsupported("XML", "write CycloneDX or SPDX JSON");
  }
  if (has_line(beginning, "SPDXVersion:")) return unsupported("SPDX tag-value", "write SPDX JSON");
  if (text.starts_with("---\n") || has_line(beginning, "SPDXID:"))
    return unsupported("YAML", "write SPDX or CycloneDX JSON");
  return {.code = ErrorCode::malformed,
          .message = "it is no JSON: give a CycloneDX, SPDX or syft JSON document",
          .path = {}};
}

bool is_own_inventory(std::string_view beginning) {
  std::string squeezed;
  for (const char c : beginning.substr(0, 256)) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') squeezed += c;
  }
  return squeezed.starts_with("{\"schema\":\"prodparity.inventory/");
}

bool is_own_reference(std::string_view beginning) {
  return beginning.starts_with("{\"schema\":\"prodparity.reference/");
}

Result<std::string> format_of(const Draft& draft) {
  const Marks& marks = draft.marks;
  const int formats = int{marks.cyclonedx} + int{marks.spdx} + int{marks.syft};
  if (formats == 0) return no_format(marks);
  if (formats > 1 || std::popcount(marks.levels) != 1)
    return Error{.code = ErrorCode::malformed,
                 .message = "it claims to be two SBOMs at once: tools would disagree on it",
                 .path = {}};
  if (marks.cyclonedx) return cyclonedx_version(marks);
  if (marks.spdx) return spdx_version(marks);
  return syft_version(marks);
}

}  // namespace prodparity::sbom
