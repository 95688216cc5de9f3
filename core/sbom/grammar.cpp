#include "core/sbom/grammar.h"

#include "core/text.h"

#include <span>
#include <stdexcept>
#include <string_view>

namespace prodparity::sbom {

Grammar::Grammar(std::span<const Format* const> all) : nodes_(2) {
  for (const Format* const format : all) {
    for (const Rule& rule : format->rules)
      add(*format, rule);
  }
  // Components hold components, and an envelope a document, to any depth the parser allows.
  for (Node& node : nodes_) {
    if (node.shape == Shape::document) node.children = nodes_[root].children;
  }
  const NodeId components = child(root, "components").node;
  nodes_[child_or_new(nodes_[components].element, "components")] = nodes_[components];
}

Match Grammar::child(NodeId id, std::string_view key) const {
  const std::vector<Node::Child>& children = nodes_[id].children;
  for (unsigned i = 0; i < children.size(); ++i) {
    if (children[i].key == key) return {.node = children[i].node, .index = i};
  }
  return {};
}

NodeId Grammar::child_or_new(NodeId parent, std::string_view key) {
  const bool element = key == "[]";
  const NodeId known = element ? nodes_[parent].element : child(parent, key).node;
  if (known != nowhere) return known;
  const auto id = static_cast<NodeId>(nodes_.size());
  nodes_.push_back({});
  nodes_[id].key = element ? "" : key;
  if (element) {
    nodes_[parent].element = id;
  } else {
    nodes_[parent].children.push_back({.key = key, .node = id});
    if (nodes_[parent].children.size() > 64) throw std::logic_error("too many keys in one object");
  }
  return id;
}

void Grammar::add(const Format& format, const Rule& rule) {
  NodeId id = root;
  for (std::string_view step : split(rule.path, '.')) {
    const bool array = step.ends_with("[]");
    if (array) step.remove_suffix(2);
    id = child_or_new(id, step);
    if (array) id = child_or_new(id, "[]");
  }
  Node& node = nodes_[id];
  node.format = &format;
  node.field = rule.field;
  node.shape = rule.shape;
}

const Grammar& grammar() {
  static const Grammar one(formats());
  return one;
}

}  // namespace prodparity::sbom
