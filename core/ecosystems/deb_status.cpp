#include "core/ecosystems/deb_status.h"

#include "core/ecosystems/deb_relations.h"
#include "core/ecosystems/deb_stanza.h"
#include "core/ecosystems/deb_state.h"
#include "core/limits.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Debian Policy 5.6.7 and, as dpkg reads it, also capitals and "_".
bool is_package_name(std::string_view name) {
  const auto is_alnum = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  return !name.empty() && is_alnum(name.front()) && std::ranges::all_of(name, [&](char c) {
    return is_alnum(c) || c == '-' || c == '+' || c == '.' || c == '_';
  });
}

// A version or an architecture: dpkg refuses blanks inside, and nothing prints control characters.
bool is_one_word(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c >= 0 && c <= ' ') || c == 0x7f; });
}

bool is_same(const DebStanza& stanza) {
  return equal_in_any_case(stanza[DebField::multi_arch], "same");
}

bool dpkg_takes_both(const DebStanza& earlier, const DebStanza& later) {
  const auto is_there = [](const DebStanza& stanza) {
    const auto state = parse_deb_state(stanza[DebField::status]);
    return state && state->state != "not-installed";
  };
  return (is_same(earlier) && is_same(later)) || !is_there(earlier) || !is_there(later);
}

struct Entry {
  DebStanza stanza;
  std::string_view path;
  bool needs_status = true;  // status.d: no Status field means installed
  bool gone = false;         // replaced together with another entry
};

class Database {
 public:
  explicit Database(std::size_t limit) : limit_(limit) {}

  void read(const FileBytes& file, DebFileRole role);
  void read_extended_states(const FileBytes& file);
  void cannot_read(const FileBytes& file);
  void has_vanished(const FileBytes& file);
  Parsed finish();

 private:
  void drop_repeated();
  void add(const Entry& entry);
  void apply(const Entry& entry);
  void convert(const Entry& entry);
  void convert_installed(const Entry& entry, const DebState& state);
  bool is_automatic(const DebStanza& stanza) const;
  void cannot_read(const Entry& entry, std::size_t line, ErrorCode code, std::string_view why);
  void cannot_read(Error error);

  std::size_t limit_;
  std::vector<Entry> entries_;
  std::unordered_multimap<std::string_view, std::size_t> by_name_;  // filled for the first update
  std::vector<std::pair<std::string_view, std::string_view>> automatic_;  // name, architecture
  std::size_t not_told_ = 0;
  Parsed parsed_;
};

void Database::cannot_read(Error error) {
  if (parsed_.unread.size() >= limits::unread_stanzas)
    ++not_told_;
  else
    parsed_.unread.push_back({.ecosystem = "deb", .error = std::move(error)});
}

void Database::cannot_read(const Entry& entry, std::size_t line, ErrorCode code,
                           std::string_view why) {
  const std::string_view name = entry.stanza[DebField::package].substr(0, limits::name_bytes);
  std::string message = name.empty() ? "cannot read a stanza of dpkg's database"
                                     : "cannot read the stanza of '" + std::string(name) + "'";
  message.append(": ").append(why);
  cannot_read(
      {.code = code, .message = std::move(message), .path = std::string(entry.path), .line = line});
}

void Database::cannot_read(const FileBytes& file) {
  Error error = *file.error;
  if (error.path.empty()) error.path = file.path;
  cannot_read(std::move(error));
}

// It was listed a moment ago: dpkg merges its journal into status and removes it.
void Database::has_vanished(const FileBytes& file) {
  cannot_read({.code = ErrorCode::busy,
               .message = "dpkg changed its database while it was read, look again",
               .path = std::string(file.path)});
}

void Database::add(const Entry& entry) {
  if (!by_name_.empty()) by_name_.emplace(entry.stanza[DebField::package], entries_.size());
  entries_.push_back(entry);
}

void Database::apply(const Entry& entry) {
  const std::string_view name = entry.stanza[DebField::package];
  if (by_name_.empty()) {
    by_name_.reserve(entries_.size() + 1);
    for (std::size_t i = 0; i < entries_.size(); ++i)
      by_name_.emplace(entries_[i].stanza[DebField::package], i);
  }
  // Equal keys stand together; counted by hand, since equal_range() walks over all of them.
  const auto first = by_name_.find(name);
  std::size_t known = 0;
  for (auto at = first; at != by_name_.end() && at->first == name; ++at) {
    if (++known > limits::architectures)
      return cannot_read(
          entry, entry.stanza.line, ErrorCode::too_large,
          "it is there for more architectures than " + std::to_string(limits::architectures));
  }
  bool replaced = false;
  for (auto at = first; known > 0; ++at, --known) {
    Entry& old = entries_[at->second];
    const bool replaces =
        old.stanza[DebField::architecture] == entry.stanza[DebField::architecture] ||
        !is_same(old.stanza) || !is_same(entry.stanza);
    if (!replaces) continue;
    if (replaced)
      old.gone = true;
    else
      old = entry;
    replaced = true;
  }
  if (!replaced) add(entry);
}

