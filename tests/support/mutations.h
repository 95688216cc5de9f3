#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace prodparity::test {

// One change at one place of a JSON document.
struct Mutation {
  std::string place;  // RFC 6901
  std::string kind;   // "changed", "extended", "emptied", "removed", "null", "doubled", "swapped"
  nlohmann::json document;
};

// Every place of the document (members, elements, leaves), each
// - changed: text by a character, base64 by a bit (first, middle and last byte), numbers by one;
// - extended by a character, emptied, removed, made null;
// - doubled: an element of a list twice; a member twice in its object, where `doubles_member` of
//   its place. text_of() writes that;
// - swapped with what `other`, a valid document of the same kind, has in that place.
// What a change leaves as it was is none.
std::vector<Mutation> mutations_of(
    const nlohmann::json& document, const nlohmann::json& other,
    const std::function<bool(const std::string& place)>& doubles_member);

// JSON in which a member that was doubled stands twice.
std::string text_of(const nlohmann::json& document);

}  // namespace prodparity::test
