#include "server/services/provider_decisions.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/domain/account_rules.h"
#include "server/domain/conditions.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

WriteOutcome Fact(const std::string& id, absl::Time effective_at, const rpc::Call& call,
                  const std::string& reason) {
  return {true, {TransitionTrigger::kFact, id, effective_at, call.principal->id}, reason};
}

template <typename Request>
std::optional<absl::Time> AskedInstant(const Request& request) {
  if (!request.has_effective_at()) return std::nullopt;
  return FromProto(request.effective_at());
}

template <typename Request>
FactRecording RecordingOf(const rpc::Call& call, const Request& request,
                          const AccountState& state) {
  return {state.now, RecorderOf(call, request.reason())};
}

// What the mask of an UpdateAccount names.
struct AskedUpdate {
  bool display_name = false;
  AskedMembership membership;
};

Result<AskedUpdate> ReadMask(const v1::UpdateAccountRequest& request) {
  AskedUpdate asked;
  if (request.update_mask().paths().empty()) {
    return InvalidField("update_mask", "must name what to change");
  }
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "display_name") {
      asked.display_name = true;
    } else if (path == "cloud") {
      if (request.cloud() == v1::CLOUD_UNSPECIFIED) return InvalidField("cloud", "must be set");
      asked.membership.cloud = static_cast<Cloud>(request.cloud() - 1);
    } else if (path == "partner_type") {
      if (request.partner_type() == v1::PARTNER_TYPE_UNSPECIFIED) {
        return InvalidField("partner_type", "must be set");
      }
      asked.membership.partner_type = static_cast<PartnerType>(request.partner_type() - 1);
    } else {
      return InvalidField("update_mask", "'" + path +
                                             "' cannot be changed; display_name, cloud and "
                                             "partner_type can");
    }
  }
  asked.membership.effective_at = AskedInstant(request);
  const bool moves = asked.membership.cloud || asked.membership.partner_type;
  if (asked.membership.effective_at && !moves) {
    return InvalidField("effective_at", "is for cloud and partner_type; a name changes at once");
  }
  return asked;
}

void AddToEtag(const rpc::Call& call, db::Transaction& transaction, AccountState& state) {
  Account& account = state.facts.account;
  account.etag += 1;
  state.row.account = account;
  PutEtag(transaction, call.account(), account.etag);
}

template <typename Request>
IssueState Asked(const rpc::Call& call, const Request& request) {
  IssueState asked;
  asked.affects_operations = request.affects_operations();
  asked.impacted_account_ids.assign(request.impacted_account_ids().begin(),
                                    request.impacted_account_ids().end());
  auto& ids = asked.impacted_account_ids;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  asked.public_reason = request.public_reason();
  asked.internal_note = request.internal_note();
  asked.recorded_by = call.principal->id;
  return asked;
}

// Keeps the state that was added, and the job that carries it.
Result<WriteOutcome> Keep(const Environment& environment, const rpc::Call& call,
                          const Result<bool>& changed, const ProviderIssue& issue,
                          const std::string& reason, db::Transaction& transaction,
                          const AccountState& state) {
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  const IssueState& added = issue.states.back();
  InsertIssueState(transaction, call.account(), issue.issue_id, added, state.now,
                   environment.real_now());
  return Fact(issue.issue_id, added.effective_at, call, reason);
}

}  // namespace

Result<WriteOutcome> DecideUpdate(const rpc::Call& call, const v1::UpdateAccountRequest& request,
                                  db::Transaction& transaction, AccountState& state) {
  const auto asked = ReadMask(request);
  if (!asked.ok()) return asked.error();
  Account& account = state.facts.account;
  const Status fresh = CheckEtag(account.etag, request.etag(), "account");
  if (!fresh.ok()) return fresh.error();
  std::optional<AccountChange> change;
  if (asked->membership.cloud || asked->membership.partner_type) {
    const auto changed =
        ChangeMembership(asked->membership, RecordingOf(call, request, state), state.facts);
    if (!changed.ok()) return changed.error();
    change = *changed;
  }
  const bool renamed = asked->display_name && request.display_name() != account.display_name;
  if (!change && !renamed) return WriteOutcome{};
  if (change) InsertAccountChange(transaction, call.account(), *change, state.now);
  if (renamed) {
    if (!account.registered_name) account.registered_name = account.display_name;
    account.display_name = request.display_name();
    RenameAccount(transaction, call.account(), account.display_name);
  }
  AddToEtag(call, transaction, state);
  return Fact(account.account_id, change ? change->effective_at : state.now, call,
              request.reason());
}

Result<WriteOutcome> DecideClosing(const rpc::Call& call, const v1::CloseAccountRequest& request,
                                   db::Transaction& transaction, AccountState& state) {
  Account& account = state.facts.account;
  if (account.closed_at) return WriteOutcome{};
  account.closed_at = state.now;
  account.closing_reason = request.reason();
  CloseAccount(transaction, call.account(), state.now, request.reason());
  AddToEtag(call, transaction, state);
  return WriteOutcome{
      true,
      {TransitionTrigger::kDecision, account.account_id, state.now, call.principal->id},
      request.reason()};
}