void Database::read(const FileBytes& file, DebFileRole role) {
  if (role == DebFileRole::status) entries_.reserve(file.bytes.size() / 512);
  DebStanzaReader reader(file.bytes);
  while (auto stanza = reader.next()) {
    const Entry entry{
        .stanza = *stanza, .path = file.path, .needs_status = role != DebFileRole::part};
    if (entries_.size() >= limit_) {
      cannot_read(entry, stanza->line, ErrorCode::too_large,
                  "more packages than " + std::to_string(limit_));
      return;
    }
    const std::string_view name = (*stanza)[DebField::package];
    if (!stanza->fault.empty()) {
      cannot_read(entry, stanza->fault_line, ErrorCode::malformed, stanza->fault);
      if (name.empty()) continue;
    }
    if (name.size() > limits::name_bytes)
      cannot_read(entry, stanza->line, ErrorCode::too_large, "its name is too long");
    else if (!is_package_name(name))
      cannot_read(entry, stanza->line, ErrorCode::malformed,
                  name.empty() ? "it has no Package field" : "this is no package name");
    else if (role == DebFileRole::update)
      apply(entry);
    else
      add(entry);
  }
}

void Database::read_extended_states(const FileBytes& file) {
  DebStanzaReader reader(file.bytes);
  while (auto stanza = reader.next()) {
    if ((*stanza)[DebField::auto_installed] == "1" && automatic_.size() < limit_)
      automatic_.emplace_back((*stanza)[DebField::package], (*stanza)[DebField::architecture]);
  }
  std::ranges::sort(automatic_);
}

// apt files an "all" package under the native architecture.
bool Database::is_automatic(const DebStanza& stanza) const {
  using Mark = std::pair<std::string_view, std::string_view>;
  const std::string_view name = stanza[DebField::package];
  const std::string_view arch = stanza[DebField::architecture];
  const auto first = std::ranges::lower_bound(automatic_, Mark(name, {}));
  if (first == automatic_.end() || first->first != name) return false;
  return arch == "all" || first->second.empty() ||
         std::ranges::binary_search(automatic_, Mark(name, arch));
}

// Folded lines are one line; "Pre-Depends, Depends; Recommends".
std::string join_relations(const DebStanza& stanza) {
  std::string joined;
  joined.reserve(stanza[DebField::pre_depends].size() + stanza[DebField::depends].size() +
                 stanza[DebField::recommends].size() + 4);
  for (const DebField field : {DebField::pre_depends, DebField::depends, DebField::recommends}) {
    if (stanza[field].empty()) continue;
    if (field == DebField::recommends)
      joined += recommends_mark;
    else if (!joined.empty())
      joined += ", ";
    joined += stanza[field];
  }
  return joined;
}

