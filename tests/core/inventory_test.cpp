#include "core/inventory.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("os-release: quotes are taken off and unknown keys skipped") {
  const Platform platform = parse_os_release(
      "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\r\nVERSION_ID='12'\n"
      "VERSION_CODENAME=bookworm\nHOME_URL=\"x\"\nnonsense\n=\n");
  CHECK(platform == Platform{.id = "debian",
                             .version_id = "12",
                             .codename = "bookworm",
                             .pretty_name = "Debian GNU/Linux 12 (bookworm)"});
}

TEST_CASE("os-release: a backslash escapes in double quotes, not in single ones") {
  CHECK(parse_os_release(R"(PRETTY_NAME="a \"b\" \$c")").pretty_name == R"(a "b" $c)");
  CHECK(parse_os_release(R"(PRETTY_NAME='a \b')").pretty_name == R"(a \b)");
}

TEST_CASE("os-release: a value past the bound is cut, nothing is an error") {
  CHECK(parse_os_release("ID=" + std::string(5000, 'a')).id.size() == 1024);
  CHECK(parse_os_release("") == Platform{});
}

TEST_CASE("inventory: canonical order does not depend on the order of discovery") {
  Inventory one;
  one.components = {{.ecosystem = "deb", .name = "b", .arch = "amd64"},
                    {.ecosystem = "deb", .name = "a", .arch = "i386"},
                    {.ecosystem = "deb", .name = "a", .arch = "amd64"},
                    {.ecosystem = "pypi", .name = "a"}};
  Inventory two = one;
  std::swap(two.components[0], two.components[3]);
  sort_canonical(one);
  sort_canonical(two);
  CHECK(one == two);
  CHECK(one.components[0].arch == "amd64");
  CHECK(one.components[3].ecosystem == "pypi");
}

TEST_CASE("inventory: the canonical order is that of whole keys, however they begin") {
  std::vector<Component> components;
  const std::string same = "a-name-of-16-byte";
  for (const std::string ecosystem : {"deb", "de", "deb-src", "pypi"}) {
    for (const std::string& name : {std::string("a"), std::string("a\0", 2), std::string("ab"),
                                    std::string("\xc3\xa9"), same, same + "s", same + "\x80"}) {
      components.push_back({.ecosystem = ecosystem, .name = name, .version = "2"});
      components.push_back({.ecosystem = ecosystem, .name = name, .version = "1"});
    }
  }
  std::vector<const Component*> expected;
  for (const Component& component : components)
    expected.push_back(&component);
  std::ranges::sort(expected, [](const Component* left, const Component* right) {
    return canonical_key(*left) < canonical_key(*right);
  });
  const std::vector<std::size_t> order = canonical_order(components);
  REQUIRE(order.size() == expected.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    CHECK(&components[order[i]] == expected[i]);
}

TEST_CASE("inventory: of equal keys the earlier evidence comes first, then the earlier one") {
  const std::vector<Component> components = {{.name = "a", .evidence = {.path = "x", .line = 2}},
                                             {.name = "a", .evidence = {.path = "x", .line = 1}},
                                             {.name = "a", .evidence = {.path = "x", .line = 2}}};
  CHECK(canonical_order(components) == std::vector<std::size_t>{1, 0, 2});
}
