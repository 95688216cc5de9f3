#pragma once

#include "core/sbom/draft.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::sbom {

using NodeId = std::uint16_t;
inline constexpr NodeId nowhere = 0;
inline constexpr NodeId root = 1;

// A place that some rule names, or that lies on the way to one.
struct Node {
  struct Child {
    std::string_view key;
    NodeId node = nowhere;
  };
  std::string_view key;
  const Format* format = nullptr;
  std::uint8_t field = 0;
  Shape shape = Shape::container;
  NodeId element = nowhere;
  std::vector<Child> children;  // at most 64: repeated keys are found by a bit each
};

struct Match {
  NodeId node = nowhere;
  unsigned index = 0;
};

// The rules of all formats as one tree: a document is read once, and by what it turns out to be.
// A place of shape `document` has the children of the whole document, and "components[]" those
// of itself below "components[].components[]".
class Grammar {
 public:
  explicit Grammar(std::span<const Format* const> all);
  const Node& at(NodeId id) const { return nodes_[id]; }
  NodeId element(NodeId id) const { return nodes_[id].element; }
  Match child(NodeId id, std::string_view key) const;

 private:
  NodeId child_or_new(NodeId parent, std::string_view key);
  void add(const Format& format, const Rule& rule);

  std::vector<Node> nodes_;
};

const Grammar& grammar();

}  // namespace prodparity::sbom
