#pragma once

#include <memory>
#include <utility>

namespace prodparity {

// A large value that many hold and none changes: copies share it. Empty is a state of its own, as
// with std::optional; reading an empty one gives a T with its defaults. Compares by value.
template <class T>
class Shared {
 public:
  Shared() = default;
  Shared(T value) : value_(std::make_shared<const T>(std::move(value))) {}  // as optional has it

  explicit operator bool() const { return value_ != nullptr; }
  bool has_value() const { return value_ != nullptr; }

  const T& operator*() const {
    static const T none{};
    return value_ ? *value_ : none;
  }
  const T* operator->() const { return &**this; }

  // Calls `change` with a copy, which from then on is this one's own.
  template <class Change>
  void edit(Change change) {
    T copy = **this;
    change(copy);
    value_ = std::make_shared<const T>(std::move(copy));
  }

  bool operator==(const Shared& other) const {
    if (value_ == other.value_) return true;
    return value_ && other.value_ && *value_ == *other.value_;
  }

 private:
  std::shared_ptr<const T> value_;
};

}  // namespace prodparity
