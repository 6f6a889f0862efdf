// What the generated mocks are made of.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "client/runtime/call_options.h"
#include "client/runtime/result.h"
#include "client/runtime/stream.h"

namespace reinstate::client {

inline CallError NoAnswer(const char* name) {
  CallError error;
  error.code = StatusCode::kUnimplemented;
  error.message = std::string("the mock has no answer for ") + name;
  return error;
}

// One method of a mock: assign a function that answers, with or without CallOptions as its second
// parameter; read afterwards what was asked. Not thread-safe.
template <typename Request, typename Response>
class MockMethod {
 public:
  template <typename Function>
  MockMethod& operator=(Function answer) {
    if constexpr (std::is_invocable_v<Function, const Request&, const CallOptions&>) {
      answer_ = std::move(answer);
    } else {
      answer_ = [answer = std::move(answer)](const Request& request, const CallOptions&) mutable {
        return Result<Response>(answer(request));
      };
    }
    return *this;
  }

  // Every request so far, oldest first.
  const std::vector<Request>& requests() const { return requests_; }

  // UNIMPLEMENTED, with the method's name, where no answer was assigned.
  Result<Response> Call(const char* name, const Request& request, const CallOptions& options) {
    requests_.push_back(request);
    return answer_ ? answer_(request, options) : NoAnswer(name);
  }

 private:
  std::function<Result<Response>(const Request&, const CallOptions&)> answer_;
  std::vector<Request> requests_;
};

// The same of a streaming method. The function answers with Result<std::vector<Response>>, or, for
// an error behind messages, with std::vector<Result<Response>>.
template <typename Request, typename Response>
class MockStream {
 public:
  using Elements = std::vector<Result<Response>>;

  template <typename Function>
  MockStream& operator=(Function answer) {
    if constexpr (std::is_invocable_v<Function, const Request&, const CallOptions&>) {
      answer_ = [answer = std::move(answer)](const Request& request, const CallOptions& options) {
        return AsElements(answer(request, options));
      };
    } else {
      answer_ = [answer = std::move(answer)](const Request& request, const CallOptions&) {
        return AsElements(answer(request));
      };
    }
    return *this;
  }

  // Every request so far, oldest first.
  const std::vector<Request>& requests() const { return requests_; }

  // One element with UNIMPLEMENTED, and the method's name, where no answer was assigned.
  Stream<Response> Call(const char* name, const Request& request, const CallOptions& options) {
    requests_.push_back(request);
    const auto next = [elements = answer_ ? answer_(request, options) : Elements{NoAnswer(name)},
                       i = std::size_t{0}]() mutable -> std::optional<Result<Response>> {
      if (i == elements.size()) return std::nullopt;
      return std::move(elements[i++]);
    };
    return Stream<Response>(next, options.cancellation);
  }

 private:
  static Elements AsElements(Elements elements) { return elements; }
  static Elements AsElements(Result<std::vector<Response>> answer) {
    if (!answer.ok()) return {std::move(answer.error())};
    return Elements(answer->begin(), answer->end());
  }

  std::function<Elements(const Request&, const CallOptions&)> answer_;
  std::vector<Request> requests_;
};

}  // namespace reinstate::client
