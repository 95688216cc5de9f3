#include "io/ecosystem_scan.h"

#include "core/append.h"
#include "core/limits.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// A unit's files as they were found.
struct UnitFiles {
  std::vector<StampedBytes> contents;        // one a path
  std::vector<std::optional<Error>> errors;  // one a path
  bool vanished = false;                     // a file that was listed is gone
  bool failed = false;                       // one could not be read
};

class Attempt {
 public:
  Attempt(const Files& files, const Ecosystem& ecosystem, const Places& places, UnitCache& cache)
      : files_(files), ecosystem_(ecosystem), places_(places), cache_(cache) {}

  EcosystemScan run() {
    std::vector<Glob> patterns = ecosystem_.globs(places_);
    for (std::size_t round = 0;; ++round) {
      const Listing listing = list(patterns);
      if (listing.paths.empty()) return std::move(result_);
      if (round == limits::discovery_rounds) break;
      Discovery discovery = ecosystem_.discover(listing);
      append(result_.watch, std::move(discovery.watch));
      append(result_.parsed.unread, std::move(discovery.unread));
      patterns = std::move(discovery.more);
      for (const Unit& unit : discovery.units) {
        if (!seen_units_.insert(unit.id).second) continue;
        Parsed parsed = load(unit);
        append(result_.parsed.components, std::move(parsed.components));
        append(result_.parsed.unread, std::move(parsed.unread));
        append(result_.parsed.in_transition, std::move(parsed.in_transition));
        append(patterns, std::move(parsed.more));
      }
    }
    unread({.code = ErrorCode::too_deep,
            .message = "places lead on to further places more than " +
                       std::to_string(limits::discovery_rounds) + " times"});
    return std::move(result_);
  }

  // A file that was listed was gone when it was to be read.
  const std::optional<Error>& vanished() const { return vanished_; }

 private:
  Listing list(const std::vector<Glob>& patterns) {
    Listing listing{.paths = {}, .places = places_};
    std::vector<Glob> unseen;
    std::ranges::copy_if(patterns, std::back_inserter(unseen), [this](const Glob& pattern) {
      return seen_patterns_.insert(pattern).second;
    });
    Matches matches = files_.glob_any(unseen);
    for (Error& error : matches.errors)
      unread(std::move(error));
    for (std::string& path : matches.paths) {
      if (seen_paths_.insert(path).second) listing.paths.push_back(std::move(path));
    }
    return listing;
  }

  Parsed load(const Unit& unit) {
    if (const Parsed* const known = cache_.find(ecosystem_.name, unit, files_)) return *known;
    const UnitFiles read = read_files(unit);
    std::vector<FileBytes> views;
    Stamps stamps;
    for (std::size_t i = 0; i < unit.paths.size(); ++i) {
      const std::optional<Error>& error = read.errors[i];
      views.push_back({.path = unit.paths[i],
                       .bytes = read.contents[i].bytes,
                       .error = error ? &*error : nullptr});
      stamps.push_back(error ? std::nullopt : std::optional(read.contents[i].stamp));
    }
    Parsed parsed = ecosystem_.parse(unit, views);
    if (read.failed || read.vanished) return parsed;
    return *cache_.store(ecosystem_.name, unit, std::move(stamps), std::move(parsed));
  }

  UnitFiles read_files(const Unit& unit) {
    UnitFiles read;
    for (const std::string& path : unit.paths) {
      Result<StampedBytes> content = files_.read_stamped(path, unit.limit_bytes);
      read.contents.push_back(content ? std::move(*content) : StampedBytes{});
      read.errors.push_back(content ? std::nullopt : std::optional(content.error()));
      if (content) continue;
      if (content.error().code != ErrorCode::not_found) {
        read.failed = true;
        unread(content.error());
      } else if (seen_paths_.contains(path)) {
        read.vanished = true;
        vanished_ = content.error();
      }
    }
    if (read.vanished || read.failed || read.errors.empty() || !read.errors[0]) return read;
    if (const Result<Stamp> whole = files_.stamp(unit.id); !whole) {
      read.vanished = true;
      vanished_ = whole.error();
    }
    return read;
  }

  void unread(Error error) {
    result_.parsed.unread.push_back(
        {.ecosystem = std::string(ecosystem_.name), .error = std::move(error)});
  }

  const Files& files_;
  const Ecosystem& ecosystem_;
  const Places& places_;
  UnitCache& cache_;
  EcosystemScan result_;
  std::set<std::string> seen_patterns_;
  std::set<std::string, std::less<>> seen_paths_;
  std::set<std::string> seen_units_;
  std::optional<Error> vanished_;
};

}  // namespace

EcosystemScan scan_ecosystem(const Files& files, const Ecosystem& ecosystem, const Places& places,
                             UnitCache& cache) {
  Attempt first(files, ecosystem, places, cache);
  EcosystemScan result = first.run();
  if (!first.vanished()) return result;
  Attempt second(files, ecosystem, places, cache);
  result = second.run();
  if (const std::optional<Error>& error = second.vanished()) {
    result.parsed.unread.push_back(
        {.ecosystem = std::string(ecosystem.name),
         .error = {.code = ErrorCode::busy,
                   .message = "'" + error->path + "' went away twice while it was being read",
                   .path = error->path}});
  }
  return result;
}

}  // namespace prodparity
