// Policies as operators announce them: one previews, another creates.

#pragma once

#include <string>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {

// The content of the policy in force.
v1::PolicyContent PresentContent(const Caller& caller);
// The present policy but for the days overdue.
v1::PolicyProposal Proposal(const Caller& caller, int days_overdue,
                            const std::string& effective_from);

grpc::Status Preview(const Caller& caller, const v1::PolicyProposal& proposal,
                     v1::PreviewPolicyResponse& response);
grpc::Status Create(const Caller& caller, const v1::PolicyProposal& proposal,
                    const std::string& token, v1::CreatePolicyResponse& response,
                    const std::string& request_id = NewRequestId());
grpc::Status Revoke(const Caller& caller, int version, v1::Policy& policy);

// The new version; 0 where the preview or the creation is refused, for what `refusal` then says.
int Announce(const Caller& previewer, const Caller& creator, const v1::PolicyProposal& proposal,
             std::string* refusal = nullptr);

}  // namespace reinstate::testing
