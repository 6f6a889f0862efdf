// What makes a fact or a decision acceptable (DOMAIN 2, rules of time; DOMAIN 5, documents).

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
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

// EFFECTIVE_BEFORE_SUBJECT where a fact about the account itself lies before that begins.
Status CheckNotBeforeAccount(const Account& account, absl::Time effective_at,
                             const std::string& field);

// True where a document lies after the clock: an import takes it another time.
bool IsLater(const Invoice& invoice, absl::Time now, const Policy& policy);
bool IsLater(const Payment& payment, absl::Time now);

// Form, time and currency of a new document; its id is not recorded yet. The lines of an invoice
// sum exactly to its total.
Status CheckInvoice(const Invoice& invoice, absl::Time now, const Policy& policy,
                    const Recorder& recorder);
// `amended` is the invoice it names, null where that is not recorded (INVOICE_NOT_FOUND).
// EFFECTIVE_BEFORE_SUBJECT; INVOICE_CLOSED where that is void.
Status CheckCreditNote(const Invoice& note, const Invoice* amended, absl::Time now,
                       const Policy& policy, const Recorder& recorder);
Status CheckPayment(const Payment& payment, const std::vector<Invoice>& invoices, absl::Time now,
                    const Recorder& recorder);

// Sums over all documents ever recorded in one currency; void ones are in them.
struct Totals {
  int64_t invoiced_minor = 0;
  int64_t received_minor = 0;  // payments and credit notes
};

// They must stay within int64, so that no figure of a bill can leave it.
class Sums {
 public:
  explicit Sums(std::map<std::string, Totals> totals = {}) : totals_(std::move(totals)) {}
  // AMOUNT_OVERFLOW where the sum would leave the range; nothing is added then.
  Status Add(const Invoice& invoice);
  Status Add(const Payment& payment);
  // By currency.
  const std::map<std::string, Totals>& totals() const { return totals_; }

 private:
  std::map<std::string, Totals> totals_;
};

// The net terms that count for invoices issued on a day or later, until the next.
struct PaymentTerms {
  absl::CivilDay effective_on;
  int net_days = 0;
};
// Those of the policy where the account has none by then.
int NetDays(const std::vector<PaymentTerms>& terms, const PolicySet& policies,
            absl::CivilDay issued_on);
// At the latest today; more than 7 days back is for operators.
Status CheckPaymentTerms(const PaymentTerms& terms, absl::Time now, const absl::TimeZone& zone,
                         const Recorder& recorder);

// Same content: the same fact. Invoices are compared with their lines, and payments as they were
// received: what became of a document later is no part of its content.
bool SameContent(const Invoice& a, const Invoice& b);
bool SameContent(const Payment& a, const Payment& b);

Error FactConflict(const std::string& kind, const std::string& id);

// ETAG_MISMATCH where one is given that is not the present one (AIP-154).
Status CheckEtag(int64_t present, const std::string& given, const std::string& what);

// The causes a decision ends at `now`: the named ones that are open, by default every open
// ON_REQUEST episode. ACCOUNT_CLOSED for a closed account; CONDITION_HOLDS lists each of them whose
// condition still holds; NOTHING_TO_REINSTATE where none is left.
Result<std::vector<CauseKind>> ResolveDecision(const Timeline& timeline, absl::Time now,
                                               const std::vector<CauseKind>& named);

}  // namespace reinstate
