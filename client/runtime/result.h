// Errors as values, for code that must build as C++17.

#pragma once

#include <utility>
#include <variant>

#include "client/runtime/error.h"

namespace reinstate::client {

// A value or the error that stands in its place. T and E must differ.
template <typename T, typename E = CallError>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: converts
  Result(E error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: converts

  bool ok() const { return held_.index() == 0; }
  // Only where ok().
  T& operator*() { return std::get<0>(held_); }
  const T& operator*() const { return std::get<0>(held_); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  // Only where not ok().
  E& error() { return std::get<1>(held_); }
  const E& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, E> held_;
};

}  // namespace reinstate::client
