#include "client/run_git.h"

#include "core/git_diff.h"
#include "core/limits.h"
#include "io/child.h"

#include <iterator>
#include <utility>

namespace prodparity {
namespace {

constexpr int git_seconds = 10;

}  // namespace

Result<std::string> git(const std::string& folder, std::vector<std::string> words) {
  std::vector<std::string> whole = {"/usr/bin/env", "LC_ALL=C", "git", "-C", folder};
  whole.insert(whole.end(), std::make_move_iterator(words.begin()),
               std::make_move_iterator(words.end()));
  // A file's differences are no larger than the file before and the file now.
  Result<std::string> output = run_child(whole, 2 * limits::ship_file_bytes, git_seconds);
  if (output && output->ends_with('\n')) output->pop_back();
  return output;
}

bool is_uncommitted(const std::string& folder, const std::string& path, std::size_t line) {
  const Result<std::string> known =
      git(folder, {"--literal-pathspecs", "ls-tree", "--name-only", "HEAD", "--", path});
  if (!known || known->empty()) return known.has_value();
  // Without the index's lock: whoever works in the tree meanwhile is not disturbed.
  const Result<std::string> diff =
      git(folder, {"--no-optional-locks", "--literal-pathspecs", "diff", "--unified=0",
                   "--no-color", "--no-ext-diff", "--no-textconv", "HEAD", "--", path});
  return diff && has_changed_line(*diff, line);
}

}  // namespace prodparity
