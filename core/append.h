#pragma once

#include <iterator>
#include <utility>
#include <vector>

namespace prodparity {

// Moves all of `from` to the end of `to`. An empty `to` takes the list as it is: findings and
// components are large, and most lists are gathered from one source.
template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  if (to.empty()) {
    to = std::move(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
}

}  // namespace prodparity
