#include "core/drift/policy.h"

#include "core/drift/name_glob.h"
#include "core/drift/presets.h"
#include "core/drift/rule_index.h"
#include "core/ecosystem.h"
#include "core/limits.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// A pip install over a Debian package's module: only such a drift has an owned production side.
bool is_dev_only(const Drift& drift) {
  return drift.kind == DriftKind::dev_only ||
         (drift.kind == DriftKind::version && drift.prod && !drift.prod->owner.empty());
}

// The side that says most: the dev container's package, else production's.
const Component* subject_of(const Drift& drift) {
  if (drift.dev) return &*drift.dev;
  return drift.prod ? &*drift.prod : nullptr;
}

// What one side may leave out and the other know.
std::string_view known(const Drift& drift, std::string Component::*field) {
  for (const Shared<Component>* const side : {&drift.dev, &drift.prod}) {
    if (*side && !((**side).*field).empty()) return (**side).*field;
  }
  return {};
}

bool any_glob(const std::vector<std::string>& globs, std::string_view text) {
  return std::ranges::any_of(
      globs, [&](const std::string& glob) { return name_glob_matches(glob, text); });
}

template <class T>
bool has(const std::vector<T>& values, const T& value) {
  return values.empty() || std::ranges::count(values, value) != 0;
}

template <class T>
bool is(const std::optional<T>& wanted, const T& value) {
  return !wanted || *wanted == value;
}

bool kind_matches(const Match& match, const Drift& drift) {
  return has(match.kinds, drift.kind) ||
         (is_dev_only(drift) && has(match.kinds, DriftKind::dev_only));
}

// Without a session to ask, what is new counts as come in it.
bool origin_matches(const Match& match, Origin origin) {
  return has(match.origins, origin) ||
         (origin == Origin::unknown && has(match.origins, Origin::session));
}

bool change_matches(const Match& match, const Drift& drift) {
  const bool versions = drift.kind == DriftKind::version;
  if (!match.classes.empty() && (!versions || !has(match.classes, drift.change.change_class)))
    return false;
  const bool pre_release =
      versions ? drift.change.pre_release : drift.dev && drift.dev->pre_release;
  return is(match.downgrade, versions && drift.change.downgrade) &&
         is(match.pre_release, pre_release);
}

bool package_matches(const Match& match, const Drift& drift) {
  if (!match.sources.empty()) {
    const std::string_view source = known(drift, &Component::source);
    // A Debian package without a Source field is its own source.
    if (!any_glob(match.sources, source.empty() ? std::string_view(drift.name) : source))
      return false;
  }
  if (!match.sections.empty()) {
    const std::string_view section = known(drift, &Component::section);
    if (std::ranges::none_of(match.sections, [&](const std::string& wanted) {
          return section == wanted || plain_section(section) == wanted;
        }))
      return false;
  }
  const Component* const subject = subject_of(drift);
  return is(match.ships, drift.dev ? drift.dev->ships : Ships::unknown) &&
         is(match.runtime_library, subject != nullptr && looks_like_runtime_library(*subject));
}

struct CompiledMatch {
  Match match;
  std::unique_ptr<RE2> name_regexp;

  bool matches(const Drift& drift) const {
    return has(match.ecosystems, drift.ecosystem) && kind_matches(match, drift) &&
           origin_matches(match, drift.origin) &&
           (match.names.empty() || any_glob(match.names, drift.name)) &&
           !any_glob(match.not_names, drift.name) && change_matches(match, drift) &&
           package_matches(match, drift) &&
           (name_regexp == nullptr || RE2::FullMatch(drift.name, *name_regexp));
  }
};

struct CompiledRule {
  CompiledMatch match;
  Tier tier = Tier::ignore;
  std::string name;
  std::string reason;
  bool waiver = false;
  std::optional<Date> expires;  // of a waiver
};

// Rules in order, with the index that finds them.
struct RuleList {
  std::vector<CompiledRule> rules;
  RuleIndex index;

  const CompiledRule* first_match(const Drift& drift, Date today) const {
    const CompiledRule* found = nullptr;
    index.visit_candidates(drift.name, [&](std::size_t at) {
      const CompiledRule& rule = rules[at];
      const bool expired = rule.expires && today > *rule.expires;
      if (expired || !rule.match.matches(drift)) return false;
      found = &rule;
      return true;
    });
    return found;
  }
};

Result<CompiledMatch> compile_match(const Match& match, const Evidence& evidence) {
  CompiledMatch compiled{.match = match, .name_regexp = nullptr};
  if (match.name_regexp.empty()) return compiled;
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(std::int64_t{1} << 20);          // a rule's share, not the machine's
  options.set_encoding(RE2::Options::EncodingLatin1);  // names are bytes
  compiled.name_regexp = std::make_unique<RE2>(match.name_regexp, options);
  if (compiled.name_regexp->ok()) return compiled;
  return Error{.code = ErrorCode::wrong_config,
               .message = "name_regexp is no RE2 expression: " + compiled.name_regexp->error(),
               .path = evidence.path,
               .line = evidence.line};
}

