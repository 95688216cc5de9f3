#include "core/apt_plan.h"

#include "core/limits.h"
#include "core/percent.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view whole_status = "/var/lib/dpkg/status";

Error malformed(std::string what, std::size_t line) {
  return {.code = ErrorCode::malformed,
          .message = "apt's plan cannot be read: " + std::move(what),
          .line = line};
}

Error too_many() {
  return {.code = ErrorCode::too_large,
          .message = fmt::format("apt's plan has more than {} packages", limits::planned_changes)};
}

// "-" is none.
std::string value_of(std::string_view word) {
  return word == "-" ? std::string() : std::string(word);
}

bool is_bounded(const PlannedChange& change) {
  return !change.name.empty() && change.name.size() <= limits::name_bytes &&
         change.arch.size() <= limits::name_bytes &&
         change.old_version.size() <= limits::version_bytes &&
         change.new_version.size() <= limits::version_bytes;
}

// One package is named once a step: unpacked, then configured. The first step knows what was there,
// the last what will be.
class Changes {
 public:
  explicit Changes(std::vector<PlannedChange>& changes) : changes_(changes) {}

  // False: there are too many.
  bool add(PlannedChange change) {
    const auto [known, is_new] = places_.try_emplace({change.name, change.arch}, changes_.size());
    if (!is_new) {
      changes_[known->second].new_version = std::move(change.new_version);
      return true;
    }
    changes_.push_back(std::move(change));
    return changes_.size() <= limits::planned_changes;
  }

 private:
  std::vector<PlannedChange>& changes_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
};

// "/cache/libssl3_3.0.16-1_amd64.deb"; a ':' of a version is "%3a" there.
PlannedChange change_of_file(std::string_view path) {
  std::string_view file = path.substr(path.rfind('/') + 1);
  if (file.ends_with(".deb")) file.remove_suffix(4);
  const std::vector<std::string_view> parts = split(file, '_');
  PlannedChange change{.name = std::string(parts[0])};
  if (parts.size() > 1) change.new_version = percent_decoded(parts[1]);
  if (parts.size() > 2) change.arch = parts[2];
  return change;
}

// Version 3: NAME OLD ARCH MULTIARCH DIRECTION NEW ARCH MULTIARCH ACTION; version 2 has neither
// architectures nor Multi-Arch. An ACTION is a path, which may hold blanks.
Result<PlannedChange> change_of_line(std::string_view text, int version, std::size_t line) {
  const std::vector<std::string_view> words = split(text, ' ');
  const std::size_t fewest = version == 3 ? 9 : 5;
  if (words.size() < fewest) return malformed("a line has too few words", line);
  const bool three = version == 3;
  const std::string_view direction = words[three ? 4 : 2];
  if (direction != "<" && direction != "=" && direction != ">")
    return malformed("a line has no direction", line);
  PlannedChange change{.name = std::string(words[0]),
                       .old_version = value_of(words[1]),
                       .new_version = value_of(words[three ? 5 : 3])};
  if (three) change.arch = value_of(words[change.new_version.empty() ? 2 : 6]);
  if (words[fewest - 1].starts_with("**REMOVE**")) change.new_version.clear();
  if (!is_bounded(change)) return malformed("a name or version is empty or too long", line);
  return change;
}

// Keys of apt.conf(5) are the same in capitals and small letters.
void take_setting(AptRequest& request, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return;
  std::string key = ascii_lower(text.substr(0, equals));
  std::string value = percent_decoded(text.substr(equals + 1));
  if (key == "commandline::asstring") {
    request.command_line = value.substr(0, limits::command_line_bytes);
    request.plan.asked = asked_by(request.command_line);
  } else if (key == "prodparity::allow") {
    request.allow = value.substr(0, limits::reason_bytes);
  } else if (key == "dir" || key == "rootdir" || key == "dpkg::chroot-directory") {
    request.other_root |= !value.empty() && value != "/";
  } else if (key == "dir::state::status") {
    request.other_root |= !value.empty() && !whole_status.ends_with(value);
  } else if (key.starts_with("dpkg::options::")) {
    for (const std::string_view option : {"--root", "--admindir", "--instdir"})
      request.other_root |= value.starts_with(option);
  }
}

