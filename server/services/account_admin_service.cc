#include "server/services/account_admin_service.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "db/clock.h"
#include "db/log.h"
#include "server/domain/abuse_rules.h"
#include "server/domain/account_rules.h"
#include "server/domain/exemption_rules.h"
#include "server/domain/status.h"
#include "server/services/abuse_decisions.h"
#include "server/services/account_decisions.h"
#include "server/services/account_list.h"
#include "server/services/account_read.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"
#include "server/services/exemption_decisions.h"
#include "server/services/status_view.h"
#include "server/services/uuid.h"
#include "server/services/write_reply.h"

namespace reinstate::services {
namespace {

v1::AuditEntry ShowEntry(const db::AuditEntry& entry) {
  v1::AuditEntry proto;
  proto.set_sequence(entry.sequence);
  *proto.mutable_recorded_at() = ToProto(entry.recorded_at);
  *proto.mutable_real_at() = ToProto(entry.real_at);
  proto.set_principal(entry.principal);
  proto.set_method(entry.method);
  proto.set_request_id(entry.request_id);
  proto.set_revision(entry.revision);
  proto.set_subject_id(entry.subject_id);
  proto.set_reason(entry.reason);
  return proto;
}

}  // namespace

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
  handlers.Add(service + "GetAccount", this, &AccountAdminService::GetAccount);
  handlers.Add(service + "ListAccounts", this, &AccountAdminService::ListAccounts);
  handlers.Add(service + "ListAuditEntries", this, &AccountAdminService::ListAuditEntries);
  AddPoliciesTo(handlers, service);
  AddChangesTo(handlers, service);
}

Status AccountAdminService::RegisterAccount(const rpc::Call& call,
                                            const v1::RegisterAccountRequest& request,
                                            v1::RegisterAccountResponse& response) {
  const auto decide = [&](db::Transaction&, AccountState& state) {
    return DecideRegistration(call, request, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_account() = ToProto(AccountAt(state.facts, state.now));
    response.set_revision(state.row.revision);
    response.set_episodes_opened(state.episodes_opened);
  };
  const auto create = [&](absl::Time now) { return RequestedAccount(request, now); };
  return WriteToAccount(environment_, call, {request, response, decide, reply, create});
}

Status AccountAdminService::SetVerificationResult(const rpc::Call& call,
                                                  const v1::SetVerificationResultRequest& request,
                                                  v1::SetVerificationResultResponse& response) {
  if (request.program_id().empty() != (request.check() == v1::VERIFICATION_CHECK_UNSPECIFIED)) {
    return InvalidField(request.program_id().empty() ? "program_id" : "check",
                        "program_id and check are set together, or neither");
  }
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideVerification(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) { FillStanding(state, response); };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::PlaceHold(const rpc::Call& call, const v1::PlaceHoldRequest& request,
                                      v1::PlaceHoldResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideHold(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_hold() = ToProto(*FindHold(state.facts, request.hold_id()), true);
    FillStanding(state, response);
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
    FillStanding(state, response);
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
    FillStanding(state, response);
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
    return DecideExemption(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_exemption() =
        ToProto(*FindExemption(state.facts, request.exemption_id()), call.is_staff());
    FillStanding(state, response);
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
    FillStanding(state, response);
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
    FillDecided(state, response);
    response.set_revision(state.row.revision);
    const db::StoredTimeline now_stored{state.row.account.account_id, state.row.revision, state.now,
                                        state.timeline};
    FillStatus(now_stored, state.policies(), state.now, AudienceOf(call),
               *response.mutable_status());
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::GetAccount(const rpc::Call& call, const v1::GetAccountRequest&,
                                       v1::GetAccountResponse& response) {
  return ReadAccount(environment_, call,
                     [&](db::Transaction& transaction, const db::AccountRow& row,
                         const Present& present) -> Status {
                       AccountFacts facts;
                       facts.account = row.account;
                       facts.account_changes = ListAccountChanges(transaction, call.account());
                       *response.mutable_account() = ToProto(AccountAt(facts, present.now));
                       response.set_revision(row.revision);
                       return Ok();
                     });
}

Status AccountAdminService::ListAuditEntries(const rpc::Call& call,
                                             const v1::ListAuditEntriesRequest& request,
                                             v1::ListAuditEntriesResponse& response) {
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  const int64_t before =
      cursor->empty() ? std::numeric_limits<int64_t>::max() : std::stoll(*cursor);
  const int size = Paging::Size(request.page_size(), 100, 500);
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow&, const Present&) -> Status {
        auto entries = db::ListAuditEntries(transaction, call.account(), before, size + 1);
        const bool more = static_cast<int>(entries.size()) > size;
        if (more) entries.pop_back();
        response.Clear();
        for (const db::AuditEntry& entry : entries) *response.add_entries() = ShowEntry(entry);
        if (more) {
          const std::string last = std::to_string(entries.back().sequence);
          response.set_next_page_token(paging_.Token(call, request, last));
        }
        return Ok();
      });
}

Status AccountAdminService::ListAccounts(const rpc::Call& call,
                                         const v1::ListAccountsRequest& request,
                                         v1::ListAccountsResponse& response) {
  const auto asked = AskedAccounts(request);
  if (!asked.ok()) return asked.error();
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return db::RunTransaction(
      environment_.pool, db::Visibility::All(*call.scopes.all_accounts), db::Access::kSnapshot,
      call.deadline, [&](db::Transaction& transaction) -> Status {
        const Present present = ReadPresent(environment_, transaction);
        auto found =
            FindAccounts(present, transaction, *call.scopes.all_accounts, *asked, *after, size);
        response.Clear();
        if (found.size() > size) {
          found.pop_back();
          const auto& last = found.back().account;
          response.set_next_page_token(paging_.Token(call, request, last.account_id));
        }
        FillSummaries(found, present.policies(), present.now, response);
        return Ok();
      });
}

}  // namespace reinstate::services
