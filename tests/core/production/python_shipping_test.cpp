#include "core/production/production.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Its metadata is a file of its name.
Component pypi(const std::string& name, std::string version) {
  return {.ecosystem = "pypi",
          .name = name,
          .version = std::move(version),
          .place = "/usr/local/lib/python3.11/site-packages",
          .evidence = {.path = name, .line = 9}};
}

Reference production_of(std::vector<Component> components) {
  Reference reference{.source = "prod.cdx.json"};
  reference.inventory.ecosystems = {"deb", "pypi"};
  reference.inventory.components = std::move(components);
  reference.coverage = {{.ecosystem = "deb"}, {.ecosystem = "pypi"}};
  return reference;
}

Inventory dev_of(std::vector<Component> components) {
  return {.ecosystems = {"deb", "pypi"}, .components = std::move(components)};
}

Subject ask(std::string_view text, const Reference& reference, const Inventory& dev,
            const PythonNeeds* needs) {
  const Policy policy;
  const ProductionAnswer answer =
      ask_production(*parse_question(text), {}, reference,
                     {.dev = &dev, .policy = &policy, .remedies = {}, .needs = needs});
  REQUIRE(answer.subjects.size() == 1);
  return answer.subjects[0];
}

using Names = std::vector<std::string>;

Names names(const Subject& subject) {
  Names all;
  for (const Lacking& one : subject.lacking)
    all.push_back(one.name);
  return all;
}

}  // namespace

TEST_CASE("production: what a distribution needs here, as its metadata says, is followed") {
  const Reference reference =
      production_of({pypi("jinja2", "3.0.0"),
                     pypi("click", "8.1.7"),
                     pypi("two", "1"),
                     {.ecosystem = "deb", .name = "python3-markupsafe", .version = "2.1.2-1+b1"}});
  Reference with_two = reference;
  with_two.inventory.components.push_back(pypi("two", "2"));
  const Inventory dev =
      dev_of({pypi("flask", "3.0.3"), pypi("werkzeug", "3.0.4"), pypi("jinja2", "3.1.4"),
              pypi("legacy", "1"), pypi("unrelated", "1")});
  PythonNeeds needs;
  for (const Component& component : dev.components)
    needs[component.name] = {.known = component.name != "legacy"};
  needs["flask"].requirements = {"Werkzeug>=3.0.0",
                                 "Jinja2>=3.1.2",
                                 "click>=8.1.3",
                                 "legacy",
                                 "two>=2",
                                 "gone",
                                 "markupsafe>=2",
                                 "asgiref>=3.2; extra == 'async'",
                                 "tomli; python_version < '3.11'",
                                 "click; python_version < '3.11'",
                                 "click[x]",
                                 "!!"};
  needs["werkzeug"].requirements = {"flask", "MarkupSafe>=2.1.1"};
  const Subject flask = ask("pypi:flask", with_two, dev, &needs);
  CHECK(flask.lacking_known);
  CHECK(names(flask) == Names{"flask", "werkzeug", "jinja2", "legacy", "gone"});
  CHECK(flask.lacking_count == 5);
  CHECK(flask.lacking[2] == Lacking{.name = "jinja2", .here = "3.1.4", .production = "3.0.0"});
  CHECK(flask.lacking[4] == Lacking{.name = "gone", .here = {}, .production = {}});
  CHECK(flask.not_judged == Names{"two, which production has several of", "what gone needs",
                                  "tomli (python_version < '3.11')",
                                  "what the extras of click[x] bring", "what flask needs by '!!'",
                                  "what legacy needs"});
  CHECK(flask.ship[0].command == "flask==3.0.3");
  CHECK(names(ask("pypi:flask", reference, dev, &needs)).at(4) == "two");
}

TEST_CASE("production: what a distribution needs that says nothing of it, is not known") {
  const Inventory dev = dev_of({pypi("flask", "3.0.3")});
  const PythonNeeds needs = {{"flask", {}}};
  for (const PythonNeeds* const known : {&needs, static_cast<const PythonNeeds*>(nullptr)}) {
    const Subject answer = ask("pypi:flask", production_of({pypi("six", "1")}), dev, known);
    CHECK_FALSE(answer.lacking_known);
    CHECK(names(answer) == Names{"flask"});
  }
}

TEST_CASE("production: of a need in several environments the one beside what needs it counts") {
  Component flask = pypi("flask", "3");
  Component near = pypi("six", "2");
  flask.place = near.place = "/venv/lib/python3.11/site-packages";
  flask.virtual_environment = near.virtual_environment = true;
  const PythonNeeds needs = {{"flask", {.known = true, .requirements = {"six"}}},
                             {"six", {.known = true}}};
  const Reference reference = production_of({pypi("click", "8")});
  const auto both = ask("pypi:flask", reference, dev_of({flask, pypi("six", "1"), near}), &needs);
  CHECK(both.lacking[1].here == "2");
  Inventory far = dev_of({flask, pypi("six", "1")});
  CHECK(ask("pypi:flask", reference, far, &needs).lacking[1].here.empty());
  far.components[0].base_prefix = "/usr";
  CHECK(ask("pypi:flask", reference, far, &needs).lacking[1].here == "1");
}

}  // namespace prodparity
