#include "server/services/account_decisions.h"

#include <algorithm>
#include <string>
#include <vector>

#include "db/facts.h"
#include "db/profiles.h"
#include "server/domain/money.h"
#include "server/domain/ticket_rules.h"
#include "server/services/convert.h"
#include "server/services/profile_decisions.h"
#include "server/services/reinstatement_settlement.h"
#include "server/services/ticket_decisions.h"

namespace reinstate::services {
namespace {

WriteOutcome Changed(TransitionTrigger trigger, const std::string& id, absl::Time effective_at,
                     const rpc::Call& call, const std::string& reason) {
  return {true, {trigger, id, effective_at, call.principal->id}, reason};
}

bool SameRegistration(const Account& recorded, const v1::RegisterAccountRequest& request) {
  const Account asked = RequestedAccount(request, recorded.registered_at);
  return asked.display_name == recorded.registered_name.value_or(recorded.display_name) &&
         asked.cloud == recorded.cloud && asked.partner_type == recorded.partner_type &&
         asked.standing_from == recorded.standing_from;
}

// Of the profile or of a check.
VerificationResult RequestedResult(const v1::SetVerificationResultRequest& request,
                                   absl::Time now) {
  return {request.result_id(), static_cast<VerificationStatus>(request.status() - 1),
          request.has_effective_at() ? FromProto(request.effective_at()) : now,
          request.public_reason(), static_cast<VerificationReason>(request.reason_code())};
}

// CONDITION_HOLDS names causes; an approver also needs the facts behind them.
void NameFacts(const AccountState& state, Error& error) {
  constexpr size_t kMost = 20;
  std::vector<PreconditionViolation> facts;
  size_t left_out = 0;
  for (const Evidence& evidence : state.timeline.evidence) {
    if (evidence.from > state.now || evidence.to <= state.now) continue;
    if (std::none_of(error.preconditions.begin(), error.preconditions.end(),
                     [&](const PreconditionViolation& violation) {
                       return violation.type == CauseName(evidence.cause);
                     })) {
      continue;
    }
    if (facts.size() == kMost) {
      ++left_out;
      continue;
    }
    const std::string description =
        evidence.fact == FactKind::kInvoice
            ? FormatAmount(evidence.residual_minor, evidence.currency) + " left to pay"
        : evidence.fact == FactKind::kAbuseSignal ? "must be resolved"
                                                  : "must be cleared";
    facts.push_back({CauseName(evidence.cause), evidence.fact_id, description});
  }
  error.preconditions.insert(error.preconditions.end(), facts.begin(), facts.end());
  if (left_out > 0) {
    error.message += "; " + std::to_string(left_out) + " more facts stand in the account's status";
  }
}

}  // namespace

Account RequestedAccount(const v1::RegisterAccountRequest& request, absl::Time now) {
  return {request.account_id(),
          request.display_name(),
          static_cast<Cloud>(request.cloud() - 1),
          static_cast<PartnerType>(request.partner_type() - 1),
          now,
          request.has_standing_from() ? FromProto(request.standing_from()) : now};
}

Result<WriteOutcome> DecideRegistration(const rpc::Call& call,
                                        const v1::RegisterAccountRequest& request,
                                        AccountState& state) {
  const Account& account = state.row.account;
  if (!state.created) {
    if (!SameRegistration(account, request)) return FactConflict("account", account.account_id);
    return WriteOutcome{};
  }
  Status time = CheckEffectiveAt(account.standing_from, state.now,
                                 RecorderOf(call, request.reason()), "standing_from");
  if (!time.ok()) return time.error();
  return Changed(TransitionTrigger::kFact, account.account_id, state.now, call, request.reason());
}

Result<WriteOutcome> DecideVerification(const rpc::Call& call,
                                        const v1::SetVerificationResultRequest& request,
                                        db::Transaction& transaction, AccountState& state) {
  const VerificationResult asked = RequestedResult(request, state.now);
  if (!request.program_id().empty()) {
    return DecideCheckResult(call, request, asked, transaction, state);
  }
  const auto of_checks = db::ListCheckResults(transaction, call.account());
  if (std::any_of(of_checks.begin(), of_checks.end(), [&](const CheckResult& recorded) {
        return recorded.result.result_id == asked.result_id;
      })) {
    return FactConflict("verification result", asked.result_id);
  }
  const auto added =
      AddVerification(asked, request.has_effective_at(), RecorderOf(call, request.reason()), state);
  if (!added.ok()) return added.error();
  if (!*added) return WriteOutcome{};
  InsertVerificationResult(transaction, call.account(), asked, state.now);
  return Changed(TransitionTrigger::kFact, asked.result_id, asked.effective_at, call,
                 request.reason());
}

Result<WriteOutcome> DecideHold(const rpc::Call& call, const v1::PlaceHoldRequest& request,
                                db::Transaction& transaction, AccountState& state) {
  Hold hold{request.hold_id(), request.reason(), request.internal(), state.now,
            std::nullopt,      std::nullopt,     call.principal->id};
  if (request.has_expires_at()) hold.expires_at = FromProto(request.expires_at());
  const auto added = AddHold(hold, state);
  if (!added.ok()) return added.error();
  if (!*added) return WriteOutcome{};
  InsertHold(transaction, call.account(), hold);
  return Changed(TransitionTrigger::kFact, hold.hold_id, state.now, call, hold.reason);
}

Result<WriteOutcome> DecideRelease(const rpc::Call& call, const v1::ReleaseHoldRequest& request,
                                   db::Transaction& transaction, AccountState& state) {
  const auto hold = HoldToEnd(request.hold_id(), state);
  if (!hold.ok()) return hold.error();
  if (!call.is_operator() && (*hold)->placed_by != call.principal->id) {
    return Error{.reason = Reason::kNotPermitted,
                 .message = "only an OPERATOR may release a hold that another placed"};
  }
  const Status ended = EndHold(**hold, state.now);
  if (!ended.ok()) return ended.error();
  ReleaseHold(transaction, call.account(), request.hold_id(), state.now);
  return Changed(TransitionTrigger::kDecision, request.hold_id(), state.now, call,
                 request.reason());
}

Result<WriteOutcome> Reinstate(const rpc::Call& call, const std::string& decision_id,
                               const std::vector<CauseKind>& named, const std::string& reason,
                               db::Transaction& transaction, AccountState& state) {
  const auto decision = AddDecision(decision_id, named, state);
  if (!decision.ok()) return decision.error();
  InsertDecision(transaction, call.account(), *decision, reason, call.principal->id);
  return Changed(TransitionTrigger::kDecision, decision_id, state.now, call, reason);
}

Status CheckNotOwnRequest(const rpc::Call& call, db::Transaction& transaction,
                          const AccountState& state) {
  const std::optional<Ticket> asked = FindOpenReinstatement(
      transaction, call.account(), state.timeline, state.row.written_at, state.now);
  return asked ? CheckDecider(*asked, CallerOf(call)) : Ok();
}

Result<WriteOutcome> DecideReinstatement(const rpc::Call& call,
                                         const v1::ReinstateAccountRequest& request,
                                         const std::string& decision_id,
                                         db::Transaction& transaction, AccountState& state) {
  const Status permitted = CheckNotOwnRequest(call, transaction, state);
  if (!permitted.ok()) return permitted.error();
  std::vector<CauseKind> named;
  for (const int kind : request.causes()) {
    const auto known = FromProto(static_cast<v1::CauseKind>(kind));
    if (known) named.push_back(*known);
  }
  return Reinstate(call, decision_id, named, request.reason(), transaction, state);
}

const Hold* FindHold(const AccountFacts& facts, const std::string& hold_id) {
  const auto found = std::find_if(facts.holds.begin(), facts.holds.end(),
                                  [&](const Hold& hold) { return hold.hold_id == hold_id; });
  return found == facts.holds.end() ? nullptr : &*found;
}

Result<bool> AddVerification(const VerificationResult& asked, bool names_instant,
                             const Recorder& recorder, AccountState& state) {
  auto& results = state.facts.verification_results;
  const auto repeated = IsRepeated(results, asked, names_instant);
  if (!repeated.ok()) return repeated.error();
  if (*repeated) return false;
  Status time = CheckEffectiveAt(asked.effective_at, state.now, recorder, "effective_at");
  if (!time.ok()) return time.error();
  time = CheckNotBeforeAccount(state.row.account, asked.effective_at, "effective_at");
  if (!time.ok()) return time.error();
  results.push_back(asked);
  return true;
}

Result<bool> AddHold(const Hold& hold, AccountState& state) {
  if (const Hold* recorded = FindHold(state.facts, hold.hold_id)) {
    if (recorded->reason != hold.reason || recorded->internal != hold.internal ||
        recorded->expires_at != hold.expires_at) {
      return FactConflict("hold", hold.hold_id);
    }
    return false;
  }
  if (hold.expires_at && *hold.expires_at <= hold.placed_at) {
    return InvalidField("expires_at", "must lie after the clock");
  }
  state.facts.holds.push_back(hold);
  return true;
}

Result<Hold*> HoldToEnd(const std::string& hold_id, AccountState& state) {
  for (Hold& hold : state.facts.holds) {
    if (hold.hold_id == hold_id) return &hold;
  }
  return Error{.reason = Reason::kHoldNotFound,
               .message = "the account has no hold " + hold_id,
               .resource = Resource{"hold", hold_id}};
}

Status EndHold(Hold& hold, absl::Time at) {
  if (hold.released_at || (hold.expires_at && *hold.expires_at <= at)) {
    return Error{.reason = Reason::kHoldReleased,
                 .message = "the hold " + hold.hold_id + " has ended already"};
  }
  hold.released_at = at;
  return Ok();
}

Result<Decision> AddDecision(const std::string& decision_id, const std::vector<CauseKind>& named,
                             AccountState& state) {
  auto ends = ResolveDecision(state.timeline, state.now, named);
  if (!ends.ok()) {
    NameFacts(state, ends.error());
    return ends.error();
  }
  state.facts.decisions.push_back({decision_id, state.now, *ends});
  return state.facts.decisions.back();
}

}  // namespace reinstate::services
