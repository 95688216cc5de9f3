#pragma once

#include "core/attest/fields.h"
#include "core/attest/payload.h"
#include "core/byte_source.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// What is read otherwise than the rest of a document, by its keys from the root.
using Path = std::vector<std::string_view>;
struct LargePlace {
  enum class As {
    payload,  // a text in base64, decoded into one buffer part by part
    skipped,  // any value, not kept
  };
  Path path;
  As as = As::payload;
};

// A JSON document of which all but one place is small: a bundle or envelope and its payload, a
// statement and its predicate. Fields of it live as long as it does.
class Document {
 public:
  Fields fields(std::string place = {}) const;
  // Nothing where no text stands in the payload's place, and once it was taken.
  std::optional<Payload> payload;

 private:
  friend Document read_document(ByteSource&, const LargePlace&, const std::string&, std::size_t);
  std::shared_ptr<const nlohmann::json> root_;
};

// One pass, in memory for the payload and limits::document_* besides. Refused: what is no JSON
// object, has a key twice outside of what is skipped, is larger or deeper than the limits, or
// cannot be read. `expected_bytes`, where they are known, save room.
Document read_document(ByteSource& source, const LargePlace& large, const std::string& name,
                       std::size_t expected_bytes = 0);

}  // namespace prodparity::attest
