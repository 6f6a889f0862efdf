#include "server/services/account_admin_service.h"

#include <algorithm>
#include <utility>

#include "db/clock.h"
#include "server/domain/abuse_rules.h"
#include "server/domain/exemption_rules.h"
#include "server/domain/status.h"
#include "server/services/abuse_decisions.h"
#include "server/services/account_decisions.h"
#include "server/services/convert.h"
#include "server/services/exemption_decisions.h"
#include "server/services/status_view.h"
#include "server/services/uuid.h"

namespace reinstate::services {

void AccountAdminService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.AccountAdminService/";
  handlers.Add(service + "RegisterAccount", this, &AccountAdminService::RegisterAccount);
  handlers.Add(service + "SetVerificationResult", this,
               &AccountAdminService::SetVerificationResult);
  handlers.Add(service + "PlaceHold", this, &AccountAdminService::PlaceHold);
  handlers.Add(service + "ReleaseHold", this, &AccountAdminService::ReleaseHold);
  handlers.Add(service + "ListHolds", this, &AccountAdminService::ListHolds);
  handlers.Add(service + "RecordAbuseSignal", this, &AccountAdminService::RecordAbuseSignal);
  handlers.Add(service + "ResolveAbuseSignal", this, &AccountAdminService::ResolveAbuseSignal);
  handlers.Add(service + "WithdrawAbuseSignal", this, &AccountAdminService::WithdrawAbuseSignal);
  handlers.Add(service + "ListAbuseSignals", this, &AccountAdminService::ListAbuseSignals);
  handlers.Add(service + "GrantExemption", this, &AccountAdminService::GrantExemption);
  handlers.Add(service + "RevokeExemption", this, &AccountAdminService::RevokeExemption);
  handlers.Add(service + "ListExemptions", this, &AccountAdminService::ListExemptions);
  handlers.Add(service + "ReinstateAccount", this, &AccountAdminService::ReinstateAccount);
  handlers.Add(service + "ListAccounts", this, &AccountAdminService::ListAccounts);
}

