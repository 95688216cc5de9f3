// Real trees and files of the shared data folder, against what importlib.metadata says of them.
#include "core/ecosystem.h"
#include "core/ecosystems/pypi_metadata.h"
#include "io/scan.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("pypi: a real tree's distributions are those importlib.metadata finds") {
  for (const std::string side : {"dev", "prod"}) {
    INFO(side);
    const std::optional<std::string> folder = test::shared_data("generated/" + side);
    if (!folder) return;
    const auto expected =
        nlohmann::json::parse(test::read_file(*folder + "/expected.importlib-metadata.json"));
    const auto files = open_root(*folder + "/tree").value();
    const Inventory inventory =
        Scanner(*files).scan({.places = {}, .ecosystems = {find_ecosystem("pypi")}}).inventory;
    CHECK(inventory.unread.empty());
    CHECK(inventory.in_transition.empty());
    std::vector<std::string> theirs;
    for (const auto& item : expected) {
      theirs.push_back(find_ecosystem("pypi")->normalise_name(item.at("name").get<std::string>()) +
                       '@' + item.at("version").get<std::string>());
    }
    std::vector<std::string> ours;
    for (const Component& component : inventory.components)
      ours.push_back(component.name + '@' + component.version);
    std::ranges::sort(theirs);
    std::ranges::sort(ours);
    CHECK(ours == theirs);
  }
}

TEST_CASE("pypi: every real METADATA and PKG-INFO tells its name") {
  const std::optional<std::string> folder = test::shared_data("pkgdb/python");
  if (!folder) return;
  std::size_t named = 0;
  std::vector<std::string> nameless;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || (name != "METADATA" && name != "PKG-INFO")) continue;
    const std::string bytes = test::read_file(entry.path().string());
    if (bytes.find(':') == std::string::npos) continue;  // a placeholder: no header at all
    const pypi::Metadata metadata = pypi::parse_metadata(bytes);
    if (metadata.name.empty()) {
      nameless.push_back(entry.path().string().substr(folder->size()));
    } else {
      ++named;
    }
  }
  CHECK(named > 10);
  std::ranges::sort(nameless);
  CHECK(nameless == std::vector<std::string>{});
}
