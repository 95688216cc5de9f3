#pragma once

#include "core/result.h"
#include "fetch/registry_login.h"
#include "fetch/store.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// How far fetching is, for a person who waits: one line of a terminal, written over itself. What is
// done in half a second is not shown at all, and it is written ten times a second at most.
class Progress {
 public:
  Progress(std::function<void(std::string_view text)> write, SteadyClock now);

  void name(std::string what);     // what is fetched; untrusted text
  void expect(std::size_t bytes);  // so many will be begun: they are counted at once
  void begin(std::size_t bytes);   // something of that size
  void add(std::size_t bytes);     // so many more are there
  void clear();                    // takes the line away

 private:
  std::function<void(std::string_view text)> write_;
  SteadyClock now_;
  std::chrono::steady_clock::time_point next_;  // not written again before
  std::string name_;
  std::size_t there_ = 0;
  std::size_t of_ = 0;
  std::size_t expected_ = 0;  // in `of_`, and not yet begun
  bool is_shown_ = false;
};

// A store whose blobs are told of.
class ProgressStore final : public Store {
 public:
  ProgressStore(Store& store, Progress& progress) : store_(store), progress_(progress) {
    progress_.name(store.name());
  }
  Result<StoredManifest> manifest(const std::string& tag_or_digest) override {
    return store_.manifest(tag_or_digest);
  }
  Result<void> blob(const registry::Descriptor& descriptor, const PartSink& sink) override;
  Result<Referrers> referrers(const std::string& digest) override {
    return store_.referrers(digest);
  }
  std::string name() const override { return store_.name(); }

 private:
  Store& store_;
  Progress& progress_;
};

}  // namespace prodparity::fetch
