// Versions of the policy, between the contract and the domain.

#pragma once

#include "reinstate/v1/policy.pb.h"
#include "server/domain/error.h"
#include "server/domain/policy_history.h"

namespace reinstate::services {

// INVALID_FIELD for what no policy can say, such as an unknown zone, or a switch for what is always
// allowed or always denied. Its version and its place in the history are not set.
Result<Policy> FromProto(const v1::PolicyProposal& proposal);

v1::PolicyContent ContentOf(const Policy& policy);
// With its state at `now`.
v1::Policy ToProto(const PolicyRecord& record, const PolicyHistory& history, absl::Time now);

}  // namespace reinstate::services
