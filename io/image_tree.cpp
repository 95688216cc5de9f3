#include "io/image_tree.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/glob.h"
#include "io/image_limits.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

using Node = ImageTree::Node;
using Kind = Node::Kind;

namespace {

// Names from the root on, without "." and empty ones; ".." ends at the root.
std::vector<std::string> elements_of(std::string_view path) {
  std::vector<std::string> names;
  for (const std::string_view name : split(path, '/')) {
    if (name.empty() || name == ".") continue;
    if (name != "..") {
      names.emplace_back(name);
    } else if (!names.empty()) {
      names.pop_back();
    }
  }
  return names;
}

template <class AnyNode>
AnyNode* child_of(AnyNode* folder, std::string_view name) {
  if (folder == nullptr || folder->kind != Kind::folder) return nullptr;
  const auto found = folder->children.find(name);
  return found == folder->children.end() ? nullptr : found->second.get();
}

// Walks down from the root as the kernel does, links followed inside it. `chain` holds the folders
// on the way, for "..".
template <class AnyNode>
AnyNode* walk(AnyNode* root, std::string_view path, bool follows_last) {
  std::vector<AnyNode*> chain = {root};
  std::vector<std::string> ahead;  // names still to go, the next one last
  const auto push = [&](std::string_view text) {
    const std::vector<std::string_view> names = split(text, '/');
    ahead.insert(ahead.end(), names.rbegin(), names.rend());
  };
  push(path);
  std::size_t links = 0;
  while (!ahead.empty()) {
    const std::string name = std::move(ahead.back());
    ahead.pop_back();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (chain.size() > 1) chain.pop_back();
      continue;
    }
    AnyNode* const child = child_of(chain.back(), name);
    if (child == nullptr) return nullptr;
    const bool is_last = std::ranges::all_of(ahead, &std::string::empty);
    if (child->kind != Kind::link || (is_last && !follows_last)) {
      chain.push_back(child);
      continue;
    }
    if (++links > limits::image_links || ahead.size() > limits::image_path_bytes) return nullptr;
    if (child->target.starts_with('/')) chain.resize(1);
    push(child->target);
  }
  return chain.back();
}

Error too_much(std::string_view what, std::size_t limit) {
  return {
      .code = ErrorCode::too_large,
      .message = "the image holds more than " + std::to_string(limit) + ' ' + std::string(what)};
}

std::string joined(std::string_view folder, std::string_view name) {
  std::string path(folder);
  return path.append("/").append(name);
}

// The paths that one pattern matches below a folder.
class Expansion {
 public:
  Expansion(const ImageTree& tree, std::string_view pattern, std::set<std::string>& found)
      : tree_(tree), folders_only_(pattern.ends_with('/')), found_(found) {
    for (const std::string_view element : split(pattern, '/')) {
      if (!element.empty()) pattern_.push_back(element);
    }
  }

  void run() { expand("", 0); }

 private:
  void expand(const std::string& folder, std::size_t at) {
    if (at == pattern_.size()) return match(folder);
    const std::string_view element = pattern_[at];
    if (element == "**") return expand_deep(folder, at, 0);
    if (!has_wildcard(element)) {
      const std::string path = joined(folder, element);
      if (at + 1 == pattern_.size() || tree_.find(path) != nullptr) expand(path, at + 1);
      return;
    }
    for_each_child(folder, [&](const std::string& name, const Node&) {
      if (element_matches(element, name)) expand(joined(folder, name), at + 1);
    });
  }

  void expand_deep(const std::string& folder, std::size_t at, std::size_t depth) {
    expand(folder, at + 1);
    if (depth == limits::workspace_depth) return;
    for_each_child(folder, [&](const std::string& name, const Node& child) {
      if (child.kind == Kind::folder && !is_skipped_folder(name))
        expand_deep(joined(folder, name), at, depth + 1);
    });
  }

  template <class Visit>
  void for_each_child(const std::string& folder, Visit visit) {
    const Node* const node = tree_.find(folder);
    if (node == nullptr || node->kind != Kind::folder) return;
    for (const auto& [name, child] : node->children)
      visit(name, *child);
  }

  void match(const std::string& path) {
    const Node* const node = tree_.find(path);
    if (node != nullptr && (!folders_only_ || node->kind == Kind::folder)) found_.insert(path);
  }

  const ImageTree& tree_;
  bool folders_only_;
  std::set<std::string>& found_;
  std::vector<std::string_view> pattern_;
};

void visit_below(const Node& folder, const std::string& path,
                 const std::function<void(const std::string&, const Node&)>& visit) {
  for (const auto& [name, child] : folder.children) {
    const std::string child_path = joined(path, name);
    if (child->kind == Kind::folder)
      visit_below(*child, child_path, visit);
    else
      visit(child_path, *child);
  }
}

// What layers before `layer` put there goes; a folder that this one has, too, stays with what it
// put into it. Whether all of it is gone.
bool drop_older(Node& node, std::uint32_t layer) {
  std::erase_if(node.children,
                [layer](const auto& child) { return drop_older(*child.second, layer); });
  return node.layer < layer && node.children.empty();
}

}  // namespace

ImageTree::ImageTree() : root_(std::make_unique<Node>()) {}
ImageTree::~ImageTree() = default;
ImageTree::ImageTree(ImageTree&&) noexcept = default;
ImageTree& ImageTree::operator=(ImageTree&&) noexcept = default;

