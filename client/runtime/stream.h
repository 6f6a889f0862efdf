// Responses that the server sends one after the other, read as a range.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "client/runtime/cancellation.h"
#include "client/runtime/input_iterator.h"
#include "client/runtime/result.h"

namespace reinstate::client {

// Each step waits for the next message. An error is one element, and the last one. The call is sent
// when the first is read; until then its time does not run. Read it once, from one thread:
//   for (Result<v1::Line>& line : client.StreamLines(request)) ...
// It may outlive its client. Its destructor cancels what was not read.
template <typename Item>
class Stream {
  struct State;

 public:
  // The next element; nothing at the end.
  using Next = std::function<std::optional<Result<Item>>()>;
  using iterator = InputIterator<State, Result<Item>>;

  Stream(Next next, Cancellation cancellation)
      : cancellation_(std::move(cancellation)), state_(std::make_unique<State>(std::move(next))) {}

  iterator begin() { return iterator(state_.get()); }
  iterator end() { return iterator(nullptr); }

  // From any thread: the range ends, as a rule with CANCELLED.
  void Cancel() const { cancellation_.Cancel(); }

 private:
  struct State {
    explicit State(Next from) : next(std::move(from)) {}

    bool Advance() {
      if (current && !current->ok()) return false;
      current = next();
      return current.has_value();
    }
    Result<Item>& Current() { return *current; }

    Next next;
    std::optional<Result<Item>> current;
  };

  Cancellation cancellation_;
  std::unique_ptr<State> state_;
};

}  // namespace reinstate::client
