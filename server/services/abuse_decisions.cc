#include "server/services/abuse_decisions.h"

#include <optional>
#include <string>

#include "db/facts.h"
#include "server/domain/abuse_rules.h"
#include "server/services/convert.h"

namespace reinstate::services {

Result<WriteOutcome> AbuseDecision::Decide(const v1::RecordAbuseSignalRequest& request) {
  const AbuseSignal signal{
      request.signal_id(),
      static_cast<AbuseSeverity>(request.severity() - 1),
      request.has_detected_at() ? FromProto(request.detected_at()) : state_.now,
      request.public_reason(),
      request.internal_note(),
      call_.principal->id};
  const auto changed =
      RecordSignal(signal, request.has_detected_at(),
                   {state_.now, RecorderOf(call_, request.reason())}, state_.facts);
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  InsertAbuseSignal(transaction_, call_.account(), signal, state_.now);
  return WriteOutcome{
      true,
      {TransitionTrigger::kFact, signal.signal_id, signal.detected_at, call_.principal->id},
      request.reason()};
}

Result<WriteOutcome> AbuseDecision::Decide(const v1::ResolveAbuseSignalRequest& request) {
  std::optional<absl::Time> effective_at;
  if (request.has_effective_at()) effective_at = FromProto(request.effective_at());
  return Update(request.signal_id(),
                ResolveSignal(request.signal_id(), effective_at,
                              {state_.now, RecorderOf(call_, request.reason())}, state_.facts),
                request.reason());
}

Result<WriteOutcome> AbuseDecision::Decide(const v1::WithdrawAbuseSignalRequest& request) {
  return Update(request.signal_id(),
                WithdrawSignal(request.signal_id(),
                               {state_.now, RecorderOf(call_, request.reason())}, state_.facts),
                request.reason());
}

Result<WriteOutcome> AbuseDecision::Update(const std::string& signal_id,
                                           const Result<bool>& changed, const std::string& reason) {
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  const AbuseSignal& signal = *FindSignal(state_.facts, signal_id);
  UpdateAbuseSignal(transaction_, call_.account(), signal);
  const absl::Time acts_at = signal.withdrawn_at ? signal.detected_at : *signal.resolved_at;
  return WriteOutcome{
      true, {TransitionTrigger::kFact, signal_id, acts_at, call_.principal->id}, reason};
}

}  // namespace reinstate::services
