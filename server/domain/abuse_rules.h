// What can be recorded of abuse signals (R14), and from when it counts (DOMAIN 2, rules of time).

#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/domain/error.h"
#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"

namespace reinstate {

// When and by whom a signal, or what becomes of it, is recorded.
struct SignalRecording {
  absl::Time now;
  Recorder recorder;
};

// Each returns true where it changed the facts, false where the same was recorded before.

// `signal.detected_at` was given where `names_instant`. FACT_CONFLICT where the id is recorded with
// other content; EFFECTIVE_IN_FUTURE, BACKDATED, EFFECTIVE_BEFORE_SUBJECT.
Result<bool> RecordSignal(AbuseSignal signal, bool names_instant, const SignalRecording& recording,
                          AccountFacts& facts);

// It counts until `effective_at` (unset: now). SIGNAL_NOT_FOUND; SIGNAL_WITHDRAWN; FACT_CONFLICT
// where it was resolved at another instant; EFFECTIVE_BEFORE_SUBJECT before its detection.
Result<bool> ResolveSignal(const std::string& signal_id,
                           const std::optional<absl::Time>& effective_at,
                           const SignalRecording& recording, AccountFacts& facts);

// It never was, so this acts from its detection on. SIGNAL_NOT_FOUND; BACKDATED.
Result<bool> WithdrawSignal(const std::string& signal_id, const SignalRecording& recording,
                            AccountFacts& facts);

// Null where the account has no such signal.
const AbuseSignal* FindSignal(const AccountFacts& facts, const std::string& signal_id);

}  // namespace reinstate