Result<WriteOutcome> DecideLink(const rpc::Call& call, const v1::LinkProviderRequest& request,
                                const AccountScope& provider, db::Transaction& transaction,
                                AccountState& state) {
  const std::string& provider_id = provider.account_id();
  if (provider_id == call.account().account_id()) {
    return InvalidField("provider_id", "must be another account");
  }
  const auto row = ShareAccount(transaction, provider);
  if (!row) {
    return Error{.reason = Reason::kProviderNotFound,
                 .message = "there is no account " + provider_id + " to be a provider",
                 .resource = Resource{"account", provider_id}};
  }
  AccountFacts facts;
  facts.account = row->account;
  facts.account_changes = ListAccountChanges(transaction, provider);
  const absl::Time at = AskedInstant(request).value_or(state.now);
  if (MembershipAt(facts, at).partner_type != PartnerType::kIndirectProvider) {
    return Error{.reason = Reason::kNotAProvider,
                 .message = "account " + provider_id + " is no INDIRECT_PROVIDER then",
                 .resource = Resource{"account", provider_id}};
  }
  const auto link = ChangeLink(provider_id, true, AskedInstant(request),
                               RecordingOf(call, request, state), state.facts);
  if (!link.ok()) return link.error();
  const bool learned = LearnIssues(ListIssues(transaction, provider), provider_id, call.account(),
                                   transaction, state);
  if (!*link && !learned) return WriteOutcome{};
  if (*link) InsertProviderLink(transaction, call.account(), **link, state.now);
  return Fact(provider_id, *link ? (*link)->effective_at : state.now, call, request.reason());
}

Result<WriteOutcome> DecideUnlink(const rpc::Call& call, const v1::UnlinkProviderRequest& request,
                                  db::Transaction& transaction, AccountState& state) {
  const auto& links = state.facts.provider_links;
  if (std::none_of(links.begin(), links.end(), [&](const ProviderLink& known) {
        return known.provider_id == request.provider_id() && known.linked;
      })) {
    return Error{.reason = Reason::kProviderNotFound,
                 .message = "the account was never linked to " + request.provider_id(),
                 .resource = Resource{"account", request.provider_id()}};
  }
  const auto link = ChangeLink(request.provider_id(), false, AskedInstant(request),
                               RecordingOf(call, request, state), state.facts);
  if (!link.ok()) return link.error();
  if (!*link) return WriteOutcome{};
  InsertProviderLink(transaction, call.account(), **link, state.now);
  return Fact(request.provider_id(), (*link)->effective_at, call, request.reason());
}

Result<WriteOutcome> DecideIssue(const Environment& environment, const rpc::Call& call,
                                 const v1::ReportProviderIssueRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 ProviderIssue& issue) {
  issue = GetIssue(transaction, call.account(), request.issue_id());
  const auto changed = ReportIssue(Asked(call, request), AskedInstant(request),
                                   RecordingOf(call, request, state), state.facts, issue);
  return Keep(environment, call, changed, issue, request.reason(), transaction, state);
}

Result<WriteOutcome> DecideIssue(const Environment& environment, const rpc::Call& call,
                                 const v1::UpdateProviderIssueRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 ProviderIssue& issue) {
  issue = GetIssue(transaction, call.account(), request.issue_id());
  const auto changed = UpdateIssue(Asked(call, request), AskedInstant(request),
                                   RecordingOf(call, request, state), issue);
  return Keep(environment, call, changed, issue, request.reason(), transaction, state);
}

Result<WriteOutcome> DecideIssue(const Environment& environment, const rpc::Call& call,
                                 const v1::ResolveProviderIssueRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 ProviderIssue& issue) {
  issue = GetIssue(transaction, call.account(), request.issue_id());
  const auto changed = ResolveIssue(call.principal->id, AskedInstant(request),
                                    RecordingOf(call, request, state), issue);
  return Keep(environment, call, changed, issue, request.reason(), transaction, state);
}

bool LearnIssues(const std::vector<ProviderIssue>& issues, const std::string& provider_id,
                 const AccountScope& scope, db::Transaction& transaction, AccountState& state) {
  bool learned = false;
  for (const ProviderIssue& issue : issues) {
    for (const ProviderIssueState& added :
         Learn(IssueFor(provider_id, issue, scope.account_id()), state.facts)) {
      InsertIssueImpact(transaction, scope, added);
      learned = true;
    }
  }
  return learned;
}

v1::ProviderIssue ToProto(const ProviderIssue& issue, const std::vector<db::IssueJob>& jobs,
                          absl::Time now, bool show_internal_note) {
  v1::ProviderIssue proto;
  proto.set_issue_id(issue.issue_id);
  for (const IssueState& state : issue.states) {
    v1::ProviderIssueState& shown = *proto.add_states();
    shown.set_number(state.number);
    *shown.mutable_effective_at() = ToProto(state.effective_at);
    shown.set_resolved(state.resolved);
    shown.set_affects_operations(state.affects_operations);
    for (const std::string& id : state.impacted_account_ids) shown.add_impacted_account_ids(id);
    shown.set_public_reason(state.public_reason);
    if (show_internal_note) shown.set_internal_note(state.internal_note);
    shown.set_recorded_by(state.recorded_by);
  }
  const IssueState& in_force = IssueStateAt(issue, now);
  proto.set_impacts(in_force.effective_at <= now && in_force.affects_operations &&
                    !in_force.resolved);
  v1::ProviderIssueProgress& progress = *proto.mutable_progress();
  for (const db::IssueJob& job : jobs) {
    if (job.issue_id != issue.issue_id || job.number != issue.states.back().number) continue;
    if (job.accounts_total) progress.set_accounts_total(*job.accounts_total);
    progress.set_accounts_done(job.accounts_done);
    progress.set_accounts_left_behind(job.accounts_left_behind);
    if (job.finished_at) *progress.mutable_finished_at() = ToProto(*job.finished_at);
  }
  return proto;
}

}  // namespace reinstate::services