Status AccountAdminService::RegisterAccount(const rpc::Call& call,
                                            const v1::RegisterAccountRequest& request,
                                            v1::RegisterAccountResponse& response) {
  const auto decide = [&](db::Transaction&, AccountState& state) {
    return DecideRegistration(call, request, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_account() = ToProto(state.row.account);
    response.set_revision(state.row.revision);
    response.set_episodes_opened(state.episodes_opened);
  };
  const auto create = [&](absl::Time now) { return RequestedAccount(request, now); };
  return WriteToAccount(environment_, call, {request, response, decide, reply, create});
}

Status AccountAdminService::SetVerificationResult(const rpc::Call& call,
                                                  const v1::SetVerificationResultRequest& request,
                                                  v1::SetVerificationResultResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideVerification(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::PlaceHold(const rpc::Call& call, const v1::PlaceHoldRequest& request,
                                      v1::PlaceHoldResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideHold(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_hold() = ToProto(*FindHold(state.facts, request.hold_id()), true);
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::ReleaseHold(const rpc::Call& call,
                                        const v1::ReleaseHoldRequest& request,
                                        v1::ReleaseHoldResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideRelease(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_hold() = ToProto(*FindHold(state.facts, request.hold_id()), true);
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

template <typename Request, typename Response>
Status AccountAdminService::WriteSignal(const rpc::Call& call, const Request& request,
                                        Response& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return AbuseDecision(call, transaction, state).Decide(request);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_signal() =
        ToProto(*FindSignal(state.facts, request.signal_id()), call.is_staff());
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::RecordAbuseSignal(const rpc::Call& call,
                                              const v1::RecordAbuseSignalRequest& request,
                                              v1::RecordAbuseSignalResponse& response) {
  return WriteSignal(call, request, response);
}

Status AccountAdminService::ResolveAbuseSignal(const rpc::Call& call,
                                               const v1::ResolveAbuseSignalRequest& request,
                                               v1::ResolveAbuseSignalResponse& response) {
  return WriteSignal(call, request, response);
}

Status AccountAdminService::WithdrawAbuseSignal(const rpc::Call& call,
                                                const v1::WithdrawAbuseSignalRequest& request,
                                                v1::WithdrawAbuseSignalResponse& response) {
  return WriteSignal(call, request, response);
}

Status AccountAdminService::GrantExemption(const rpc::Call& call,
                                           const v1::GrantExemptionRequest& request,
                                           v1::GrantExemptionResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideExemption(environment_, call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_exemption() =
        ToProto(*FindExemption(state.facts, request.exemption_id()), call.is_staff());
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::RevokeExemption(const rpc::Call& call,
                                            const v1::RevokeExemptionRequest& request,
                                            v1::RevokeExemptionResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideRevocation(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_exemption() =
        ToProto(*FindExemption(state.facts, request.exemption_id()), call.is_staff());
    response.set_revision(state.row.revision);
    response.set_standing(ToProto(state.standing()));
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::ReinstateAccount(const rpc::Call& call,
                                             const v1::ReinstateAccountRequest& request,
                                             v1::ReinstateAccountResponse& response) {
  const std::string decision_id = NewUuid(environment_.real_now());
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideReinstatement(call, request, decision_id, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    response.set_decision_id(decision_id);
    for (const CauseKind kind : state.facts.decisions.back().causes) {
      response.add_causes_ended(ToProto(kind));
    }
    response.set_revision(state.row.revision);
    const db::StoredTimeline now_stored{state.row.account.account_id, state.row.revision, state.now,
                                        state.timeline, std::nullopt};
    FillStatus(now_stored, environment_.policies, state.now, AudienceOf(call),
               *response.mutable_status());
    const auto suspended_again_at = SuspendedWhenExemptionEnds(state.timeline, state.now);
    if (suspended_again_at) {
      *response.mutable_suspended_again_at() = ToProto(*suspended_again_at);
    }
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

namespace {

std::vector<Standing> AskedStandings(const v1::ListAccountsRequest& request) {
  std::vector<Standing> standings;
  for (const int standing : request.standings()) {
    standings.push_back(FromProto(static_cast<v1::Standing>(standing)));
  }
  if (standings.empty()) standings = {Standing::kActive, Standing::kAtRisk, Standing::kSuspended};
  return standings;
}

// Up to `size` accounts after `after` that have one of the standings now, and one more where there
// is one. Timelines change by themselves, so the rows read are a superset.
std::vector<db::ListedAccount> FindAccounts(db::Transaction& transaction, const rpc::Call& call,
                                            const std::vector<Standing>& standings,
                                            std::string after, size_t size, absl::Time now) {
  constexpr int kRowsRead = 500;
  std::vector<db::ListedAccount> found;
  for (;;) {
    std::vector<db::ListedAccount> rows =
        ListAccounts(transaction, *call.scopes.all_accounts, after, standings, now, kRowsRead);
    for (db::ListedAccount& row : rows) {
      const Segment& segment =
          SegmentAt(row.stored.timeline, std::max(now, row.stored.recorded_at));
      if (std::count(standings.begin(), standings.end(), segment.standing) == 0) continue;
      found.push_back(row);
      if (found.size() > size) return found;
    }
    if (rows.size() < kRowsRead) return found;
    after = rows.back().account.account_id;
  }
}

}  // namespace

Status AccountAdminService::ListAccounts(const rpc::Call& call,
                                         const v1::ListAccountsRequest& request,
                                         v1::ListAccountsResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return db::RunTransaction(
      environment_.pool, db::Visibility::All(*call.scopes.all_accounts), db::Access::kSnapshot,
      call.deadline, [&](db::Transaction& transaction) -> Status {
        const absl::Time now = DomainNow(db::GetClock(transaction), environment_.real_now());
        auto found = FindAccounts(transaction, call, AskedStandings(request), *after, size, now);
        response.Clear();
        if (found.size() > size) {
          found.pop_back();
          const std::string& last = found.back().account.account_id;
          response.set_next_page_token(paging_.Token(call, request, last));
        }
        for (const db::ListedAccount& listed : found) {
          FillSummary(listed, environment_.policies, std::max(now, listed.stored.recorded_at),
                      *response.add_accounts());
        }
        return Ok();
      });
}

}  // namespace reinstate::services
