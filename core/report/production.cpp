#include "core/report/production.h"

#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t shown_names = 20;
constexpr std::size_t shown_instances = 8;
constexpr std::size_t name_bytes = 256;
constexpr std::string_view usual_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~:!@/=-";

std::string safe(std::string_view text) {
  return printable(text, name_bytes);
}

// An untrusted name, version or path. What is no usual one stands in quotation marks, so that its
// words do not read as ours.
std::string word(std::string_view text) {
  std::string shown = safe(text);
  if (text.find_first_not_of(usual_characters) == std::string_view::npos) return shown;
  std::ranges::replace(shown, '"', '\'');
  return '"' + shown + '"';
}

// "deb" goes without saying.
std::string package_name(const Subject& subject) {
  const std::string label = ecosystem_label(subject.ecosystem);
  return (label.empty() ? std::string() : safe(label) + ' ') + word(subject.name);
}

// "3.0.20-1~deb12u2 (amd64), 3.0.20-1~deb12u2 (i386)"
std::string versions_line(const std::vector<Held>& instances) {
  std::vector<std::string> parts;
  for (const Held& one : instances) {
    const std::string& detail = one.arch.empty() ? one.place : one.arch;
    parts.push_back(detail.empty() ? word(one.version)
                                   : word(one.version) + " (" + word(detail) + ')');
  }
  return listed(parts, shown_instances);
}

std::string where_line(const std::vector<Held>& instances) {
  const Evidence& evidence = instances.front().evidence;
  std::string text = word(evidence.path);
  if (evidence.line != 0) text += ':' + std::to_string(evidence.line);
  return text;
}

std::string reference_line(const ReferenceSummary& reference) {
  return safe(reference.name) + ": " + safe(reference.source) + " (" +
         printable(reference_details(reference)) + ')';
}

// "requests>=2.31,<3: not satisfied: production has 2.28.1"
std::string condition_line(const Condition& condition) {
  const std::string why = condition.why.empty() ? "" : ": " + printable(condition.why);
  switch (condition.met) {
    case Says::yes:
      return "satisfied" + why;
    case Says::no:
      return "not satisfied" + why;
    case Says::not_said:
      break;
  }
  return "production's SBOM does not say" + why;
}

std::string presence_line(const Subject& subject) {
  switch (subject.has) {
    case Says::yes:
      return "production has it: " + versions_line(subject.production);
    case Says::no:
      return "production does not have it";
    case Says::not_said:
      break;
  }
  return "production's SBOM does not say" +
         (subject.why.empty() ? std::string() : ": " + printable(subject.why));
}

// The package, where the question does not name it itself: "dot: command of graphviz here: ",
// "requests (PyPI): ", "pypi:requests: ".
std::string head_of(std::string_view question, const Subject& subject) {
  std::string text = safe(question);
  if (subject.name.empty()) return text + ": ";
  if (!subject.known_by.empty() && subject.as.front() != Asked::package)
    return text + fmt::format(": {} of {} here: ", to_string(subject.known_by.front().as),
                              package_name(subject));
  if (question.starts_with(subject.ecosystem + ':')) return text + ": ";
  if (!question.starts_with(subject.name)) return text + ": " + package_name(subject) + ": ";
  const std::string label = ecosystem_label(subject.ecosystem);
  return text + (label.empty() ? ": " : " (" + safe(label) + "): ");
}

std::string head_line(std::string_view question, const Subject& subject) {
  return head_of(question, subject) +
         (subject.condition ? condition_line(*subject.condition) : presence_line(subject));
}

void add_line(std::string& text, std::string_view word, std::string_view rest) {
  text += fmt::format("  {}: {}\n", word, rest);
}

void add_known_by(std::string& text, const Subject& subject) {
  for (const Owner& owner : subject.known_by)
    add_line(text, "known by",
             fmt::format("{} is of {} here ({})", word(owner.path), word(owner.component),
                         printable(owner.source)));
  if (!subject.by_name.empty()) add_line(text, "by name alone", printable(subject.by_name));
}

