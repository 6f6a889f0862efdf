// What each write of AccountAdminService decides and records, once the account's row is locked.

#pragma once

#include <string>
#include <vector>

#include "reinstate/v1/account_admin_service.pb.h"
#include "server/services/account_write.h"

namespace reinstate::services {

Result<WriteOutcome> DecideRegistration(const rpc::Call& call,
                                        const v1::RegisterAccountRequest& request,
                                        AccountState& state);
Result<WriteOutcome> DecideVerification(const rpc::Call& call,
                                        const v1::SetVerificationResultRequest& request,
                                        db::Transaction& transaction, AccountState& state);
Result<WriteOutcome> DecideHold(const rpc::Call& call, const v1::PlaceHoldRequest& request,
                                db::Transaction& transaction, AccountState& state);
Result<WriteOutcome> DecideRelease(const rpc::Call& call, const v1::ReleaseHoldRequest& request,
                                   db::Transaction& transaction, AccountState& state);
// Ends the named causes, or every open ON_REQUEST episode where none is named. `decision_id` is
// new. CONDITION_HOLDS names each cause and at most 20 facts.
Result<WriteOutcome> Reinstate(const rpc::Call& call, const std::string& decision_id,
                               const std::vector<CauseKind>& named, const std::string& reason,
                               db::Transaction& transaction, AccountState& state);
// SELF_APPROVAL where the caller is the author of an open request for reinstatement.
Status CheckNotOwnRequest(const rpc::Call& call, db::Transaction& transaction,
                          const AccountState& state);
// Without the ticket, by anybody but the author of one that is open.
Result<WriteOutcome> DecideReinstatement(const rpc::Call& call,
                                         const v1::ReinstateAccountRequest& request,
                                         const std::string& decision_id,
                                         db::Transaction& transaction, AccountState& state);

// The account as RegisterAccount asks for it.
Account RequestedAccount(const v1::RegisterAccountRequest& request, absl::Time now);

// Null where the account has no such hold.
const Hold* FindHold(const AccountFacts& facts, const std::string& hold_id);

// What the decisions above do to the facts, without the storing. True: it was added, at the end.
Result<bool> AddVerification(const VerificationResult& asked, bool names_instant,
                             const Recorder& recorder, AccountState& state);
Result<bool> AddHold(const Hold& hold, AccountState& state);
// HOLD_NOT_FOUND.
Result<Hold*> HoldToEnd(const std::string& hold_id, AccountState& state);
// HOLD_RELEASED.
Status EndHold(Hold& hold, absl::Time at);
// Resolved at state.now by state.timeline.
Result<Decision> AddDecision(const std::string& decision_id, const std::vector<CauseKind>& named,
                             AccountState& state);

}  // namespace reinstate::services
