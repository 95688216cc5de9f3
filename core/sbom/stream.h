#pragma once

#include "core/result.h"
#include "core/sbom/draft.h"

#include <memory>
#include <optional>
#include <string_view>

namespace prodparity::sbom {

// Streams one JSON document through Boost.JSON's basic_parser into a Draft: never a DOM, nothing
// kept of a place that no rule names. Errors (`malformed` with the path to the place, `truncated`,
// `empty`, `too_deep`, `too_large`) come without the document's name.
class Stream {
 public:
  // `inside_text`: the document stands as a string in another one, whose lines go on counting.
  explicit Stream(Draft& draft, bool inside_text = false);
  ~Stream();
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;

  std::optional<Error> write(std::string_view part);
  std::optional<Error> finish();
  // Whether anything but white space was read.
  bool started() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace prodparity::sbom
