// The stable reasons callers see: each has a name of its own.

#include "server/domain/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace reinstate {
namespace {

TEST(ReasonName, NamesEachReasonAsTheContractDoes) {
  struct Row {
    Reason reason;
    const char* name;
  };
  const Row rows[] = {
      {Reason::kInvalidField, "INVALID_FIELD"},
      {Reason::kMalformedRequest, "MALFORMED_REQUEST"},
      {Reason::kIdempotencyKeyReused, "IDEMPOTENCY_KEY_REUSED"},
      {Reason::kInvalidPageToken, "INVALID_PAGE_TOKEN"},
      {Reason::kEffectiveInFuture, "EFFECTIVE_IN_FUTURE"},
      {Reason::kEffectiveBeforeSubject, "EFFECTIVE_BEFORE_SUBJECT"},
      {Reason::kBackdated, "BACKDATED"},
      {Reason::kUnauthenticated, "UNAUTHENTICATED"},
      {Reason::kNotPermitted, "NOT_PERMITTED"},
      {Reason::kAccountNotFound, "ACCOUNT_NOT_FOUND"},
      {Reason::kInvoiceNotFound, "INVOICE_NOT_FOUND"},
      {Reason::kHoldNotFound, "HOLD_NOT_FOUND"},
      {Reason::kFactConflict, "FACT_CONFLICT"},
      {Reason::kConditionHolds, "CONDITION_HOLDS"},
      {Reason::kNothingToReinstate, "NOTHING_TO_REINSTATE"},
      {Reason::kHoldReleased, "HOLD_RELEASED"},
      {Reason::kClockBackward, "CLOCK_BACKWARD"},
      {Reason::kAmountOverflow, "AMOUNT_OVERFLOW"},
      {Reason::kOverloaded, "OVERLOADED"},
      {Reason::kRequestTooLarge, "REQUEST_TOO_LARGE"},
      {Reason::kStoreUnavailable, "STORE_UNAVAILABLE"},
      {Reason::kRevisionNotReached, "REVISION_NOT_REACHED"},
      {Reason::kServerStopping, "SERVER_STOPPING"},
      {Reason::kDeadlineExceeded, "DEADLINE_EXCEEDED"},
      {Reason::kInternal, "INTERNAL"},
      {Reason::kTicketNotFound, "TICKET_NOT_FOUND"},
      {Reason::kTicketOpen, "TICKET_OPEN"},
      {Reason::kNotSuspended, "NOT_SUSPENDED"},
      {Reason::kIllegalTransition, "ILLEGAL_TRANSITION"},
      {Reason::kSelfApproval, "SELF_APPROVAL"},
      {Reason::kTicketClosed, "TICKET_CLOSED"},
      {Reason::kInvoiceHasPayments, "INVOICE_HAS_PAYMENTS"},
      {Reason::kInvoiceClosed, "INVOICE_CLOSED"},
      {Reason::kDisputeOpen, "DISPUTE_OPEN"},
      {Reason::kDisputeNotFound, "DISPUTE_NOT_FOUND"},
      {Reason::kPaymentNotFound, "PAYMENT_NOT_FOUND"},
      {Reason::kPaymentStatusConflict, "PAYMENT_STATUS_CONFLICT"},
      {Reason::kOffsetBeyondEnd, "OFFSET_BEYOND_END"},
      {Reason::kSignalNotFound, "SIGNAL_NOT_FOUND"},
      {Reason::kSignalWithdrawn, "SIGNAL_WITHDRAWN"},
      {Reason::kExemptionNotFound, "EXEMPTION_NOT_FOUND"},
      {Reason::kExemptionEnded, "EXEMPTION_ENDED"},
      {Reason::kPolicyNotFound, "POLICY_NOT_FOUND"},
      {Reason::kPolicyInForce, "POLICY_IN_FORCE"},
      {Reason::kPreviewMismatch, "PREVIEW_MISMATCH"},
      {Reason::kPreviewOutdated, "PREVIEW_OUTDATED"},
      {Reason::kEtagMismatch, "ETAG_MISMATCH"},
      {Reason::kProgramNotFound, "PROGRAM_NOT_FOUND"},
      {Reason::kProgramNotEnrolled, "PROGRAM_NOT_ENROLLED"},
      {Reason::kAccountClosed, "ACCOUNT_CLOSED"},
      {Reason::kProviderNotFound, "PROVIDER_NOT_FOUND"},
      {Reason::kNotAProvider, "NOT_A_PROVIDER"},
      {Reason::kIssueNotFound, "ISSUE_NOT_FOUND"},
      {Reason::kResumeTokenExpired, "RESUME_TOKEN_EXPIRED"},
  };
  for (const Row& row : rows) EXPECT_STREQ(ReasonName(row.reason), row.name);
  EXPECT_EQ(AllReasons().size(), std::size(rows));
}

TEST(AllReasons, HoldsEachOnceInTheOrderOfTheEnum) {
  std::set<std::string> names;
  int expected = 0;
  for (Reason reason : AllReasons()) {
    EXPECT_EQ(static_cast<int>(reason), expected++);
    EXPECT_TRUE(names.insert(ReasonName(reason)).second) << ReasonName(reason);
  }
  EXPECT_EQ(expected, static_cast<int>(Reason::kResumeTokenExpired) + 1);
}

TEST(InvalidField, NamesTheFieldAndWhatItMustBe) {
  const Error error = InvalidField("invoice.total", "must be above zero");
  EXPECT_EQ(error.reason, Reason::kInvalidField);
  ASSERT_EQ(error.fields.size(), 1u);
  EXPECT_EQ(error.fields[0].field, "invoice.total");
  EXPECT_EQ(error.fields[0].description, "must be above zero");
}

TEST(ResultOf, HoldsAValueOrAnError) {
  Result<int> value(7);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value, 7);
  Result<int> failed(InvalidField("f", "d"));
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().reason, Reason::kInvalidField);
  EXPECT_TRUE(Ok().ok());
}

}  // namespace
}  // namespace reinstate
