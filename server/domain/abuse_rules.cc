#include "server/domain/abuse_rules.h"

#include <algorithm>
#include <utility>

namespace reinstate {
namespace {

bool SameContent(const AbuseSignal& recorded, const AbuseSignal& asked, bool names_instant) {
  return recorded.severity == asked.severity && recorded.public_reason == asked.public_reason &&
         recorded.internal_note == asked.internal_note &&
         (!names_instant || recorded.detected_at == asked.detected_at);
}

Result<AbuseSignal*> Find(const std::string& signal_id, AccountFacts& facts) {
  for (AbuseSignal& signal : facts.abuse_signals) {
    if (signal.signal_id == signal_id) return &signal;
  }
  return Error{.reason = Reason::kSignalNotFound,
               .message = "the account has no abuse signal " + signal_id,
               .resource = Resource{"abuse signal", signal_id}};
}

}  // namespace

Result<bool> RecordSignal(AbuseSignal signal, bool names_instant, const SignalRecording& recording,
                          AccountFacts& facts) {
  if (const AbuseSignal* recorded = FindSignal(facts, signal.signal_id)) {
    if (SameContent(*recorded, signal, names_instant)) return false;
    return FactConflict("abuse signal", signal.signal_id);
  }
  Status timely =
      CheckEffectiveAt(signal.detected_at, recording.now, recording.recorder, "detected_at");
  if (timely.ok()) timely = CheckNotBeforeAccount(facts.account, signal.detected_at, "detected_at");
  if (!timely.ok()) return timely.error();
  facts.abuse_signals.push_back(std::move(signal));
  return true;
}

Result<bool> ResolveSignal(const std::string& signal_id,
                           const std::optional<absl::Time>& effective_at,
                           const SignalRecording& recording, AccountFacts& facts) {
  const Result<AbuseSignal*> found = Find(signal_id, facts);
  if (!found.ok()) return found.error();
  AbuseSignal& signal = **found;
  if (signal.withdrawn_at) {
    return Error{
        .reason = Reason::kSignalWithdrawn,
        .message = "abuse signal " + signal_id + " is withdrawn; there is nothing to resolve",
        .resource = Resource{"abuse signal", signal_id}};
  }
  if (signal.resolved_at) {
    if (!effective_at || *effective_at == *signal.resolved_at) return false;
    return FactConflict("resolution of abuse signal", signal_id);
  }
  // A signal may be detected up to 5 minutes ahead of the clock.
  const absl::Time at = effective_at.value_or(std::max(recording.now, signal.detected_at));
  if (at < signal.detected_at) {
    Error error = InvalidField("effective_at", "must not be before the signal was detected");
    error.reason = Reason::kEffectiveBeforeSubject;
    return error;
  }
  const Status timely = CheckEffectiveAt(at, recording.now, recording.recorder, "effective_at");
  if (!timely.ok()) return timely.error();
  signal.resolved_at = at;
  return true;
}

Result<bool> WithdrawSignal(const std::string& signal_id, const SignalRecording& recording,
                            AccountFacts& facts) {
  const Result<AbuseSignal*> found = Find(signal_id, facts);
  if (!found.ok()) return found.error();
  AbuseSignal& signal = **found;
  if (signal.withdrawn_at) return false;
  const Status timely =
      CheckEffectiveAt(signal.detected_at, recording.now, recording.recorder, "signal_id");
  if (!timely.ok()) return timely.error();
  signal.withdrawn_at = recording.now;
  return true;
}

const AbuseSignal* FindSignal(const AccountFacts& facts, const std::string& signal_id) {
  const auto found =
      std::find_if(facts.abuse_signals.begin(), facts.abuse_signals.end(),
                   [&](const AbuseSignal& signal) { return signal.signal_id == signal_id; });
  return found == facts.abuse_signals.end() ? nullptr : &*found;
}

}  // namespace reinstate
