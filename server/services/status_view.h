// A status as the contract shows it, with what the caller may not see left out.

#pragma once

#include "db/accounts.h"
#include "reinstate/v1/account_admin_service.pb.h"
#include "reinstate/v1/account_status_service.pb.h"
#include "server/domain/clock.h"
#include "server/domain/operations.h"
#include "server/domain/policy_history.h"
#include "server/rpc/call.h"

namespace reinstate::services {

// What the caller may see beyond the standing itself.
struct Audience {
  bool amounts = false;         // roles that may read billing
  bool internal_notes = false;  // staff
  int most_explanations = 100;  // a cause
};
Audience AudienceOf(const rpc::Call& call);

// The domain clock for a read: never before the last write to the account. `real_now` is taken
// before the rows are read: then only a write that was under way can be missing at the instant.
absl::Time ReadInstant(const db::StoredTimeline& stored, absl::Time real_now);

void FillStatus(const db::StoredTimeline& stored, const PolicySet& policies, absl::Time now,
                const Audience& audience, v1::AccountStatus& status);
// The timeline may be of an older set of policies, where that says the same of `now`.
void FillDecision(const db::StoredTimeline& stored, const PolicyHistory& history, absl::Time now,
                  Operation operation, v1::OperationDecision& decision);
// Each at the clock `now`, or at the account's last write where that is later.
void FillSummaries(const std::vector<db::ListedAccount>& accounts, const PolicySet& policies,
                   absl::Time now, v1::ListAccountsResponse& response);

}  // namespace reinstate::services
