#include "core/json.h"
#include "core/purl.h"
#include "core/sbom/sbom.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using Json = nlohmann::ordered_json;

bool is_os(const Component& component) {
  return component.ecosystem == "deb" || component.ecosystem == "rpm" ||
         component.ecosystem == "apk";
}

std::string release_of(const Platform& platform) {
  return platform.version_id.empty() ? platform.id : platform.id + '-' + platform.version_id;
}

Purl purl_of(const Component& component, const Platform& platform) {
  Purl purl{.type = component.ecosystem, .name = component.name, .version = component.version};
  if (is_os(component)) {
    purl.name_space = component.origin.empty() ? platform.id : component.origin;
    if (!component.arch.empty()) purl.qualifiers.emplace_back("arch", component.arch);
    if (!platform.id.empty()) purl.qualifiers.emplace_back("distro", release_of(platform));
    if (!component.source.empty() && component.source != component.name)
      purl.qualifiers.emplace_back("upstream",
                                   component.source_version.empty()
                                       ? component.source
                                       : component.source + '@' + component.source_version);
  } else if (const std::size_t slash = purl.name.rfind('/'); slash != std::string::npos) {
    purl.name_space = purl.name.substr(0, slash);
    purl.name.erase(0, slash + 1);
  }
  return purl;
}

void add_property(Json& component, std::string_view name, const std::string& value) {
  if (!value.empty()) component["properties"].push_back({{"name", name}, {"value", value}});
}

Json system_component(const Platform& platform) {
  Json system = {{"type", "operating-system"},
                 {"bom-ref", "os:" + release_of(platform)},
                 {"name", platform.id}};
  if (!platform.version_id.empty()) system["version"] = platform.version_id;
  add_property(system, "syft:distro:versionCodename", platform.codename);
  add_property(system, "syft:distro:prettyName", platform.pretty_name);
  return system;
}

// A place is part of the reference: one name may be installed in several environments.
Json package_component(const Component& component, const Platform& platform) {
  const std::string purl = to_string(purl_of(component, platform));
  const std::string place = component.place.empty() ? "" : '#' + component.place;
  Json json = {{"type", "library"},
               {"bom-ref", purl + place},
               {"name", component.name},
               {"version", component.version},
               {"purl", purl}};
  add_property(json, "prodparity:place", component.place);
  add_property(json, "prodparity:owner", component.owner);
  return json;
}

}  // namespace

std::string write_cyclonedx(const Inventory& inventory) {
  Json frame = {{"$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json"},
                {"bomFormat", "CycloneDX"},
                {"specVersion", "1.6"},
                {"version", 1}};
  frame["metadata"]["tools"]["components"] = Json::array(
      {{{"type", "application"}, {"name", "prodparity"}, {"version", PRODPARITY_VERSION}}});
  const auto text_of = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  std::string text = text_of(frame);
  text.pop_back();
  text += ",\"components\":[";
  const char* separator = "\n";
  if (!inventory.platform.id.empty()) {
    text += separator + text_of(system_component(inventory.platform));
    separator = ",\n";
  }
  for (const Component& component : inventory.components) {
    text += separator + text_of(package_component(component, inventory.platform));
    separator = ",\n";
  }
  return text + "\n]}\n";
}

}  // namespace prodparity
