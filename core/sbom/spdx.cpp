// SPDX JSON 2.2 and 2.3, as syft, trivy, BuildKit, sbom-tool, bom and apko write it.
#include "core/sbom/package.h"
#include "core/text.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::sbom {
namespace {

enum Field : std::uint8_t {
  spdx_version = 1,
  document_name,
  created,
  creator,
  packages,
  package,
  id,
  name,
  version,
  purpose,
  source_info,
  external_ref,
  ref_type,
  ref_locator,
  relationship,
  from,
  to,
  relation,
  comment,
};

constexpr Rule rules[] = {
    {"spdxVersion", spdx_version, Shape::text},
    {"name", document_name, Shape::loose},
    {"creationInfo.created", created, Shape::loose},
    {"creationInfo.creators[]", creator, Shape::loose},
    {"packages", packages, Shape::container},
    {"packages[]", package, Shape::container},
    {"packages[].SPDXID", id, Shape::text},
    {"packages[].name", name, Shape::text},
    {"packages[].versionInfo", version, Shape::text},
    {"packages[].primaryPackagePurpose", purpose, Shape::loose},
    {"packages[].sourceInfo", source_info, Shape::loose},
    {"packages[].externalRefs[]", external_ref, Shape::container},
    {"packages[].externalRefs[].referenceType", ref_type, Shape::loose},
    {"packages[].externalRefs[].referenceLocator", ref_locator, Shape::loose},
    {"relationships[]", relationship, Shape::container},
    {"relationships[].spdxElementId", from, Shape::loose},
    {"relationships[].relatedSpdxElement", to, Shape::loose},
    {"relationships[].relationshipType", relation, Shape::loose},
    {"relationships[].comment", comment, Shape::loose},
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void note_place(Draft& draft) {
  draft.marks.spdx = true;
  draft.marks.levels |= 1U << draft.level;
}

void begin(Draft& draft, std::uint8_t field) {
  if (field == packages) note_place(draft);
  if (field == package) open_package(draft);
  if (field == external_ref || field == relationship) {
    draft.key.clear();
    draft.value.clear();
    draft.extra.clear();
    draft.kind.clear();
  }
}

void end(Draft& draft, std::uint8_t field) {
  if (field == package) close_package(draft);
  // The category is no help: tools write PACKAGE-MANAGER and PACKAGE_MANAGER.
  if (field == external_ref && draft.key == "purl" && current(draft).purl.empty())
    current(draft).purl = draft.value;
  if (field == relationship && draft.kind == "OTHER" &&
      draft.extra.starts_with("ownership-by-file-overlap"))
    draft.ownership.push_back({.from = ref_hash(draft.key), .to = ref_hash(draft.value)});
  if (field == relationship && draft.kind == "DEPENDS_ON")
    draft.add_dependency(draft.key, draft.value);
  if (field == relationship && draft.kind == "DEPENDENCY_OF")
    draft.add_dependency(draft.value, draft.key);
}

// trivy: "built package from: zlib 1:1.2.13.dfsg-1"; syft: "acquired package info from installed
// python package manifest file: /usr/lib/.../METADATA, /usr/lib/.../RECORD".
void take_source_info(Package& package, std::string_view value) {
  constexpr std::string_view built = "built package from: ";
  if (value.starts_with(built)) {
    value.remove_prefix(built.size());
    const std::size_t space = value.find(' ');
    package.source = value.substr(0, space);
    if (space != std::string_view::npos) package.source_version = value.substr(space + 1);
    return;
  }
  const std::size_t colon = value.find(": /");
  if (!value.starts_with("acquired package info") || colon == std::string_view::npos) return;
  for (const std::string_view path : split(value.substr(colon + 2), ','))
    offer_path(package, trim(path));
}

// "Tool: syft-1.22.0", "Tool: buildkit-v0.20.2", "Tool: apko (v0.8.0)", "Tool: trivy-dev"
void take_creator(Draft& draft, std::string_view value) {
  if (!value.starts_with("Tool:")) return;
  value = trim(value.substr(5));
  std::size_t split_at = value.rfind('-');
  for (std::size_t i = value.size(); i-- > 0;) {
    const std::string_view rest = value.substr(i);
    const bool version =
        rest.size() > 2 && rest[0] == '-' && is_digit(rest[1] == 'v' ? rest[2] : rest[1]);
    if (version || rest.starts_with(" (")) split_at = i;
  }
  std::string name(value.substr(0, split_at));
  std::string version;
  if (split_at != std::string_view::npos) version = trim(value.substr(split_at + 1));
  if (version.starts_with('(') && version.ends_with(')'))
    version = version.substr(1, version.size() - 2);
  draft.tools.emplace_back(std::move(name), std::move(version));
}

void take_package_text(Draft& draft, std::uint8_t field, std::string_view value) {
  Package& open = current(draft);
  switch (field) {
    case id:
      open.ref = value;
      // trivy's SPDX 2.2 has no purpose, but names its operating systems so.
      if (value.starts_with("SPDXRef-OperatingSystem") && open.kind.empty())
        open.kind = "operating-system";
      break;
    case name:
      open.name = value;
      open.line = draft.lines.at(draft.place);
      break;
    case version:
      open.version = value;
      break;
    case purpose:
      if (value == "OPERATING-SYSTEM") open.kind = "operating-system";
      if (value == "FILE" || value == "CONTAINER") open.kind = "file";
      break;
    case source_info:
      take_source_info(open, value);
      break;
    default:
      break;
  }
}

void text(Draft& draft, std::uint8_t field, std::string_view value) {
  switch (field) {
    case spdx_version:
      draft.marks.spdx_version = value;
      note_place(draft);
      break;
    case document_name:
      if (draft.subject.empty()) draft.subject = value;
      break;
    case created:
      draft.created = value;
      break;
    case creator:
      take_creator(draft, value);
      break;
    case ref_type:
    case from:
      draft.key = value;
      break;
    case ref_locator:
    case to:
      draft.value = value;
      break;
    case relation:
      draft.kind = value;
      break;
    case comment:
      draft.extra = value;
      break;
    default:
      take_package_text(draft, field, value);
  }
}

}  // namespace

extern const Format spdx_format;
const Format spdx_format = {.rules = rules, .begin = begin, .end = end, .text = text};

}  // namespace prodparity::sbom
