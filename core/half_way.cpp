#include "core/half_way.h"

#include "core/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

bool has_word(std::string_view words, std::string_view wanted) {
  const std::vector<std::string_view> all = split(words, ' ');
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

// The names that one command takes; those past the bound wait for the next look.
struct Command {
  std::string_view words;
  std::string names;
  std::size_t count = 0;

  void add(const InTransition& package, std::string_view native_arch) {
    if (++count > repair_names) return;
    names += ' ' + shell_word(package.name);
    const bool foreign = !package.arch.empty() && package.arch != "all" && !native_arch.empty() &&
                         package.arch != native_arch;
    if (foreign) names += ':' + shell_word(package.arch);
  }
};

}  // namespace

std::string dpkg_repair(const std::vector<InTransition>& in_transition,
                        std::string_view native_arch) {
  bool configure = false;
  Command remove{.words = "dpkg --remove"};
  Command purge{.words = "dpkg --purge"};
  Command reinstall{.words = "apt-get install --reinstall -y"};
  for (const InTransition& package : in_transition) {
    if (package.ecosystem != "deb") continue;
    const bool broken = has_word(package.state, "reinstreq");
    if (!broken && has_word(package.state, "purge")) {
      purge.add(package, native_arch);
    } else if (!broken && has_word(package.state, "deinstall")) {
      remove.add(package, native_arch);
    } else {
      configure = true;
      if (broken || has_word(package.state, "half-installed")) reinstall.add(package, native_arch);
    }
  }
  std::string line = configure ? "dpkg --configure -a" : "";
  for (const Command& command : {remove, purge, reinstall}) {
    if (command.count == 0) continue;
    if (!line.empty()) line += "; ";
    line.append(command.words).append(command.names);
  }
  return line;
}

ReadingSummary summary_of(const Inventory& inventory) {
  ReadingSummary summary;
  for (const InTransition& component : inventory.in_transition) {
    if (component.ecosystem == "deb") {
      summary.transitional.push_back(printable(component.name, 100) + " (" +
                                     printable(component.state, 40) + ')');
    } else {
      summary.copying.push_back(printable(component.name, 100));
    }
  }
  summary.repair = dpkg_repair(inventory.in_transition, inventory.platform.arch);
  return summary;
}

}  // namespace prodparity
