#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {

// An object of proto3 JSON, read strictly: null is absent, 64-bit integers are numbers or text,
// bytes are base64. Whatever is there and of another type is refused as malformed, with its place.
// Lives no longer than the document.
class Fields {
 public:
  Fields(const nlohmann::json& object, std::string place);

  bool has(const char* key) const { return find(key) != nullptr; }
  Fields object(const char* key) const;
  std::optional<Fields> optional_object(const char* key) const;
  std::string text(const char* key) const;
  std::string optional_text(const char* key) const;  // empty where absent
  std::string bytes(const char* key) const;
  std::int64_t number(const char* key) const;  // absent: 0, as proto3 has it
  // Absent: none. More than `limit` are refused.
  std::vector<Fields> objects(const char* key, std::size_t limit) const;
  std::vector<std::string> byte_list(const char* key, std::size_t limit) const;

  std::string place_of(std::string_view key) const;

 private:
  const nlohmann::json* find(const char* key) const;
  const nlohmann::json& need(const char* key) const;

  const nlohmann::json* object_;
  std::string place_;
};

// The document; refused where it is no JSON object, has a key twice or is larger.
nlohmann::json parse_document(std::string_view bytes, std::size_t limit, const std::string& name);
// base64 of the place; refused where it is none.
std::string decoded(std::string_view text, const std::string& place);

}  // namespace prodparity::attest
