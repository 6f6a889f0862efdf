// Errors as values: every function of the domain and the services that can fail returns Result.

#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace reinstate {

// The stable reasons callers see; the contract lists them in error_reason.proto, one to one.
enum class Reason {
  kInvalidField,
  kMalformedRequest,
  kIdempotencyKeyReused,
  kInvalidPageToken,
  kEffectiveInFuture,
  kEffectiveBeforeSubject,
  kBackdated,
  kUnauthenticated,
  kNotPermitted,
  kAccountNotFound,
  kInvoiceNotFound,
  kHoldNotFound,
  kFactConflict,
  kConditionHolds,
  kNothingToReinstate,
  kHoldReleased,
  kClockBackward,
  kAmountOverflow,
  kOverloaded,
  kRequestTooLarge,
  kStoreUnavailable,
  kRevisionNotReached,
  kServerStopping,
  kDeadlineExceeded,
  kInternal,
  kTicketNotFound,
  kTicketOpen,
  kNotSuspended,
  kIllegalTransition,
  kSelfApproval,
  kTicketClosed,
  kInvoiceHasPayments,
  kInvoiceClosed,
  kDisputeOpen,
  kDisputeNotFound,
  kPaymentNotFound,
  kPaymentStatusConflict,
  kOffsetBeyondEnd,
  kSignalNotFound,
  kSignalWithdrawn,
  kExemptionNotFound,
  kExemptionEnded,
  kPolicyNotFound,
  kPolicyInForce,
  kPreviewMismatch,
  kPreviewOutdated,
  kEtagMismatch,
  kProgramNotFound,
  kProgramNotEnrolled,
  kAccountClosed,
  kProviderNotFound,
  kNotAProvider,
  kIssueNotFound,
  kResumeTokenExpired,
};

// "FACT_CONFLICT" for kFactConflict.
const char* ReasonName(Reason reason);

// Every reason there is, in the order of the enum.
const std::vector<Reason>& AllReasons();

struct FieldViolation {
  std::string field;        // path in the request
  std::string description;  // what it must be
};

struct PreconditionViolation {
  std::string type;
  std::string subject;
  std::string description;
};

struct Resource {
  std::string type;
  std::string name;
};

struct Error {
  Reason reason;
  std::string message;  // for people: what is wrong and what to do
  std::vector<FieldViolation> fields = {};
  std::vector<PreconditionViolation> preconditions = {};
  std::optional<Resource> resource = {};
  std::optional<std::chrono::milliseconds> retry_after = {};
  std::map<std::string, std::string> metadata = {};  // what programs need of the message
  std::string for_log = {};                          // never reaches a caller
};

Error InvalidField(std::string field, std::string description);

// A value or the error that stands in its place.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return held_.index() == 0; }
  // Only where ok().
  T& operator*() { return std::get<0>(held_); }
  const T& operator*() const { return std::get<0>(held_); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  // Only where not ok().
  Error& error() { return std::get<1>(held_); }
  const Error& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, Error> held_;
};

struct Unit {};
using Status = Result<Unit>;
inline Status Ok() { return Unit{}; }

}  // namespace reinstate
