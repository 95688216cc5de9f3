// syft's own JSON, schemas 1 to 16: only what they have in common is read.
#include "core/sbom/package.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace prodparity::sbom {
namespace {

enum Field : std::uint8_t {
  artifacts = 1,
  artifact,
  id,
  name,
  version,
  type,
  purl,
  location_path,
  metadata_source,
  metadata_source_version,
  metadata_arch,
  relationship,
  parent,
  child,
  relation,
  source_name,
  user_input,
  image_config,
  distro,
  distro_id,
  distro_version,
  distro_old_version,
  distro_codename,
  distro_pretty,
  descriptor,
  descriptor_name,
  descriptor_version,
  schema_version,
  own_schema,
};

constexpr Rule rules[] = {
    {"artifacts", artifacts, Shape::container},
    {"artifacts[]", artifact, Shape::container},
    {"artifacts[].id", id, Shape::loose},
    {"artifacts[].name", name, Shape::text},
    {"artifacts[].version", version, Shape::text},
    {"artifacts[].type", type, Shape::text},
    {"artifacts[].purl", purl, Shape::text},
    {"artifacts[].locations[].path", location_path, Shape::loose},
    {"artifacts[].metadata.source", metadata_source, Shape::loose},
    {"artifacts[].metadata.sourceVersion", metadata_source_version, Shape::loose},
    {"artifacts[].metadata.architecture", metadata_arch, Shape::loose},
    {"artifactRelationships[]", relationship, Shape::container},
    {"artifactRelationships[].parent", parent, Shape::loose},
    {"artifactRelationships[].child", child, Shape::loose},
    {"artifactRelationships[].type", relation, Shape::loose},
    {"source.name", source_name, Shape::loose},
    {"source.metadata.userInput", user_input, Shape::loose},
    {"source.target", user_input, Shape::any},  // of a folder, in older schemas, it is a text
    {"source.target.userInput", user_input, Shape::loose},
    {"source.metadata.config", image_config, Shape::loose},
    {"source.target.config", image_config, Shape::loose},
    {"distro", distro, Shape::container},
    {"distro.id", distro_id, Shape::loose},
    {"distro.name", distro_id, Shape::loose},  // schema 1 has no id
    {"distro.versionID", distro_version, Shape::loose},
    {"distro.version", distro_old_version, Shape::loose},
    {"distro.versionCodename", distro_codename, Shape::loose},
    {"distro.prettyName", distro_pretty, Shape::loose},
    {"descriptor", descriptor, Shape::container},
    {"descriptor.name", descriptor_name, Shape::loose},
    {"descriptor.version", descriptor_version, Shape::loose},
    {"schema", own_schema, Shape::any},
    {"schema.version", schema_version, Shape::loose},
};

void note_place(Draft& draft) {
  draft.marks.syft = true;
  draft.marks.levels |= 1U << draft.level;
}

void begin(Draft& draft, std::uint8_t field) {
  if (field == artifacts) note_place(draft);
  if (field == artifact || field == distro) open_package(draft);
  if (field == distro) current(draft).kind = "operating-system";
  if (field == descriptor) draft.tools.emplace_back();
  if (field == relationship) {
    draft.key.clear();
    draft.value.clear();
    draft.kind.clear();
  }
}

void end(Draft& draft, std::uint8_t field) {
  if (field == artifact || field == distro) close_package(draft);
  if (field == relationship && draft.kind == "ownership-by-file-overlap")
    draft.ownership.push_back({.from = ref_hash(draft.key), .to = ref_hash(draft.value)});
  if (field == relationship && draft.kind == "dependency-of")
    draft.add_dependency(draft.value, draft.key);
}

void take_artifact_text(Draft& draft, std::uint8_t field, std::string_view value) {
  Package& package = current(draft);
  switch (field) {
    case id:
      package.ref = value;
      break;
    case name:
      package.name = value;
      package.line = draft.lines.at(draft.place);
      break;
    case version:
      package.version = value;
      break;
    case type:
      package.kind = value;
      break;
    case purl:
      package.purl = value;
      break;
    case location_path:
      offer_path(package, value);
      break;
    case metadata_source:
      package.source = value;
      break;
    case metadata_source_version:
      package.source_version = value;
      break;
    case metadata_arch:
      package.arch = value;
      break;
    default:
      break;
  }
}

void take_distro_text(Draft& draft, std::uint8_t field, std::string_view value) {
  Package& system = current(draft);
  if (field == distro_id && (system.os_id.empty() || value.find(' ') == std::string_view::npos))
    system.os_id = value;
  if (field == distro_version) system.os_version = value;
  if (field == distro_old_version && system.os_version.empty())
    system.os_version = value.substr(0, value.find(' '));  // "10 (buster)"
  if (field == distro_codename) system.os_codename = value;
  if (field == distro_pretty) system.os_pretty_name = value;
}

void text(Draft& draft, std::uint8_t field, std::string_view value) {
  switch (field) {
    case parent:
      draft.key = value;
      break;
    case child:
      draft.value = value;
      break;
    case relation:
      draft.kind = value;
      break;
    case source_name:
    case user_input:
      if (draft.subject.empty()) draft.subject = value;
      break;
    case image_config:
      draft.image = parse_image_config(value);
      draft.image_line = draft.lines.at(draft.place);
      break;
    case descriptor_name:
      draft.marks.syft_descriptor = value;
      draft.tools.back().first = value;
      break;
    case descriptor_version:
      draft.tools.back().second = value;
      break;
    case schema_version:
      draft.marks.syft_schema = value;
      break;
    case own_schema:
      if (value.starts_with("prodparity.material/"))
        draft.refuse("a bundle of 'prodparity bundle export'", "name it as bundle:FILE");
      else if (value.starts_with("prodparity."))
        draft.refuse("a '" + std::string(value) + "' document whose 'schema' does not come first",
                     "write it again with 'prodparity inventory'");
      break;
    case distro_id:
    case distro_version:
    case distro_old_version:
    case distro_codename:
    case distro_pretty:
      take_distro_text(draft, field, value);
      break;
    default:
      take_artifact_text(draft, field, value);
  }
}

}  // namespace

extern const Format syft_format;
const Format syft_format = {.rules = rules, .begin = begin, .end = end, .text = text};

}  // namespace prodparity::sbom
