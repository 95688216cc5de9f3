// CycloneDX JSON 1.2 to 1.7 (ECMA-424), as syft, trivy, cdxgen, tern and others write it.
#include "core/sbom/package.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace prodparity::sbom {
namespace {

enum Field : std::uint8_t {
  bom_format = 1,
  spec_version,
  timestamp,
  tool,
  tool_name,
  tool_version,
  subject_name,
  component,
  component_text,
  components,
  ref,
  type,
  group,
  name,
  version,
  purl,
  tag,
  property,
  property_name,
  property_value,
  evidence_value,
  dependency,
  dependency_ref,
  depends_on,
};

constexpr Rule rules[] = {
    {"bomFormat", bom_format, Shape::text},
    {"specVersion", spec_version, Shape::text},
    {"metadata.timestamp", timestamp, Shape::loose},
    {"metadata.tools", 0, Shape::container},
    {"metadata.tools[]", tool, Shape::container},
    {"metadata.tools[].name", tool_name, Shape::loose},
    {"metadata.tools[].version", tool_version, Shape::loose},
    {"metadata.tools.components[]", tool, Shape::container},
    {"metadata.tools.components[].name", tool_name, Shape::loose},
    {"metadata.tools.components[].version", tool_version, Shape::loose},
    {"metadata.component.name", subject_name, Shape::loose},
    {"components", components, Shape::container},
    {"components[]", component, Shape::container},
    {"components[].bom-ref", ref, Shape::loose},
    {"components[].type", type, Shape::text},
    {"components[].group", group, Shape::text},
    {"components[].name", name, Shape::text},
    {"components[].version", version, Shape::text},
    {"components[].purl", purl, Shape::text},
    {"components[].tags[]", tag, Shape::loose},
    {"components[].properties[]", property, Shape::container},
    {"components[].properties[].name", property_name, Shape::loose},
    {"components[].properties[].value", property_value, Shape::loose},
    // An object up to 1.5, an array since.
    {"components[].evidence.identity.methods[].value", evidence_value, Shape::loose},
    {"components[].evidence.identity[].methods[].value", evidence_value, Shape::loose},
    {"dependencies[]", dependency, Shape::container},
    {"dependencies[].ref", dependency_ref, Shape::loose},
    {"dependencies[].dependsOn[]", depends_on, Shape::loose},
};

void note_place(Draft& draft) {
  draft.marks.cyclonedx = true;
  draft.marks.levels |= 1U << draft.level;
}

void begin(Draft& draft, std::uint8_t field) {
  switch (field) {
    case components:
      note_place(draft);
      break;
    case component:
      open_package(draft);
      break;
    case tool:
      draft.tools.emplace_back();
      break;
    case property:
      draft.key.clear();
      draft.value.clear();
      break;
    default:
      break;
  }
}

// "syft:location:0:path"
bool is_syft_location(std::string_view key) {
  return key.starts_with("syft:location:") && key.ends_with(":path");
}

void take_property(Draft& draft) {
  Package& package = current(draft);
  const std::string_view key = draft.key;
  const auto set = [&](std::string& field) { field = draft.value; };
  if (key.starts_with("aquasecurity:trivy:")) {
    const std::string_view rest = key.substr(19);
    if (rest == "SrcName") set(package.source);
    if (rest == "SrcVersion") set(package.source_version);
    if (rest == "SrcRelease") set(package.source_release);
    if (rest == "SrcEpoch") set(package.source_epoch);
    if (rest == "FilePath") offer_path(package, draft.value);
  } else if (key.starts_with("syft:")) {
    if (is_syft_location(key)) offer_path(package, draft.value);
    if (key == "syft:metadata:source") set(package.source);
    if (key == "syft:metadata:sourceVersion") set(package.source_version);
    if (key == "syft:distro:id") set(package.os_id);
    if (key == "syft:distro:versionID") set(package.os_version);
    if (key == "syft:distro:versionCodename") set(package.os_codename);
    if (key == "syft:distro:prettyName") set(package.os_pretty_name);
  } else if (key == "SrcFile") {
    offer_path(package, draft.value);
  } else if (key == "prodparity:place") {
    set(package.place);
  } else if (key == "prodparity:owner") {
    set(package.owner);
  }
}

void end(Draft& draft, std::uint8_t field) {
  if (field == property) take_property(draft);
  if (field == component) close_package(draft);
  if (field == dependency) draft.key.clear();
}

// Types that never are an installed package; most of a full file inventory are such.
bool is_no_package(std::string_view kind) {
  return kind == "file" || kind == "cryptographic-asset" || kind == "data" || kind == "container" ||
         kind == "machine-learning-model";
}

void take_component_text(Draft& draft, std::uint8_t field, std::string_view value) {
  Package& package = current(draft);
  switch (field) {
    case ref:
      package.ref = value;
      break;
    case type:
      package.kind = value;
      draft.skip_rest = is_no_package(value);
      break;
    case group:
      package.group = value;
      break;
    case name:
      package.name = value;
      package.line = draft.lines.at(draft.place);
      break;
    case version:
      package.version = value;
      break;
    case purl:
      package.purl = value;
      break;
    case tag:
      package.tagged_source |= value == "source";
      break;
    case evidence_value:
      offer_path(package, value);
      break;
    default:
      break;
  }
}

// cdxgen's refs of debs are their purls; only those are looked at.
void take_dependency(Draft& draft, std::uint8_t field, std::string_view value) {
  if (!value.starts_with("pkg:deb/")) return;
  if (field == dependency_ref) {
    draft.key = value;
    draft.dependency_refs.push_back(ref_hash(value));
  } else if (!draft.key.empty()) {
    draft.add_dependency(draft.key, value);
  }
}

void text(Draft& draft, std::uint8_t field, std::string_view value) {
  switch (field) {
    case bom_format:
      draft.marks.bom_format = value;
      note_place(draft);
      break;
    case spec_version:
      draft.marks.cyclonedx_version = value;
      note_place(draft);
      break;
    case timestamp:
      draft.created = value;
      break;
    case tool_name:
      draft.tools.back().first = value;
      break;
    case tool_version:
      draft.tools.back().second = value;
      break;
    case subject_name:
      if (draft.subject.empty()) draft.subject = value;
      break;
    case property_name:
      draft.key = value;
      break;
    case property_value:
      draft.value = value;
      break;
    case dependency_ref:
    case depends_on:
      take_dependency(draft, field, value);
      break;
    default:
      take_component_text(draft, field, value);
  }
}

}  // namespace

extern const Format cyclonedx_format;
const Format cyclonedx_format = {.rules = rules, .begin = begin, .end = end, .text = text};

}  // namespace prodparity::sbom
