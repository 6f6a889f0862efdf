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

}  // namespace

grpc::StatusCode CodeOf(Reason reason) {
  switch (reason) {
    case Reason::kInvalidField:
    case Reason::kMalformedRequest:
    case Reason::kIdempotencyKeyReused:
    case Reason::kInvalidPageToken:
    case Reason::kEffectiveInFuture:
    case Reason::kEffectiveBeforeSubject:
    case Reason::kPreviewMismatch:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case Reason::kBackdated:
    case Reason::kNotPermitted:
    case Reason::kSelfApproval:
      return grpc::StatusCode::PERMISSION_DENIED;
    case Reason::kUnauthenticated:
      return grpc::StatusCode::UNAUTHENTICATED;
    case Reason::kAccountNotFound:
    case Reason::kInvoiceNotFound:
    case Reason::kHoldNotFound:
    case Reason::kTicketNotFound:
    case Reason::kDisputeNotFound:
    case Reason::kPaymentNotFound:
    case Reason::kSignalNotFound:
    case Reason::kExemptionNotFound:
    case Reason::kPolicyNotFound:
    case Reason::kProgramNotFound:
    case Reason::kProviderNotFound:
    case Reason::kIssueNotFound:
      return grpc::StatusCode::NOT_FOUND;
    case Reason::kFactConflict:
    case Reason::kTicketOpen:
      return grpc::StatusCode::ALREADY_EXISTS;
    case Reason::kConditionHolds:
    case Reason::kNothingToReinstate:
    case Reason::kHoldReleased:
    case Reason::kInvoiceHasPayments:
    case Reason::kInvoiceClosed:
    case Reason::kDisputeOpen:
    case Reason::kPaymentStatusConflict:
    case Reason::kSignalWithdrawn:
    case Reason::kExemptionEnded:
    case Reason::kPolicyInForce:
    case Reason::kPreviewOutdated:
    case Reason::kProgramNotEnrolled:
    case Reason::kClockBackward:
    case Reason::kNotSuspended:
    case Reason::kIllegalTransition:
    case Reason::kTicketClosed:
    case Reason::kAccountClosed:
    case Reason::kNotAProvider:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case Reason::kEtagMismatch:
      return grpc::StatusCode::ABORTED;
    case Reason::kAmountOverflow:
    case Reason::kOffsetBeyondEnd:
    case Reason::kResumeTokenExpired:
      return grpc::StatusCode::OUT_OF_RANGE;
    case Reason::kOverloaded:
    case Reason::kRequestTooLarge:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case Reason::kStoreUnavailable:
    case Reason::kRevisionNotReached:
    case Reason::kServerStopping:
      return grpc::StatusCode::UNAVAILABLE;
    case Reason::kDeadlineExceeded:
      return grpc::StatusCode::DEADLINE_EXCEEDED;
    case Reason::kInternal:
      return grpc::StatusCode::INTERNAL;
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
