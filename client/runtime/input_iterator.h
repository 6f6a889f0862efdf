// How a range that is read once is walked.

#pragma once

#include <cstddef>
#include <iterator>

namespace reinstate::client {

// `State` has Advance(), which goes to the next element and says false at the end, and Current().
// It belongs to the range.
template <typename State, typename Value>
class InputIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Value;
  using difference_type = std::ptrdiff_t;
  using pointer = Value*;
  using reference = Value&;

  // Null: the end. Else goes to the first element.
  explicit InputIterator(State* state) : state_(state) {
    if (state_ != nullptr) ++*this;
  }

  reference operator*() const { return state_->Current(); }
  pointer operator->() const { return &**this; }
  InputIterator& operator++() {
    if (!state_->Advance()) state_ = nullptr;
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const InputIterator& a, const InputIterator& b) {
    return a.state_ == b.state_;
  }
  friend bool operator!=(const InputIterator& a, const InputIterator& b) { return !(a == b); }

 private:
  State* state_;  // null at the end
};

}  // namespace reinstate::client
