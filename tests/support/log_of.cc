#include "tests/support/log_of.h"

#include <stdexcept>

namespace reinstate::testing {

std::vector<v1::StatusTransition> LogOf(const Caller& caller, const std::string& account_id) {
  std::vector<v1::StatusTransition> log;
  v1::ListStatusTransitionsRequest request;
  request.set_account_id(account_id);
  request.set_page_size(200);
  do {
    grpc::ClientContext context;
    v1::ListStatusTransitionsResponse response;
    const grpc::Status status = caller.status->ListStatusTransitions(&context, request, &response);
    if (!status.ok()) throw std::runtime_error(status.error_message());
    log.insert(log.begin(), response.transitions().rbegin(), response.transitions().rend());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  for (v1::StatusTransition& entry : log) {
    if (entry.trigger() == v1::TRANSITION_TRIGGER_DECISION) entry.clear_trigger_id();
  }
  return log;
}

std::string LogText(const Caller& caller, const std::string& account_id) {
  std::string text;
  for (const v1::StatusTransition& entry : LogOf(caller, account_id)) text += entry.DebugString();
  return text;
}

}  // namespace reinstate::testing
