#include "server/domain/error.h"

namespace reinstate {

const char* ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kInvalidField:
      return "INVALID_FIELD";
    case Reason::kMalformedRequest:
      return "MALFORMED_REQUEST";
    case Reason::kIdempotencyKeyReused:
      return "IDEMPOTENCY_KEY_REUSED";
    case Reason::kInvalidPageToken:
      return "INVALID_PAGE_TOKEN";
    case Reason::kEffectiveInFuture:
      return "EFFECTIVE_IN_FUTURE";
    case Reason::kEffectiveBeforeSubject:
      return "EFFECTIVE_BEFORE_SUBJECT";
    case Reason::kBackdated:
      return "BACKDATED";
    case Reason::kUnauthenticated:
      return "UNAUTHENTICATED";
    case Reason::kNotPermitted:
      return "NOT_PERMITTED";
    case Reason::kAccountNotFound:
      return "ACCOUNT_NOT_FOUND";
    case Reason::kInvoiceNotFound:
      return "INVOICE_NOT_FOUND";
    case Reason::kHoldNotFound:
      return "HOLD_NOT_FOUND";
    case Reason::kFactConflict:
      return "FACT_CONFLICT";
    case Reason::kConditionHolds:
      return "CONDITION_HOLDS";
    case Reason::kNothingToReinstate:
      return "NOTHING_TO_REINSTATE";
    case Reason::kHoldReleased:
      return "HOLD_RELEASED";
    case Reason::kClockBackward:
      return "CLOCK_BACKWARD";
    case Reason::kAmountOverflow:
      return "AMOUNT_OVERFLOW";
    case Reason::kOverloaded:
      return "OVERLOADED";
    case Reason::kRequestTooLarge:
      return "REQUEST_TOO_LARGE";
    case Reason::kStoreUnavailable:
      return "STORE_UNAVAILABLE";
    case Reason::kRevisionNotReached:
      return "REVISION_NOT_REACHED";
    case Reason::kServerStopping:
      return "SERVER_STOPPING";
    case Reason::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case Reason::kInternal:
      return "INTERNAL";
    case Reason::kTicketNotFound:
      return "TICKET_NOT_FOUND";
    case Reason::kTicketOpen:
      return "TICKET_OPEN";
    case Reason::kNotSuspended:
      return "NOT_SUSPENDED";
    case Reason::kIllegalTransition:
      return "ILLEGAL_TRANSITION";
    case Reason::kSelfApproval:
      return "SELF_APPROVAL";
    case Reason::kTicketClosed:
      return "TICKET_CLOSED";
    case Reason::kInvoiceHasPayments:
      return "INVOICE_HAS_PAYMENTS";
    case Reason::kInvoiceClosed:
      return "INVOICE_CLOSED";
    case Reason::kDisputeOpen:
      return "DISPUTE_OPEN";
    case Reason::kDisputeNotFound:
      return "DISPUTE_NOT_FOUND";
    case Reason::kPaymentNotFound:
      return "PAYMENT_NOT_FOUND";
    case Reason::kPaymentStatusConflict:
      return "PAYMENT_STATUS_CONFLICT";
  }
  return "INTERNAL";
}

const std::vector<Reason>& AllReasons() {
  static const auto* const reasons = [] {
    auto* all = new std::vector<Reason>;
    for (int i = 0; i <= static_cast<int>(Reason::kPaymentStatusConflict); ++i) {
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