// The folder that `path` lies in is made where it is missing.
Result<ImageTree::Place> ImageTree::place_for(std::string_view path) {
  if (path.size() > limits::image_path_bytes)
    return too_much("bytes in the path of a file", limits::image_path_bytes);
  std::vector<std::string> names = elements_of(path);
  Place place{.folder = root_.get(), .name = {}};
  if (names.empty()) return place;
  place.name = std::move(names.back());
  names.pop_back();
  std::string so_far;
  for (const std::string& name : names) {
    so_far = joined(so_far, name);
    Node* next = walk(root_.get(), so_far, true);
    if (next == nullptr || next->kind != Kind::folder) {
      // Also a link that leads nowhere gives way, as where a folder stands in its place.
      if (++nodes_ > limits::image_nodes) return too_much("folders and files", limits::image_nodes);
      auto& slot = place.folder->children[name];
      slot = std::make_unique<Node>();
      slot->layer = layer_;
      slot->number = nodes_;
      next = slot.get();
    }
    place.folder = next;
  }
  return place;
}

// A new node at `path`, in the place of whatever was there.
Result<Node*> ImageTree::put(std::string_view path) {
  auto place = place_for(path);
  if (!place) return place.error();
  if (place->name.empty())
    return Error{.code = ErrorCode::malformed, .message = "the image's root is no folder in it"};
  if (++nodes_ > limits::image_nodes) return too_much("folders and files", limits::image_nodes);
  auto& slot = place->folder->children[place->name];
  slot = std::make_unique<Node>();
  slot->layer = layer_;
  slot->number = nodes_;
  return slot.get();
}

Result<void> ImageTree::put_folder(std::string_view path) {
  auto place = place_for(path);
  if (!place) return place.error();
  if (place->name.empty()) return {};
  if (Node* const there = child_of(place->folder, place->name);
      there != nullptr && there->kind == Kind::folder) {
    there->layer = layer_;
    return {};
  }
  const auto made = put(path);
  return made ? Result<void>() : made.error();
}

Result<void> ImageTree::put_file(std::string_view path, std::string bytes) {
  bytes_ += bytes.size();
  if (bytes_ > limits::image_kept_bytes)
    return too_much("bytes of package databases", limits::image_kept_bytes);
  const auto made = put(path);
  if (!made) return made.error();
  (*made)->kind = Kind::file;
  (*made)->bytes = std::make_shared<const std::string>(std::move(bytes));
  return {};
}

Result<void> ImageTree::put_unread(std::string_view path, Error error) {
  const auto made = put(path);
  if (!made) return made.error();
  (*made)->kind = Kind::unread;
  (*made)->error = std::move(error);
  return {};
}

Result<void> ImageTree::put_link(std::string_view path, std::string target) {
  if (target.size() > limits::image_path_bytes)
    return too_much("bytes in the target of a link", limits::image_path_bytes);
  const auto made = put(path);
  if (!made) return made.error();
  (*made)->kind = Kind::link;
  (*made)->target = std::move(target);
  return {};
}

Result<void> ImageTree::put_hard_link(std::string_view path, std::string_view target) {
  const Node* const there = walk<const Node>(root_.get(), target, false);
  const bool is_kept = there != nullptr && there->kind != Kind::folder;
  // Copied first: the new node may take the place of the old one.
  const auto bytes = is_kept ? there->bytes : nullptr;
  const Kind kind = is_kept ? there->kind : Kind::unread;
  std::string link = is_kept ? there->target : std::string();
  Error error = is_kept ? there->error
                        : Error{.code = ErrorCode::io,
                                .message = "cannot read '/" + std::string(path) +
                                           "': it is a hard link to a file that was not kept",
                                .path = '/' + std::string(path)};
  const auto made = put(path);
  if (!made) return made.error();
  (*made)->kind = kind;
  (*made)->bytes = bytes;
  (*made)->target = std::move(link);
  (*made)->error = std::move(error);
  return {};
}

// Where `path` stands, if it does: its folder, and its name there.
Node* ImageTree::lower(std::string_view path, std::string& name) {
  std::vector<std::string> names = elements_of(path);
  if (names.empty()) return nullptr;
  name = std::move(names.back());
  names.pop_back();
  std::string folder;
  for (const std::string& one : names)
    folder = joined(folder, one);
  Node* const node = walk(root_.get(), folder, true);
  return child_of(node, name) == nullptr ? nullptr : node;
}

void ImageTree::put_other(std::string_view path) {
  std::string name;
  if (Node* const folder = lower(path, name)) folder->children.erase(name);
}

void ImageTree::remove(std::string_view path) {
  std::string name;
  Node* const folder = lower(path, name);
  if (folder == nullptr) return;
  const auto found = folder->children.find(name);
  if (drop_older(*found->second, layer_)) folder->children.erase(found);
}

void ImageTree::clear(std::string_view path) {
  Node* const folder = walk(root_.get(), path, true);
  if (folder == nullptr || folder->kind != Kind::folder) return;
  drop_older(*folder, layer_);
}

const Node* ImageTree::find(std::string_view path) const {
  return walk<const Node>(root_.get(), path, true);
}

Matches ImageTree::glob_any(std::span<const std::string> patterns) const {
  std::set<std::string> found;
  for (const std::string& pattern : patterns)
    Expansion(*this, pattern, found).run();
  return {.paths = {found.begin(), found.end()}, .errors = {}};
}

void ImageTree::for_each(
    const std::function<void(const std::string& path, const Node& node)>& visit) const {
  visit_below(*root_, "", visit);
}

}  // namespace prodparity
