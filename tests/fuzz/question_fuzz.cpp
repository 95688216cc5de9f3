// The first line is a question, the second a version that it may ask for, the rest a file list:
// whatever they are, they are answered or refused.
#include "core/production/owners.h"
#include "core/production/production.h"
#include "core/report/production.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto take_line = [&] {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
  };
  const Result<Question> question = parse_question(take_line());
  const std::string version(take_line());
  if (!question) return 0;
  Component component{.ecosystem = question->ecosystem.empty() ? "deb" : question->ecosystem,
                      .name = question->name,
                      .version = version,
                      .relations = std::string(rest),
                      .provides = version};
  Inventory dev{.ecosystems = {"deb", "pypi"}, .components = {component}};
  Owners owners{.found =
                    owners_in_list(*question, {.package = question->name, .bytes = rest}, "/l")};
  for (Owner& owner : owners_in_record(*question, rest, component, "/r"))
    owners.found.push_back(std::move(owner));
  alternatives_of(rest);
  Reference reference;
  reference.inventory = dev;
  const Policy policy;
  const PythonNeeds needs = {{"", needs_in_metadata(rest, "/METADATA")}};
  const ProductionContext context{.dev = &dev, .policy = &policy, .remedies = {}, .needs = &needs};
  for (const bool has : {true, false}) {
    if (!has) reference.inventory.components.front().name = "other";
    const ProductionAnswer answer = ask_production(*question, owners, reference, context);
    if (answer.subjects.empty()) std::abort();
    const std::string text = render_production(question->text, {&answer, 1});
    for (const char c : text) {
      if (c != '\n' && static_cast<unsigned char>(c) < 0x20) std::abort();
    }
    if (render_production_json(question->text, {&answer, 1}).empty()) std::abort();
  }
  return 0;
}
