#pragma once

#include "core/result.h"
#include "io/files.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A root file system in memory, as layers make it: each changes what those before it left (OCI
// image-spec, layer.md). Of files only what was given is there. Paths are of the archive, with or
// without '/' at their begin; ".." ends at the root. A link on the way to a path is followed as in
// the root. Errors of all changes: too_large past the bounds of io/image_limits.h.
class ImageTree {
 public:
  struct Node;

  ImageTree();
  ~ImageTree();
  ImageTree(ImageTree&&) noexcept;
  ImageTree& operator=(ImageTree&&) noexcept;

  void begin_layer() { ++layer_; }

  Result<void> put_folder(std::string_view path);
  Result<void> put_file(std::string_view path, std::string bytes);
  // One that is there and cannot be read: reading it gives the error.
  Result<void> put_unread(std::string_view path, Error error);
  Result<void> put_link(std::string_view path, std::string target);
  // The same file as `target`, which stands before it in this layer or in one below. Where its
  // bytes were not kept it cannot be read.
  Result<void> put_hard_link(std::string_view path, std::string_view target);
  // Something that is no file takes the place, or a file that is not needed.
  void put_other(std::string_view path);
  // Whiteouts: what the layers below had at `path`, or in that folder, is gone.
  void remove(std::string_view path);
  void clear(std::string_view path);

  // Through links; null: not there. Of `path` itself too, where it is a link.
  const Node* find(std::string_view path) const;
  Matches glob_any(std::span<const std::string> patterns) const;

  // Calls `visit(path, node)` for all that is no folder, sorted by path.
  void for_each(const std::function<void(const std::string& path, const Node& node)>& visit) const;

 private:
  struct Place {
    Node* folder = nullptr;  // null: a path through what is no folder
    std::string name;        // empty: the root itself
  };
  Result<Place> place_for(std::string_view path);
  Result<Node*> put(std::string_view path);
  Node* lower(std::string_view path, std::string& name);

  std::unique_ptr<Node> root_;
  std::uint32_t layer_ = 0;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

struct ImageTree::Node {
  enum class Kind { folder, file, link, unread };
  Kind kind = Kind::folder;
  std::map<std::string, std::unique_ptr<Node>, std::less<>> children;  // of a folder
  std::shared_ptr<const std::string> bytes;                            // of a file
  std::string target;                                                  // of a link
  Error error;                                                         // why it is unread
  std::uint32_t layer = 0;                                             // that put it there last
  std::uint64_t number = 0;                                            // no two have the same
};

}  // namespace prodparity