std::optional<Error> add_rule(RuleList& list, CompiledRule rule, const Match& match,
                              const Evidence& evidence) {
  auto compiled = compile_match(match, evidence);
  if (!compiled) return compiled.error();
  rule.match = std::move(*compiled);
  list.index.add(match);
  list.rules.push_back(std::move(rule));
  return std::nullopt;
}

std::optional<Error> add_rules(RuleList& list, const std::vector<Rule>& rules) {
  for (const Rule& rule : rules) {
    if (auto error = add_rule(
            list, {.match = {}, .tier = rule.tier, .name = rule.name, .reason = rule.reason},
            rule.match, rule.evidence))
      return error;
  }
  return std::nullopt;
}

std::optional<Error> add_waivers(RuleList& list, const std::vector<Waiver>& waivers) {
  for (const Waiver& waiver : waivers) {
    if (auto error = add_rule(list,
                              {.match = {},
                               .tier = Tier::ignore,
                               .name = "waiver",
                               .reason = waiver.reason,
                               .waiver = true,
                               .expires = waiver.expires},
                              waiver.match, waiver.evidence))
      return error;
  }
  return std::nullopt;
}

// Globs of allowed names by ecosystem: "pypi:black", or a Debian package's name.
struct Allowed {
  std::string ecosystem;
  std::string glob;
};

Allowed parse_allowed(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {.ecosystem = "deb", .glob = std::string(text)};
  return {.ecosystem = std::string(text.substr(0, colon)),
          .glob = std::string(text.substr(colon + 1))};
}

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t begin, std::size_t length) {
    int value = -1;
    const char* const first = text.data() + begin;
    const auto result = std::from_chars(first, first + length, value);
    return result.ptr == first + length ? value : -1;
  };
  const Date date{.year = number(0, 4), .month = number(5, 2), .day = number(8, 2)};
  constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1) return std::nullopt;
  const int days = lengths[static_cast<std::size_t>(date.month - 1)] +
                   (date.month == 2 && is_leap(date.year) ? 1 : 0);
  return date.day <= days ? std::optional(date) : std::nullopt;
}

struct PolicyEngine::Compiled {
  Policy policy;
  RuleList user;    // waivers, then the file's rules
  RuleList preset;  // block rules, then warn rules
  std::vector<Allowed> allowed;
  RuleIndex allowed_index;
};

PolicyEngine::PolicyEngine(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
PolicyEngine::~PolicyEngine() = default;
PolicyEngine::PolicyEngine(PolicyEngine&&) noexcept = default;
PolicyEngine& PolicyEngine::operator=(PolicyEngine&&) noexcept = default;

Result<PolicyEngine> PolicyEngine::compile(Policy policy) {
  const std::vector<Rule>* const preset = preset_rules(policy.preset);
  if (preset == nullptr)
    return Error{.code = ErrorCode::wrong_config,
                 .message = "there is no preset '" + policy.preset + "': use default or strict"};
  auto compiled = std::make_unique<Compiled>();
  if (auto error = add_waivers(compiled->user, policy.waivers)) return *error;
  if (auto error = add_rules(compiled->user, policy.user_rules)) return *error;
  if (auto error = add_rules(compiled->preset, *preset)) return *error;
  for (const std::string_view name : preset_allowed())
    compiled->allowed.push_back(parse_allowed(name));
  for (const std::string& name : policy.dev_only_allowed)
    compiled->allowed.push_back(parse_allowed(name));
  for (const Allowed& allowed : compiled->allowed)
    compiled->allowed_index.add({.names = {allowed.glob}});
  compiled->policy = std::move(policy);
  return PolicyEngine(std::move(compiled));
}

bool PolicyEngine::is_allowed(const Component& component) const {
  return compiled_->allowed_index.visit_candidates(component.name, [&](std::size_t at) {
    const Allowed& allowed = compiled_->allowed[at];
    return allowed.ecosystem == component.ecosystem &&
           name_glob_matches(allowed.glob, component.name);
  });
}

PolicyEngine::Decision PolicyEngine::decide(const Drift& drift, bool in_closure, Date today) const {
  const Component* const subject = subject_of(drift);
  Decision decision{.rule = "none",
                    .runtime_sensitive = subject != nullptr && is_runtime_sensitive(*subject)};
  const auto apply = [&](const CompiledRule& rule) {
    decision.tier = rule.tier;
    decision.rule = rule.name;
    decision.reason = rule.reason;
    decision.allowed = is_dev_only(drift) && rule.waiver;
  };
  if (const CompiledRule* const rule = compiled_->user.first_match(drift, today)) {
    apply(*rule);
    return decision;
  }
  const bool listed = is_dev_only(drift) && drift.dev && is_allowed(*drift.dev);
  if (listed || (in_closure && is_dev_only(drift))) {
    decision.allowed = true;
    decision.rule = listed ? "allowed" : "allowed-closure";
    decision.tier = !listed && decision.runtime_sensitive ? Tier::info : Tier::ignore;
    decision.reason = listed ? "it is on the list of allowed dev-only packages"
                             : "an allowed dev-only package pulled it in";
    return decision;
  }
  if (const CompiledRule* const rule = compiled_->preset.first_match(drift, today)) apply(*rule);
  return decision;
}

const Policy& PolicyEngine::policy() const {
  return compiled_->policy;
}

}  // namespace prodparity