void unfold(std::string& text) {
  if (text.find('\n') == std::string::npos) return;
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

// Cuts a list at the last comma within the bound. True where it had to.
bool cut_relations(std::string& relations) {
  if (relations.size() <= limits::relations_bytes) return false;
  const std::size_t comma = relations.find_last_of(",;", limits::relations_bytes);
  relations.resize(comma == std::string::npos ? 0 : comma);
  return true;
}

// "glibc (2.36-9)": the version only where it differs from the binary package's.
void set_source(Component& component, std::string_view field) {
  const std::size_t bracket = field.find('(');
  std::string_view name = field.substr(0, bracket);
  component.source = take_word(name);
  if (component.source.empty()) component.source = component.name;
  if (bracket == std::string_view::npos) return;
  std::string_view version = field.substr(bracket + 1);
  version = version.substr(0, version.find(')'));
  version = take_word(version);
  if (version != component.version) component.source_version = version;
}

void Database::convert_installed(const Entry& entry, const DebState& state) {
  const DebStanza& stanza = entry.stanza;
  const std::string_view version = stanza[DebField::version];
  const std::string_view arch = stanza[DebField::architecture];
  if (version.empty())
    return cannot_read(entry, stanza.line, ErrorCode::malformed, "it has no Version field");
  if (version.size() > limits::version_bytes || arch.size() > limits::name_bytes ||
      stanza[DebField::source].size() > limits::name_bytes + limits::version_bytes ||
      stanza[DebField::section].size() > limits::name_bytes)
    return cannot_read(entry, stanza.line, ErrorCode::too_large, "a field is too long");
  if (!is_one_word(version) || !is_one_word(arch))
    return cannot_read(entry, stanza.line, ErrorCode::malformed,
                       "its version or architecture is not one word");
  Component& component = parsed_.components.emplace_back();
  component.ecosystem = "deb";
  component.name = stanza[DebField::package];
  component.version = version;
  component.arch = arch;
  component.evidence = {.path = std::string(entry.path), .line = stanza.line};
  set_source(component, stanza[DebField::source]);
  component.section = stanza[DebField::section];
  component.relations = join_relations(stanza);
  component.provides = stanza[DebField::provides];
  component.automatic = is_automatic(stanza);
  component.held = state.held();
  component.deselected = state.deselected();
  unfold(component.relations);
  unfold(component.provides);
  const bool cut = cut_relations(component.relations);
  if (cut_relations(component.provides) || cut)
    cannot_read(entry, stanza.line, ErrorCode::too_large, "its relations are too long");
}

void Database::convert(const Entry& entry) {
  const DebStanza& stanza = entry.stanza;
  DebState state;
  if (!stanza[DebField::status].empty()) {
    const auto parsed = parse_deb_state(stanza[DebField::status]);
    if (!parsed)
      return cannot_read(entry, stanza.line, ErrorCode::malformed,
                         "its Status is not one that dpkg knows");
    state = *parsed;
  } else if (entry.needs_status) {
    return cannot_read(entry, stanza.line, ErrorCode::malformed, "it has no Status field");
  }
  if (state.gone()) return;
  if (state.installed()) return convert_installed(entry, state);
  parsed_.in_transition.push_back(
      {.ecosystem = "deb",
       .name = std::string(stanza[DebField::package]),
       .arch = std::string(stanza[DebField::architecture].substr(0, limits::name_bytes)),
       .state = words_of(state),
       .evidence = {.path = std::string(entry.path), .line = stanza.line}});
}

// Of two stanzas of one name and architecture dpkg keeps the later, where they are `Multi-Arch:
// same` or one says not-installed; else it refuses the whole database ("multiple non-coinstallable
// package instances"), which is told.
void Database::drop_repeated() {
  const auto key = [this](std::size_t i) {
    const DebStanza& stanza = entries_[i].stanza;
    return std::tuple(stanza[DebField::package], stanza[DebField::architecture], i);
  };
  const auto same = [this](std::size_t one, std::size_t other) {
    const DebStanza& a = entries_[one].stanza;
    const DebStanza& b = entries_[other].stanza;
    return a[DebField::package] == b[DebField::package] &&
           a[DebField::architecture] == b[DebField::architecture];
  };
  std::vector<std::size_t> order;
  order.reserve(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!entries_[i].gone && entries_[i].needs_status) order.push_back(i);
  }
  // dpkg writes its database in this order: nearly always nothing is to be sorted.
  if (!std::ranges::is_sorted(order, {}, key)) std::ranges::sort(order, {}, key);
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!same(order[i - 1], order[i])) continue;
    Entry& earlier = entries_[order[i - 1]];
    const Entry& later = entries_[order[i]];
    earlier.gone = true;
    if (!dpkg_takes_both(earlier.stanza, later.stanza))
      cannot_read(later, later.stanza.line, ErrorCode::malformed,
                  "it is there twice, and dpkg refuses such a database; the later one counts");
  }
}

Parsed Database::finish() {
  drop_repeated();
  parsed_.components.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    if (!entry.gone) convert(entry);
  }
  if (not_told_ != 0) {
    Error& last = parsed_.unread.back().error;
    last.message += " (and " + std::to_string(not_told_) + " more in this database)";
  }
  return std::move(parsed_);
}

}  // namespace

Parsed parse_deb_database(std::span<const FileBytes> files,
                          DebFileRole (*role_of)(std::string_view), std::size_t component_limit) {
  Database database(component_limit);
  const bool has_journal = std::ranges::any_of(
      files, [&](const FileBytes& file) { return role_of(file.path) == DebFileRole::update; });
  for (const FileBytes& file : files) {
    const DebFileRole role = role_of(file.path);
    if (file.error == nullptr && role == DebFileRole::extended_states)
      database.read_extended_states(file);
    else if (file.error == nullptr)
      database.read(file, role);
    else if (file.error->code != ErrorCode::not_found)
      database.cannot_read(file);
    else if (role == DebFileRole::update || role == DebFileRole::part || has_journal)
      database.has_vanished(file);
  }
  return database.finish();
}

}  // namespace prodparity