Result<AptRequest> parse_version_1(std::string_view stream) {
  AptRequest request;
  Changes changes(request.plan.changes);
  bool fits = true;
  std::size_t wrong = 0;
  for_each_line(stream, [&](std::string_view line, std::size_t number) {
    if (line.empty() || !fits || wrong != 0) return;
    PlannedChange change = change_of_file(line);
    if (!line.ends_with(".deb") || change.new_version.empty() || !is_bounded(change))
      wrong = number;
    else
      fits = changes.add(std::move(change));
  });
  if (wrong != 0) return malformed("a line is no path of a package", wrong);
  if (!fits) return too_many();
  return request;
}

struct Line {
  std::string_view text;
  std::size_t number = 0;
};

Result<AptRequest> parse_with_settings(std::string_view stream, int version) {
  AptRequest request;
  std::vector<Line> lines;
  std::size_t settings_end = 0;
  for_each_line(stream, [&](std::string_view line, std::size_t number) {
    if (number == 1) return;
    if (settings_end == 0 && line.empty())
      settings_end = number;
    else if (settings_end == 0)
      take_setting(request, line);
    else if (!line.empty())
      lines.push_back({.text = line, .number = number});
  });
  if (settings_end == 0) return malformed("it ends before its packages", 0);
  Changes changes(request.plan.changes);
  for (const Line& line : lines) {
    Result<PlannedChange> change = change_of_line(line.text, version, line.number);
    if (!change) return change.error();
    if (!changes.add(*std::move(change))) return too_many();
  }
  return request;
}

// "NAME" or "NAME:ARCH".
void set_name(PlannedChange& change, std::string_view word) {
  const std::size_t colon = word.find(':');
  change.name = word.substr(0, colon);
  if (colon != std::string_view::npos) change.arch = word.substr(colon + 1);
}

std::string_view between(std::string_view text, char open, char close) {
  const std::size_t begin = text.find(open);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = text.find(close, begin);
  return text.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
}

}  // namespace

Result<AptRequest> parse_apt_plan(std::string_view stream) {
  if (stream.empty()) return Error{.code = ErrorCode::empty, .message = "apt gave no plan"};
  if (stream.size() > limits::apt_plan_bytes)
    return Error{
        .code = ErrorCode::too_large,
        .message = fmt::format("apt's plan is longer than {} bytes", limits::apt_plan_bytes)};
  const std::string_view first = stream.substr(0, stream.find('\n'));
  if (first == "VERSION 3") return parse_with_settings(stream, 3);
  if (first == "VERSION 2") return parse_with_settings(stream, 2);
  if (first.starts_with("VERSION ")) return malformed("its version is not known", 1);
  return parse_version_1(stream);
}

Result<Plan> parse_apt_simulation(std::string_view output) {
  if (output.size() > limits::apt_plan_bytes)
    return Error{.code = ErrorCode::too_large, .message = "apt's simulation is too long"};
  Plan plan;
  Changes changes(plan.changes);
  bool fits = true;
  std::size_t wrong = 0;
  for_each_line(output, [&](std::string_view line, std::size_t number) {
    const bool removes = line.starts_with("Remv ") || line.starts_with("Purg ");
    if ((!removes && !line.starts_with("Inst ")) || !fits || wrong != 0) return;
    line.remove_prefix(5);
    const std::string_view word = line.substr(0, line.find(' '));
    const std::size_t bracket = line.find('(');
    PlannedChange change;
    set_name(change, word);
    change.old_version = between(line.substr(0, bracket), '[', ']');
    if (!removes) {
      const std::string_view offer = between(line, '(', ')');
      change.new_version = offer.substr(0, offer.find(' '));
      change.arch = between(offer, '[', ']');
    }
    if (!is_bounded(change) || (!removes && change.new_version.empty()))
      wrong = number;
    else
      fits = changes.add(std::move(change));
  });
  if (wrong != 0) return malformed("a line of the simulation has another form", wrong);
  if (!fits) return too_many();
  return plan;
}

}  // namespace prodparity
