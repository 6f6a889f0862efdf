#include "server/services/billing_view.h"

#include "server/services/billing_convert.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

void FillMonth(const TrendMonth& month, v1::TrendMonth& shown) {
  shown.set_year(static_cast<int32_t>(month.month.year()));
  shown.set_month(month.month.month());
  shown.set_invoiced_minor(month.invoiced_minor);
  shown.set_invoice_count(month.invoice_count);
  if (month.change_minor) shown.set_change_minor(*month.change_minor);
  if (month.change_basis_points) shown.set_change_basis_points(*month.change_basis_points);
  shown.set_partial(month.partial);
}

void FillBalance(const CurrencyBalance& balance, v1::CurrencyBalance& shown) {
  shown.set_currency_code(balance.currency);
  shown.set_open_balance_minor(balance.open_balance_minor);
  shown.set_past_due_minor(balance.past_due_minor);
  shown.set_not_yet_due_minor(balance.not_yet_due_minor);
  shown.set_unapplied_credit_minor(balance.unapplied_credit_minor);
  shown.set_disputed_minor(balance.disputed_minor);
  shown.set_pending_minor(balance.pending_minor);
  shown.set_current_month_balance_minor(balance.current_month_balance_minor);
  shown.set_invoiced_this_month_minor(balance.invoiced_this_month_minor);
  shown.mutable_ageing()->set_not_due_minor(balance.ageing.not_due_minor);
  shown.mutable_ageing()->set_days_1_to_30_minor(balance.ageing.days_1_to_30_minor);
  shown.mutable_ageing()->set_days_31_to_60_minor(balance.ageing.days_31_to_60_minor);
  shown.mutable_ageing()->set_over_60_days_minor(balance.ageing.over_60_days_minor);
  for (const TrendMonth& month : balance.trend) FillMonth(month, *shown.add_trend());
}

}  // namespace

void FillBillingSummary(const BillingSummary& summary, const Policy& policy, absl::Time now,
                        v1::BillingSummary& shown) {
  shown.set_current(summary.current);
  for (const CurrencyBalance& balance : summary.balances) {
    FillBalance(balance, *shown.add_balances());
  }
  if (summary.last_payment != nullptr) {
    *shown.mutable_most_recent_payment() = ToProto(*summary.last_payment);
  }
  for (const InvoiceState& recent : summary.recent) {
    *shown.add_recent_invoices() = ToProto(recent);
  }
  shown.set_policy_version(policy.version);
  *shown.mutable_evaluated_at() = ToProto(now);
}

}  // namespace reinstate::services
