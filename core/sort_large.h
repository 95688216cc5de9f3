#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace prodparity {

// Puts every value where it belongs, each moved once: order[i] is the index of who comes to i.
template <class T>
void rearrange(std::vector<T>& values, std::vector<std::size_t> order) {
  for (std::size_t begin = 0; begin < order.size(); ++begin) {
    if (order[begin] == begin) continue;
    T first = std::move(values[begin]);
    std::size_t at = begin;
    for (std::size_t from = order[at]; from != begin; from = order[at]) {
      values[at] = std::move(values[from]);
      order[at] = at;
      at = from;
    }
    values[at] = std::move(first);
    order[at] = at;
  }
}

// Sorts objects that cost more to move than to compare: each moves once, and none where the order
// is right already. Not stable.
template <class T, class Less>
void sort_large(std::vector<T>& values, Less less) {
  if (std::ranges::is_sorted(values, less)) return;
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t left, std::size_t right) {
    return less(values[left], values[right]);
  });
  rearrange(values, std::move(order));
}

}  // namespace prodparity
