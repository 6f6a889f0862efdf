#include "server/domain/error.h"

#include <iterator>

namespace reinstate {
namespace {

// In the order of Reason.
constexpr const char* kReasonNames[] = {
    "INVALID_FIELD",
    "MALFORMED_REQUEST",
    "IDEMPOTENCY_KEY_REUSED",
    "INVALID_PAGE_TOKEN",
    "EFFECTIVE_IN_FUTURE",
    "EFFECTIVE_BEFORE_SUBJECT",
    "BACKDATED",
    "UNAUTHENTICATED",
    "NOT_PERMITTED",
    "ACCOUNT_NOT_FOUND",
    "INVOICE_NOT_FOUND",
    "HOLD_NOT_FOUND",
    "FACT_CONFLICT",
    "CONDITION_HOLDS",
    "NOTHING_TO_REINSTATE",
    "HOLD_RELEASED",
    "CLOCK_BACKWARD",
    "AMOUNT_OVERFLOW",
    "OVERLOADED",
    "REQUEST_TOO_LARGE",
    "STORE_UNAVAILABLE",
    "REVISION_NOT_REACHED",
    "SERVER_STOPPING",
    "DEADLINE_EXCEEDED",
    "INTERNAL",
    "TICKET_NOT_FOUND",
    "TICKET_OPEN",
    "NOT_SUSPENDED",
    "ILLEGAL_TRANSITION",
    "SELF_APPROVAL",
    "TICKET_CLOSED",
    "INVOICE_HAS_PAYMENTS",
    "INVOICE_CLOSED",
    "DISPUTE_OPEN",
    "DISPUTE_NOT_FOUND",
    "PAYMENT_NOT_FOUND",
    "PAYMENT_STATUS_CONFLICT",
    "OFFSET_BEYOND_END",
    "SIGNAL_NOT_FOUND",
    "SIGNAL_WITHDRAWN",
    "EXEMPTION_NOT_FOUND",
    "EXEMPTION_ENDED",
    "POLICY_NOT_FOUND",
    "POLICY_IN_FORCE",
    "PREVIEW_MISMATCH",
    "PREVIEW_OUTDATED",
    "ETAG_MISMATCH",
    "PROGRAM_NOT_FOUND",
    "PROGRAM_NOT_ENROLLED",
    "ACCOUNT_CLOSED",
    "PROVIDER_NOT_FOUND",
    "NOT_A_PROVIDER",
    "ISSUE_NOT_FOUND",
    "RESUME_TOKEN_EXPIRED",
};
static_assert(std::size(kReasonNames) == static_cast<size_t>(Reason::kResumeTokenExpired) + 1);

}  // namespace

const char* ReasonName(Reason reason) { return kReasonNames[static_cast<size_t>(reason)]; }

const std::vector<Reason>& AllReasons() {
  static const auto* const reasons = [] {
    auto* all = new std::vector<Reason>;
    for (int i = 0; i < static_cast<int>(std::size(kReasonNames)); ++i) {
      all->push_back(static_cast<Reason>(i));
    }
    return all;
  }();
  return *reasons;
}

Error InvalidField(std::string field, std::string description) {
  Error error{.reason = Reason::kInvalidField, .message = field + ": " + description};
  error.fields.push_back({std::move(field), std::move(description)});
  return error;
}

}  // namespace reinstate
