#include "server/rpc/status.h"

#include <google/protobuf/util/time_util.h>

#include "reinstate/rpc/error_details.pb.h"

namespace reinstate::rpc {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/google.rpc.";

void AddDetail(const google::protobuf::Message& detail, Status& status) {
  google::protobuf::Any* any = status.add_details();
  any->set_type_url(kTypePrefix + detail.GetDescriptor()->name());
  any->set_value(detail.SerializeAsString());
}

void AddDetails(const Error& error, Status& status) {
  ErrorInfo info;
  info.set_reason(ReasonName(error.reason));
  info.set_domain("reinstate");
  info.mutable_metadata()->insert(error.metadata.begin(), error.metadata.end());
  AddDetail(info, status);
  if (!error.fields.empty()) {
    BadRequest bad_request;
    for (const FieldViolation& violation : error.fields) {
      auto* added = bad_request.add_field_violations();
      added->set_field(violation.field);
      added->set_description(violation.description);
    }
    AddDetail(bad_request, status);
  }
  if (!error.preconditions.empty()) {
    PreconditionFailure failure;
    for (const PreconditionViolation& violation : error.preconditions) {
      auto* added = failure.add_violations();
      added->set_type(violation.type);
      added->set_subject(violation.subject);
      added->set_description(violation.description);
    }
    AddDetail(failure, status);
  }
  if (error.resource) {
    ResourceInfo resource;
    resource.set_resource_type(error.resource->type);
    resource.set_resource_name(error.resource->name);
    AddDetail(resource, status);
  }
  if (error.retry_after) {
    RetryInfo retry;
    *retry.mutable_retry_delay() =
        google::protobuf::util::TimeUtil::MillisecondsToDuration(error.retry_after->count());
    AddDetail(retry, status);
  }
}

struct ReasonCode {
  Reason reason;
  grpc::StatusCode code;
};

constexpr ReasonCode kCodes[] = {
    {Reason::kInvalidField, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kMalformedRequest, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kIdempotencyKeyReused, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kInvalidPageToken, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kEffectiveInFuture, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kEffectiveBeforeSubject, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kPreviewMismatch, grpc::StatusCode::INVALID_ARGUMENT},
    {Reason::kBackdated, grpc::StatusCode::PERMISSION_DENIED},
    {Reason::kNotPermitted, grpc::StatusCode::PERMISSION_DENIED},
    {Reason::kSelfApproval, grpc::StatusCode::PERMISSION_DENIED},
    {Reason::kUnauthenticated, grpc::StatusCode::UNAUTHENTICATED},
    {Reason::kAccountNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kInvoiceNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kHoldNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kTicketNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kDisputeNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kPaymentNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kSignalNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kExemptionNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kPolicyNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kProgramNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kProviderNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kIssueNotFound, grpc::StatusCode::NOT_FOUND},
    {Reason::kFactConflict, grpc::StatusCode::ALREADY_EXISTS},
    {Reason::kTicketOpen, grpc::StatusCode::ALREADY_EXISTS},
    {Reason::kConditionHolds, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kNothingToReinstate, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kHoldReleased, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kInvoiceHasPayments, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kInvoiceClosed, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kDisputeOpen, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kPaymentStatusConflict, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kSignalWithdrawn, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kExemptionEnded, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kPolicyInForce, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kPreviewOutdated, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kProgramNotEnrolled, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kClockBackward, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kNotSuspended, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kIllegalTransition, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kTicketClosed, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kAccountClosed, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kNotAProvider, grpc::StatusCode::FAILED_PRECONDITION},
    {Reason::kEtagMismatch, grpc::StatusCode::ABORTED},
    {Reason::kAmountOverflow, grpc::StatusCode::OUT_OF_RANGE},
    {Reason::kOffsetBeyondEnd, grpc::StatusCode::OUT_OF_RANGE},
    {Reason::kResumeTokenExpired, grpc::StatusCode::OUT_OF_RANGE},
    {Reason::kOverloaded, grpc::StatusCode::RESOURCE_EXHAUSTED},
    {Reason::kRequestTooLarge, grpc::StatusCode::RESOURCE_EXHAUSTED},
    {Reason::kStoreUnavailable, grpc::StatusCode::UNAVAILABLE},
    {Reason::kRevisionNotReached, grpc::StatusCode::UNAVAILABLE},
    {Reason::kServerStopping, grpc::StatusCode::UNAVAILABLE},
    {Reason::kDeadlineExceeded, grpc::StatusCode::DEADLINE_EXCEEDED},
    {Reason::kInternal, grpc::StatusCode::INTERNAL},
};
constexpr bool EachReasonOnce() {
  for (size_t reason = 0; reason <= static_cast<size_t>(Reason::kResumeTokenExpired); ++reason) {
    int rows = 0;
    for (const ReasonCode& row : kCodes) rows += static_cast<size_t>(row.reason) == reason ? 1 : 0;
    if (rows != 1) return false;
  }
  return true;
}
static_assert(EachReasonOnce());

}  // namespace

grpc::StatusCode CodeOf(Reason reason) {
  for (const ReasonCode& row : kCodes) {
    if (row.reason == reason) return row.code;
  }
  return grpc::StatusCode::INTERNAL;
}

const char* CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return "OK";
    case grpc::StatusCode::INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case grpc::StatusCode::ABORTED:
      return "ABORTED";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "PERMISSION_DENIED";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "UNAUTHENTICATED";
    case grpc::StatusCode::NOT_FOUND:
      return "NOT_FOUND";
    case grpc::StatusCode::ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case grpc::StatusCode::FAILED_PRECONDITION:
      return "FAILED_PRECONDITION";
    case grpc::StatusCode::OUT_OF_RANGE:
      return "OUT_OF_RANGE";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case grpc::StatusCode::UNAVAILABLE:
      return "UNAVAILABLE";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    default:
      return "INTERNAL";
  }
}

Error ServerFault(const std::exception& exception) {
  return {.reason = Reason::kInternal,
          .message = "a fault of the server; it is logged there",
          .for_log = exception.what()};
}

grpc::Status ToGrpcStatus(const Error& error) {
  const grpc::StatusCode code = CodeOf(error.reason);
  Status status;
  status.set_code(code);
  status.set_message(error.message);
  AddDetails(error, status);
  return {code, error.message, status.SerializeAsString()};
}

}  // namespace reinstate::rpc
