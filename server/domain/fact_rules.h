// What makes a fact or a decision acceptable (DOMAIN 2, rules of time; DOMAIN 5, documents).

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "server/domain/error.h"
#include "server/domain/facts.h"
#include "server/domain/timeline.h"

namespace reinstate {

// Who records, as far as the rules of time care.
struct Recorder {
  bool is_operator = false;
  bool gave_reason = false;
};

// At most 5 minutes ahead (EFFECTIVE_IN_FUTURE); more than 7 days back only for an operator who
// gave a reason (BACKDATED). `field` names the instant in the request.
Status CheckEffectiveAt(absl::Time effective_at, absl::Time now, const Recorder& recorder,
                        const std::string& field);

// True where a document lies after the clock: an import takes it another time.
bool IsLater(const Invoice& invoice, absl::Time now, const Policy& policy);
bool IsLater(const Payment& payment, absl::Time now);

// Form, time and currency of a new document; its id is not recorded yet.
Status CheckInvoice(const Invoice& invoice, absl::Time now, const Policy& policy,
                    const Recorder& recorder);
Status CheckPayment(const Payment& payment, const std::vector<Invoice>& invoices, absl::Time now,
                    const Recorder& recorder);

// The sums of all invoices and of all payments, by currency; they must stay within int64.
class Sums {
 public:
  // Of facts whose sums were in range when they were recorded.
  explicit Sums(const AccountFacts& facts);
  // AMOUNT_OVERFLOW where the sum would leave the range; nothing is added then.
  Status Add(const Invoice& invoice);
  Status Add(const Payment& payment);

 private:
  std::map<std::string, int64_t> invoices_minor_, payments_minor_;
};

// Same content: the same fact.
bool SameContent(const Invoice& a, const Invoice& b);
bool SameContent(const Payment& a, const Payment& b);

Error FactConflict(const std::string& kind, const std::string& id);

// The causes a decision ends at `now`: the named ones that are open, by default every open
// ON_REQUEST episode. CONDITION_HOLDS lists each of them whose condition still holds;
// NOTHING_TO_REINSTATE where none is left.
Result<std::vector<CauseKind>> ResolveDecision(const Timeline& timeline, absl::Time now,
                                               const std::vector<CauseKind>& named);

}  // namespace reinstate
