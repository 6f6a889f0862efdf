#include "server/services/invoice_view.h"

#include <algorithm>

#include "server/domain/bill_state.h"
#include "server/services/billing_convert.h"

namespace reinstate::services {

std::vector<v1::Invoice> ShowInvoices(const BillingFacts& facts, const Policy& policy,
                                      absl::Time now) {
  std::vector<v1::Invoice> shown;
  for (const InvoiceState& state : StateOfBill(facts, policy, now).documents) {
    shown.push_back(ToProto(state));
  }
  return shown;
}

v1::Invoice ShowInvoice(const BillingFacts& facts, const std::string& invoice_id,
                        const Policy& policy, absl::Time now) {
  const BillState bill = StateOfBill(facts, policy, now);
  return ToProto(*std::find_if(
      bill.documents.begin(), bill.documents.end(),
      [&](const InvoiceState& state) { return state.invoice->invoice_id == invoice_id; }));
}

}  // namespace reinstate::services
