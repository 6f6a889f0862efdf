// What the generated mocks are made of.

#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "client/runtime/call_options.h"
#include "client/runtime/result.h"

namespace reinstate::client {

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
    if (answer_) return answer_(request, options);
    CallError error;
    error.code = StatusCode::kUnimplemented;
    error.message = std::string("the mock has no answer for ") + name;
    return error;
  }

 private:
  std::function<Result<Response>(const Request&, const CallOptions&)> answer_;
  std::vector<Request> requests_;
};

}  // namespace reinstate::client
