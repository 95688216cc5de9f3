#include "core/pip_report.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/version/pep440.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::string_view debian_place = "/usr/lib/python3/dist-packages";
constexpr std::array<std::string_view, 2> writing_options = {"--report", "--log"};

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals != 0 && word.front() != '-' &&
         word.substr(0, equals).find('/') == std::string_view::npos;
}

bool is_versioned(std::string_view name, std::string_view program) {
  if (!name.starts_with(program)) return false;
  name.remove_prefix(program.size());
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

Error wrong(std::string message) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message)};
}

}  // namespace

Result<Plan> parse_pip_report(std::string_view bytes, const std::string& place) {
  const Result<json> report = parse_json(
      bytes, {.limit_bytes = limits::pip_report_bytes, .unique_keys = false}, "pip's report");
  if (!report) return report.error();
  if (text_at(*report, "version") != "1")
    return Error{.code = ErrorCode::unsupported, .message = "pip's report is not of version 1"};
  const json install = part_at(*report, "install");
  if (!install.is_array())
    return Error{.code = ErrorCode::malformed, .message = "pip's report names nothing to install"};
  if (install.size() > limits::planned_changes)
    return Error{.code = ErrorCode::too_large, .message = "pip's report names too much"};
  Plan plan{.ecosystem = "pypi"};
  for (const json& entry : install) {
    const json metadata = part_at(entry, "metadata");
    const std::string name = text_at(metadata, "name");
    const std::string version = text_at(metadata, "version");
    if (name.empty() || name.size() > limits::name_bytes || version.empty() ||
        version.size() > limits::version_bytes)
      return Error{.code = ErrorCode::malformed, .message = "pip's report has no name or version"};
    plan.changes.push_back(
        {.name = normalise_pypi_name(name), .new_version = version, .place = place});
    if (part_at(entry, "requested") == json(true)) plan.asked.push_back(plan.changes.back().name);
  }
  return plan;
}

std::string pip_place(std::string_view version_line) {
  constexpr std::string_view before = " from ";
  constexpr std::string_view after = "/pip (python ";
  const std::size_t begin = version_line.find(before);
  const std::size_t end = version_line.rfind(after);
  if (!version_line.starts_with("pip ") || begin == std::string_view::npos ||
      end == std::string_view::npos || end < begin + before.size())
    return {};
  const std::string_view place =
      version_line.substr(begin + before.size(), end - begin - before.size());
  if (place != debian_place) return std::string(place);
  const std::string_view rest = version_line.substr(end + after.size());
  return fmt::format("/usr/local/lib/python{}/dist-packages", rest.substr(0, rest.find(')')));
}

Result<PipSimulation> pip_simulation(const std::vector<std::string>& words) {
  auto at = words.begin();
  while (at != words.end() && (base_name(*at) == "sudo" || is_assignment(*at)))
    ++at;
  auto verb = at;
  if (at != words.end() && is_versioned(base_name(*at), "pip")) {
    verb = at + 1;
  } else if (words.end() - at > 3 && is_versioned(base_name(*at), "python") && at[1] == "-m" &&
             at[2] == "pip") {
    verb = at + 3;
  } else {
    return Error{.code = ErrorCode::not_found, .message = "this is no pip"};
  }
  if (verb == words.end() || *verb != "install")
    return wrong("of pip only install can be simulated");
  for (auto word = verb; word != words.end(); ++word) {
    for (const std::string_view option : writing_options) {
      if (word->starts_with(option))
        return wrong(fmt::format("the option '{}' is not taken here", *word));
    }
  }
  PipSimulation simulation;
  simulation.version.assign(at, verb);
  simulation.version.emplace_back("--version");
  simulation.command.assign(at, verb + 1);
  simulation.command.insert(simulation.command.end(), {"--dry-run", "--quiet", "--report", "-"});
  simulation.command.insert(simulation.command.end(), verb + 1, words.end());
  return simulation;
}

}  // namespace prodparity
