// The policy RPCs of AccountAdminService.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "db/accounts.h"
#include "db/facts.h"
#include "db/log.h"
#include "db/policies.h"
#include "server/domain/policy_preview.h"
#include "server/domain/policy_rules.h"
#include "server/services/account_admin_service.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"
#include "server/services/idempotency.h"
#include "server/services/policy_convert.h"

namespace reinstate::services {
namespace {

constexpr char kPreview[] = "policy preview";
constexpr absl::Duration kPreviewLasts = absl::Hours(24);

Error Outdated() {
  return {.reason = Reason::kPreviewOutdated,
          .message = "the policies have changed since the preview began; preview it again"};
}

// What CreatePolicy must know of a preview: "set/expiry in microseconds/who asked for it".
std::string PreviewNote(int policy_set, absl::Time expires_at, const std::string& principal) {
  return std::to_string(policy_set) + "/" + std::to_string(absl::ToUnixMicros(expires_at)) + "/" +
         principal;
}

// By the real clock, as all tokens.
Status CheckPreview(const Result<std::string>& note, const PolicyHistory& history,
                    const std::string& caller, absl::Time real_now) {
  const Error mismatch{.reason = Reason::kPreviewMismatch,
                       .message =
                           "preview_token is not of a preview of this proposal, or has "
                           "expired; preview it again"};
  if (!note.ok()) return mismatch;
  const size_t first = note->find('/'), second = note->find('/', first + 1);
  if (second == std::string::npos) return mismatch;
  const auto expires_at = absl::FromUnixMicros(std::stoll(note->substr(first + 1)));
  if (expires_at <= real_now) return mismatch;
  if (note->substr(second + 1) == caller) {
    return Error{.reason = Reason::kSelfApproval,
                 .message = "you previewed it yourself; another operator must announce it"};
  }
  if (std::stoi(*note) != history.number()) {
    return Outdated();
  }
  return Ok();
}

void Add(const std::string& account_id, const std::vector<CauseKind>& causes,
         google::protobuf::RepeatedPtrField<v1::PreviewedAccount>* accounts) {
  v1::PreviewedAccount& account = *accounts->Add();
  account.set_account_id(account_id);
  for (const CauseKind kind : causes) account.add_causes(ToProto(kind));
}

void AddEffect(const std::string& account_id, const PolicyEffect& effect,
               v1::PreviewPolicyResponse& response) {
  if (effect.enters) Add(account_id, effect.causes, response.mutable_entering());
  if (effect.leaves) Add(account_id, effect.causes, response.mutable_leaving());
  if (!effect.cleared.empty()) Add(account_id, effect.cleared, response.mutable_clearing());
  if (effect.moves) response.set_accounts_moved(response.accounts_moved() + 1);
  response.set_accounts_examined(response.accounts_examined() + 1);
}

PolicySet With(const PolicySet& present, const Policy& proposed) {
  std::vector<Policy> policies = present.all();
  policies.push_back(proposed);
  return PolicySet(std::move(policies));
}

// What the change from the present policies to `with` does to the accounts after `last`; the last
// of them where there are more. All pages are of one set.
std::optional<std::string> PreviewPage(const Present& present, db::Transaction& transaction,
                                       const AllAccountsScope& all, const PolicySet& with,
                                       const std::string& last, int size,
                                       v1::PreviewPolicyResponse& response) {
  const auto ids = ListAccountIds(transaction, all, last, size);
  for (const std::string& account_id : ids) {
    const AccountScope scope = all.Of(account_id);
    ShowRows(transaction, db::Visibility::Of(scope));
    const auto row = db::GetAccount(transaction, scope);
    if (!row) continue;
    const AccountFacts facts =
        LoadFacts(transaction, scope, row->account, {row->sealed_before, with.document_zone()});
    AddEffect(account_id,
              EffectOf(facts, present.policies(), with, std::max(present.now, row->written_at)),
              response);
  }
  if (static_cast<int>(ids.size()) < size) return std::nullopt;
  return ids.back();
}

}  // namespace

void AccountAdminService::AddPoliciesTo(rpc::Handlers& handlers, const std::string& service) {
  handlers.Add(service + "PreviewPolicy", this, &AccountAdminService::PreviewPolicy);
  handlers.Add(service + "CreatePolicy", this, &AccountAdminService::CreatePolicy);
  handlers.Add(service + "RevokePolicy", this, &AccountAdminService::RevokePolicy);
  handlers.Add(service + "GetPolicy", this, &AccountAdminService::GetPolicy);
  handlers.Add(service + "ListPolicies", this, &AccountAdminService::ListPolicies);
}

Result<Policy> AccountAdminService::CheckProposal(const v1::PolicyProposal& proposal,
                                                  const PolicyHistory& history,
                                                  absl::Time now) const {
  auto policy = FromProto(proposal);
  if (!policy.ok()) return policy.error();
  Status status = CheckPolicy(*policy);
  if (status.ok()) {
    status = CheckEffectiveFrom(policy->effective_from, history, now, policy_lead_);
  }
  if (!status.ok()) return status.error();
  return NewVersion(std::move(*policy), history, now).policy;
}

Status AccountAdminService::PreviewPolicy(const rpc::Call& call,
                                          const v1::PreviewPolicyRequest& request,
                                          v1::PreviewPolicyResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const int size = Paging::Size(request.page_size(), 1000, 5000);
  const AllAccountsScope& all = *call.scopes.all_accounts;
  return db::RunTransaction(
      environment_.pool, db::Visibility::All(all), db::Access::kSnapshot, call.deadline,
      [&](db::Transaction& transaction) -> Status {
        response.Clear();
        const auto present = ReadPresent(environment_, transaction);
        const std::string number = std::to_string(present.history.number());
        const auto policy = CheckProposal(request.proposal(), present.history, present.now);
        if (!policy.ok()) return policy.error();
        const size_t slash = after->find('/');
        if (!after->empty() && after->substr(0, slash) != number) return Outdated();
        const auto last =
            PreviewPage(present, transaction, all, With(present.policies(), *policy),
                        after->empty() ? "" : after->substr(slash + 1), size, response);
        if (!last) return SealPreview(call, request.proposal(), present.history, response);
        response.set_next_page_token(paging_.Token(call, request, number + "/" + *last));
        return Ok();
      });
}

Status AccountAdminService::SealPreview(const rpc::Call& call, const v1::PolicyProposal& proposal,
                                        const PolicyHistory& history,
                                        v1::PreviewPolicyResponse& response) const {
  const absl::Time expires_at = environment_.real_now() + kPreviewLasts;
  response.set_preview_token(paging_.Seal(
      kPreview, proposal, PreviewNote(history.number(), expires_at, call.principal->id)));
  *response.mutable_preview_expires_at() = ToProto(expires_at);
  return Ok();
}

void AccountAdminService::Audit(const rpc::Call& call, const PolicyRecord& changed,
                                const PolicyHistory& history, absl::Time now,
                                const std::string& reason, db::Transaction& transaction) const {
  const int made = std::max(changed.created_set, changed.revoked_set.value_or(0));
  if (made <= history.number()) return;
  db::InsertServerAuditEntry(
      transaction, {made, now, environment_.real_now(), call.principal->id, call.method->name,
                    call.request_id, made, std::to_string(changed.policy.version), reason});
}

template <typename Request, typename Response>
Status AccountAdminService::ChangePolicies(const rpc::Call& call, const Request& request,
                                           Response& response, const ChangePolicy& change) {
  const IdempotentCall idempotent(call, request, environment_.real_now());
  return db::RunTransaction(environment_.pool, db::Visibility::Server(), db::Access::kWrite,
                            call.deadline, [&](db::Transaction& transaction) -> Status {
                              const auto replayed = idempotent.Begin(transaction, response);
                              if (!replayed.ok()) return replayed.error();
                              if (*replayed) return Ok();
                              db::LockPolicies(transaction);
                              const Present present = ReadPresent(environment_, transaction);
                              const PolicyHistory& history = present.history;
                              const absl::Time now =
                                  std::max(present.now, history.MadeAt(history.number()));
                              const auto changed = change(transaction, history, now);
                              if (!changed.ok()) return changed.error();
                              Audit(call, *changed, history, now, request.reason(), transaction);
                              response.Clear();
                              *response.mutable_policy() = ToProto(*changed, history, now);
                              idempotent.End(transaction, response);
                              return Ok();
                            });
}

Status AccountAdminService::CreatePolicy(const rpc::Call& call,
                                         const v1::CreatePolicyRequest& request,
                                         v1::CreatePolicyResponse& response) {
  return ChangePolicies(call, request, response,
                        [&](db::Transaction& transaction, const PolicyHistory& history,
                            absl::Time now) -> Result<PolicyRecord> {
                          const Status previewed = CheckPreview(
                              paging_.Open(kPreview, request.proposal(), request.preview_token()),
                              history, call.principal->id, environment_.real_now());
                          if (!previewed.ok()) return previewed.error();
                          const auto policy = CheckProposal(request.proposal(), history, now);
                          if (!policy.ok()) return policy.error();
                          PolicyRecord record = NewVersion(*policy, history, now);
                          record.created_by = call.principal->id;
                          record.reason = request.reason();
                          db::InsertPolicy(transaction, record);
                          return record;
                        });
}

Status AccountAdminService::RevokePolicy(const rpc::Call& call,
                                         const v1::RevokePolicyRequest& request,
                                         v1::RevokePolicyResponse& response) {
  return ChangePolicies(call, request, response,
                        [&](db::Transaction& transaction, const PolicyHistory& history,
                            absl::Time now) -> Result<PolicyRecord> {
                          auto record = RevokedVersion(request.version(), history, now);
                          if (!record.ok() || *record->revoked_set <= history.number()) {
                            return record;
                          }
                          record->revoked_by = call.principal->id;
                          record->revocation_reason = request.reason();
                          db::RevokePolicy(transaction, *record);
                          return record;
                        });
}

Status AccountAdminService::ReadPolicies(const rpc::Call& call, const ReadHistory& read) {
  return db::RunTransaction(environment_.pool, db::Visibility::All(*call.scopes.all_accounts),
                            db::Access::kSnapshot, call.deadline,
                            [&](db::Transaction& transaction) -> Status {
                              const Present present = ReadPresent(environment_, transaction);
                              return read(transaction, present.history, present.now);
                            });
}

Status AccountAdminService::GetPolicy(const rpc::Call& call, const v1::GetPolicyRequest& request,
                                      v1::GetPolicyResponse& response) {
  return ReadPolicies(
      call, [&](db::Transaction&, const PolicyHistory& history, absl::Time now) -> Status {
        const int version =
            request.version() == 0 ? history.current().At(now).version : request.version();
        const PolicyRecord* record = FindVersion(history, version);
        if (record == nullptr) return PolicyNotFound(version);
        *response.mutable_policy() = ToProto(*record, history, now);
        return Ok();
      });
}

Status AccountAdminService::ListPolicies(const rpc::Call& call, const v1::ListPoliciesRequest&,
                                         v1::ListPoliciesResponse& response) {
  return ReadPolicies(
      call,
      [&](db::Transaction& transaction, const PolicyHistory& history, absl::Time now) -> Status {
        response.Clear();
        const auto& records = history.records();
        for (auto record = records.rbegin(); record != records.rend(); ++record) {
          *response.add_policies() = ToProto(*record, history, now);
        }
        const db::RebuildProgress progress =
            CountRebuilt(transaction, *call.scopes.all_accounts, history.number());
        response.mutable_rebuild()->set_accounts_total(progress.accounts_total);
        response.mutable_rebuild()->set_accounts_rebuilt(progress.accounts_rebuilt);
        return Ok();
      });
}

}  // namespace reinstate::services
