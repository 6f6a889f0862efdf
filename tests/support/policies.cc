#include "tests/support/policies.h"

namespace reinstate::testing {

v1::PolicyContent PresentContent(const Caller& caller) {
  grpc::ClientContext context;
  v1::GetPolicyResponse response;
  const grpc::Status status = caller.admin->GetPolicy(&context, {}, &response);
  if (!status.ok()) throw std::runtime_error(status.error_message());
  return response.policy().content();
}

v1::PolicyProposal Proposal(const Caller& caller, int days_overdue,
                            const std::string& effective_from) {
  v1::PolicyProposal proposal;
  *proposal.mutable_content() = PresentContent(caller);
  proposal.mutable_content()->set_days_overdue(days_overdue);
  *proposal.mutable_effective_from() = At(effective_from);
  return proposal;
}

grpc::Status Preview(const Caller& caller, const v1::PolicyProposal& proposal,
                     v1::PreviewPolicyResponse& response) {
  v1::PreviewPolicyRequest request;
  *request.mutable_proposal() = proposal;
  grpc::ClientContext context;
  return caller.admin->PreviewPolicy(&context, request, &response);
}

grpc::Status Create(const Caller& caller, const v1::PolicyProposal& proposal,
                    const std::string& token, v1::CreatePolicyResponse& response,
                    const std::string& request_id) {
  v1::CreatePolicyRequest request;
  request.set_request_id(request_id);
  *request.mutable_proposal() = proposal;
  request.set_preview_token(token);
  request.set_reason("a test");
  grpc::ClientContext context;
  return caller.admin->CreatePolicy(&context, request, &response);
}

grpc::Status Revoke(const Caller& caller, int version, v1::Policy& policy) {
  v1::RevokePolicyRequest request;
  request.set_request_id(NewRequestId());
  request.set_version(version);
  request.set_reason("not after all");
  grpc::ClientContext context;
  v1::RevokePolicyResponse response;
  grpc::Status status = caller.admin->RevokePolicy(&context, request, &response);
  policy = response.policy();
  return status;
}

int Announce(const Caller& previewer, const Caller& creator, const v1::PolicyProposal& proposal,
             std::string* refusal) {
  v1::PreviewPolicyResponse previewed;
  v1::CreatePolicyResponse created;
  grpc::Status status = Preview(previewer, proposal, previewed);
  if (status.ok()) status = Create(creator, proposal, previewed.preview_token(), created);
  if (!status.ok() && refusal != nullptr) *refusal = ReasonOf(status);
  return status.ok() ? created.policy().version() : 0;
}

}  // namespace reinstate::testing