void add_lacking(std::string& text, const Subject& subject) {
  if (subject.lacking_count > 1) {
    std::vector<std::string> names;
    for (const Lacking& one : subject.lacking)
      names.push_back(one.production.empty()
                          ? word(one.name)
                          : word(one.name) + " (production has " + word(one.production) + ')');
    std::string all = listed(names, shown_names);
    if (subject.lacking_count > names.size())
      all += fmt::format(" ({} in all)", subject.lacking_count);
    add_line(text, fmt::format("would ship ({})", subject.lacking_count), all);
  } else if (subject.lacking_count == 1) {
    std::string_view needs = "; production has all that it needs here";
    if (!subject.not_judged.empty())
      needs = "; production has all that it needs here, but for what is not judged";
    if (!subject.lacking_known)
      needs = subject.ecosystem == "deb" ? "; it states no needs here"
                                         : "; what it needs is not known here";
    add_line(text, "would ship (1)", word(subject.name).append(needs));
  } else if (subject.here.empty()) {
    add_line(text, "would ship", "not known, as it is not installed here");
  } else {
    const bool is_read = subject.ecosystem == "deb" || subject.ecosystem == "pypi";
    add_line(text, "would ship",
             is_read ? "not known, as what is here is not enough either"
                     : "not known: what such packages need is not read here");
  }
  if (subject.lacking_count > 1 && !subject.lacking_known)
    add_line(text, "not known", "what else it needs");
  std::vector<std::string> open;
  for (const std::string& one : subject.not_judged)
    open.push_back(word(one));
  if (!open.empty()) add_line(text, "not judged", listed(open, shown_names));
}

bool would_ship(const Subject& subject) {
  return subject.has == Says::no || (subject.condition && subject.condition->met == Says::no);
}

void add_details(std::string& text, const Subject& subject) {
  if (subject.name.empty()) return;
  if (!subject.production.empty()) add_line(text, "SBOM", where_line(subject.production));
  add_known_by(text, subject);
  add_line(text, "here", subject.here.empty() ? "not installed" : versions_line(subject.here));
  if (subject.condition) {
    for (const std::string& part : subject.condition->not_judged)
      add_line(text, "not judged", printable(part));
  }
  if (!would_ship(subject)) return;
  add_lacking(text, subject);
  for (const Remedy& remedy : subject.ship) {
    const std::string what = remedy.command.empty() ? printable(remedy.note)
                                                    : fmt::format("{}: {}", safe(remedy.target),
                                                                  printable(remedy.command, 4096));
    add_line(text, "ship", what);
  }
}

std::string count_of(const EcosystemCoverage& entry) {
  if (entry.coverage == Coverage::not_covered)
    return fmt::format("not covered: {}{}", word(entry.ecosystem),
                       entry.why.empty() ? "" : " (" + printable(entry.why) + ')');
  return printable(
      counted_components({.ecosystem = entry.ecosystem, .components = entry.components}));
}

std::string system_of(const Platform& platform) {
  std::string name = platform.pretty_name;
  if (name.empty()) name = platform.id;
  if (platform.pretty_name.empty() && !platform.version_id.empty())
    name += ' ' + platform.version_id;
  if (platform.pretty_name.empty() && !platform.codename.empty())
    name += " (" + platform.codename + ')';
  if (name.empty()) name = "not said";
  return safe(platform.arch.empty() ? name : name + ", " + platform.arch);
}

void add_about(std::string& text, const AboutProduction& about) {
  add_line(text, "distribution", system_of(about.platform));
  std::vector<std::string> runtimes;
  for (const Runtime& runtime : about.runtimes)
    runtimes.push_back(fmt::format("{} {} ({})", safe(runtime.language), word(runtime.version),
                                   word(runtime.package)));
  add_line(text, "interpreters and OpenSSL",
           runtimes.empty() ? "none among its packages" : listed(runtimes, shown_names));
  std::vector<std::string> counts;
  for (const EcosystemCoverage& entry : about.ecosystems)
    counts.push_back(count_of(entry));
  add_line(text, "packages", counts.empty() ? "none" : listed(counts, shown_names));
  add_line(text, "user", about.user.empty() ? "production's SBOM does not say" : safe(about.user));
}

}  // namespace

Says says_of(std::span<const ProductionAnswer> answers) {
  Says all = answers.empty() ? Says::not_said : Says::yes;
  for (const ProductionAnswer& answer : answers) {
    if (answer.says == Says::no) return Says::no;
    if (answer.says == Says::not_said) all = Says::not_said;
  }
  return all;
}

std::string render_production(std::string_view question,
                              std::span<const ProductionAnswer> answers) {
  std::string text;
  for (const ProductionAnswer& answer : answers) {
    if (answer.about) {
      text += reference_line(answer.reference) + '\n';
      add_about(text, *answer.about);
      continue;
    }
    for (const Subject& subject : answer.subjects) {
      text += head_line(question, subject) + '\n';
      add_details(text, subject);
    }
    for (const std::string& note : answer.notes)
      add_line(text, "note", printable(note));
    add_line(text, "answered from", reference_line(answer.reference));
  }
  return text;
}

}  // namespace prodparity
