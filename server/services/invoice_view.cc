#include "server/services/invoice_view.h"

#include "server/domain/civil_day.h"
#include "server/domain/pour.h"
#include "server/services/convert.h"

namespace reinstate::services {

std::vector<v1::Invoice> ShowInvoices(const std::vector<Invoice>& invoices,
                                      const std::vector<Payment>& payments, const Policy& policy,
                                      absl::Time now) {
  const Pour pour(invoices, payments, policy.zone);
  const Pour::Outcome poured = pour.At(now);
  const absl::CivilDay today = DayOf(now, policy.zone);
  std::vector<v1::Invoice> shown;
  for (size_t i = 0; i < invoices.size(); ++i) {
    // Nothing covers an invoice before the day of its issue.
    const bool issued = pour.issued_at(i) <= now;
    const int64_t residual = issued ? poured.residual_minor[i] : invoices[i].total_minor;
    shown.push_back(ToProto(invoices[i], residual, today));
  }
  return shown;
}

}  // namespace reinstate::services
