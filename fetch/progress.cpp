#include "fetch/progress.h"

#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr std::chrono::milliseconds patience{500};
constexpr std::chrono::milliseconds interval{100};
constexpr std::size_t name_characters = 48;  // the whole fits into 80 columns
constexpr std::string_view whole_line = "\r\x1b[K";

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace

Progress::Progress(std::function<void(std::string_view text)> write, SteadyClock now)
    : write_(std::move(write)), now_(std::move(now)), next_(now_() + patience) {}

void Progress::name(std::string what) {
  name_ = std::move(what);
}

void Progress::expect(std::size_t bytes) {
  of_ += bytes;
  expected_ += bytes;
}

void Progress::begin(std::size_t bytes) {
  const std::size_t known = std::min(expected_, bytes);
  expected_ -= known;
  of_ += bytes - known;
}

void Progress::add(std::size_t bytes) {
  there_ += bytes;
  const auto now = now_();
  if (now < next_) return;
  next_ = now + interval;
  is_shown_ = true;
  write_(fmt::format("{}fetching {}: {:.1f} of {:.1f} MB", whole_line,
                     printable(name_, name_characters), megabytes(there_), megabytes(of_)));
}

void Progress::clear() {
  if (std::exchange(is_shown_, false)) write_(whole_line);
}

Result<void> ProgressStore::blob(const registry::Descriptor& descriptor, const PartSink& sink) {
  progress_.begin(descriptor.size);
  return store_.blob(descriptor, [&](std::string_view part) {
    progress_.add(part.size());
    return sink(part);
  });
}

}  // namespace prodparity::fetch
