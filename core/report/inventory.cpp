#include "core/report/inventory.h"

#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t cell_bytes = 256;
constexpr std::size_t widest_name = 40;
constexpr std::size_t widest_version = 30;

using Cells = std::array<std::string, 4>;  // ecosystem, name, version, the rest

std::string rest_of(const Component& component) {
  std::vector<std::string> parts;
  if (!component.arch.empty()) parts.push_back(component.arch);
  if (!component.place.empty()) parts.push_back(component.place);
  if (component.editable) parts.emplace_back("editable");
  if (component.held) parts.emplace_back("held");
  if (!component.owner.empty()) parts.push_back("owned by " + component.owner);
  if (!component.hides.empty()) parts.push_back("hides " + component.hides);
  return fmt::format("{}", fmt::join(parts, ", "));
}

Cells cells_of(const Component& component) {
  return {printable(component.ecosystem, cell_bytes), printable(component.name, cell_bytes),
          printable(component.version, cell_bytes), printable(rest_of(component), 4 * cell_bytes)};
}

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return width < columns ? text + std::string(columns - width, ' ') : text;
}

std::string fitted(const std::string& line, const TerminalStyle& style) {
  const std::string text(line.substr(0, line.find_last_not_of(' ') + 1));
  return (style.width == 0 ? text : cut_to_width(text, style.width)) + '\n';
}

std::string component_lines(const Inventory& inventory, const TerminalStyle& style) {
  std::vector<Cells> rows;
  std::array<std::size_t, 3> widths{};
  for (const Component& component : inventory.components) {
    rows.push_back(cells_of(component));
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(rows.back()[i]));
  }
  widths[1] = std::min(widths[1], widest_name);
  widths[2] = std::min(widths[2], widest_version);
  std::string text;
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i)
      line += padded(row[i], widths[i]) + "  ";
    text += fitted(line + row[3], style);
  }
  return text;
}

std::string platform_of(const Platform& platform) {
  std::string text = platform.pretty_name;
  if (text.empty()) text = platform.id.empty() ? "unknown system" : platform.id;
  return platform.arch.empty() ? text : text + ' ' + platform.arch;
}

std::string counts_of(const Inventory& inventory) {
  std::vector<std::string> parts;
  for (const std::string& ecosystem : inventory.ecosystems) {
    const auto count =
        std::count_if(inventory.components.begin(), inventory.components.end(),
                      [&](const Component& component) { return component.ecosystem == ecosystem; });
    parts.push_back(counted_components(
        {.ecosystem = ecosystem, .components = static_cast<std::size_t>(count)}));
  }
  return fmt::format("{}: {}", platform_of(inventory.platform), fmt::join(parts, ", "));
}

}  // namespace

std::string render_inventory(const Inventory& inventory, const TerminalStyle& style) {
  std::string text = component_lines(inventory, style);
  for (const InTransition& package : inventory.in_transition) {
    text += printable(fmt::format("? {} {} {} is {}", package.ecosystem, package.name, package.arch,
                                  package.state)) +
            '\n';
  }
  for (const Unread& unread : inventory.unread) {
    text += printable(fmt::format("? {}: {}", unread.ecosystem, to_string(unread.error))) + '\n';
  }
  return text + printable(counts_of(inventory)) + '\n';
}

}  // namespace prodparity
