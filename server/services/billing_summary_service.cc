#include "server/services/billing_summary_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "db/billing.h"
#include "server/domain/billing_summary.h"
#include "server/services/account_read.h"
#include "server/services/billing_convert.h"
#include "server/services/billing_view.h"
#include "server/services/convert.h"
#include "server/services/invoice_view.h"

namespace reinstate::services {
namespace {

constexpr int kUsualTrendMonths = 12;
constexpr int kMostTrendMonths = 36;

// Newest issue first, then by id; as text, for the cursor.
std::string PlaceOf(const v1::Invoice& invoice) {
  const int64_t days = absl::CivilDay(9999, 12, 31) - FromProto(invoice.issued_on());
  const std::string digits = std::to_string(days);
  return std::string(8 - digits.size(), '0') + digits + "/" + invoice.invoice_id();
}

bool IsAsked(const v1::Invoice& invoice, const v1::ListInvoicesRequest& request) {
  if (request.overdue_only() && invoice.days_overdue() == 0) return false;
  const auto& statuses = request.statuses();
  return statuses.empty() || std::count(statuses.begin(), statuses.end(), invoice.status()) > 0;
}

// Where a page ends: the instant in microseconds and the id, as text, for the cursor.
std::string PlaceOf(const Payment& payment) {
  return std::to_string(absl::ToUnixMicros(payment.received_at)) + "/" + payment.payment_id;
}

std::optional<db::PaymentPlace> PaymentPlaceFrom(const std::string& cursor) {
  const size_t slash = cursor.find('/');
  if (slash == std::string::npos) return std::nullopt;
  return db::PaymentPlace{absl::FromUnixMicros(std::stoll(cursor)), cursor.substr(slash + 1)};
}

Result<db::PaymentFilter> FilterOf(const v1::ListPaymentsRequest& request) {
  db::PaymentFilter filter{request.currency_code(), request.invoice_id(), std::nullopt,
                           std::nullopt};
  if (request.has_received_from()) filter.received_from = FromProto(request.received_from());
  if (request.has_received_until()) filter.received_until = FromProto(request.received_until());
  if (filter.received_from && filter.received_until &&
      *filter.received_until <= *filter.received_from) {
    return InvalidField("received_until", "must lie after received_from");
  }
  return filter;
}

}  // namespace

void BillingSummaryService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.BillingSummaryService/";
  handlers.Add(service + "ListInvoices", this, &BillingSummaryService::ListInvoices);
  handlers.Add(service + "GetInvoice", this, &BillingSummaryService::GetInvoice);
  handlers.Add(service + "GetBillingSummary", this, &BillingSummaryService::GetBillingSummary);
  handlers.Add(service + "ListPayments", this, &BillingSummaryService::ListPayments);
  handlers.Add(service + "ListLedgerEntries", this, &BillingSummaryService::ListLedgerEntries);
}

Result<std::vector<v1::Invoice>> BillingSummaryService::ReadInvoices(const rpc::Call& call) {
  std::vector<v1::Invoice> shown;
  const Status status = ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow&, const Present& present) -> Status {
        shown = ShowInvoices(db::LoadBilling(transaction, call.account(), {}),
                             present.policies().At(present.now), present.now);
        return Ok();
      });
  if (!status.ok()) return status.error();
  return shown;
}

Status BillingSummaryService::ListInvoices(const rpc::Call& call,
                                           const v1::ListInvoicesRequest& request,
                                           v1::ListInvoicesResponse& response) {
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  auto invoices = ReadInvoices(call);
  if (!invoices.ok()) return invoices.error();
  std::sort(invoices->begin(), invoices->end(),
            [](const v1::Invoice& a, const v1::Invoice& b) { return PlaceOf(a) < PlaceOf(b); });
  const int size = Paging::Size(request.page_size(), 100, 1000);
  for (v1::Invoice& invoice : *invoices) {
    if (PlaceOf(invoice) <= *cursor || !IsAsked(invoice, request)) continue;
    if (response.invoices_size() == size) {
      const std::string last = PlaceOf(*response.invoices().rbegin());
      response.set_next_page_token(paging_.Token(call, request, last));
      break;
    }
    *response.add_invoices() = std::move(invoice);
  }
  return Ok();
}

Status BillingSummaryService::GetInvoice(const rpc::Call& call,
                                         const v1::GetInvoiceRequest& request,
                                         v1::GetInvoiceResponse& response) {
  const std::string& id = request.invoice_id();
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow&, const Present& present) -> Status {
        BillingFacts facts = db::LoadBilling(transaction, call.account(), {});
        for (auto* documents : {&facts.invoices, &facts.credit_notes}) {
          for (Invoice& document : *documents) {
            if (document.invoice_id != id) continue;
            document.lines = db::ListLines(transaction, call.account(), id);
            *response.mutable_invoice() =
                ShowInvoice(facts, id, present.policies().At(present.now), present.now);
            AddFileLinks(links_, request.account_id(), *response.mutable_invoice());
            return Ok();
          }
        }
        return InvoiceNotFound(id);
      });
}

Status BillingSummaryService::GetBillingSummary(const rpc::Call& call,
                                                const v1::GetBillingSummaryRequest& request,
                                                v1::GetBillingSummaryResponse& response) {
  const int months = request.trend_months() == 0 ? kUsualTrendMonths : request.trend_months();
  if (months < 1 || months > kMostTrendMonths) {
    return InvalidField("trend_months", "must be from 1 to 36");
  }
  return ReadAccount(environment_, call,
                     [&](db::Transaction& transaction, const db::AccountRow& row,
                         const Present& present) -> Status {
                       const BillingFacts facts = db::LoadBilling(transaction, call.account(), {});
                       const absl::Time now = present.now;
                       const Policy& policy = present.policies().At(now);
                       response.Clear();
                       FillBillingSummary(SummarizeBilling(facts, policy, now, months), policy, now,
                                          *response.mutable_summary());
                       v1::BillingSummary& summary = *response.mutable_summary();
                       summary.set_account_id(row.account.account_id);
                       summary.set_revision(row.revision);
                       for (v1::Invoice& recent : *summary.mutable_recent_invoices()) {
                         AddFileLinks(links_, request.account_id(), recent);
                       }
                       return Ok();
                     });
}

Status BillingSummaryService::ListPayments(const rpc::Call& call,
                                           const v1::ListPaymentsRequest& request,
                                           v1::ListPaymentsResponse& response) {
  const auto filter = FilterOf(request);
  if (!filter.ok()) return filter.error();
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  const int size = Paging::Size(request.page_size(), 100, 1000);
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow&, const Present&) -> Status {
        auto payments = db::ListPaymentPage(transaction, call.account(), *filter,
                                            PaymentPlaceFrom(*cursor), size + 1);
        const bool more = static_cast<int>(payments.size()) > size;
        if (more) payments.pop_back();
        response.Clear();
        for (const Payment& payment : payments) *response.add_payments() = ToProto(payment);
        if (more) {
          response.set_next_page_token(paging_.Token(call, request, PlaceOf(payments.back())));
        }
        return Ok();
      });
}

std::vector<LedgerEntry> BillingSummaryService::ReadLedger(db::Transaction& transaction,
                                                           const AccountScope& scope,
                                                           const PolicySet& policies,
                                                           const LedgerPlace& place,
                                                           const std::string& currency) {
  const absl::TimeZone& zone = policies.At(place.read_at).zone;
  std::vector<LedgerEntry> ledger = LedgerOf(
      db::LoadBilling(transaction, scope, {{}, zone, place.revision}), zone, place.read_at);
  if (currency.empty()) return ledger;
  std::erase_if(ledger, [&](const LedgerEntry& entry) { return entry.currency != currency; });
  return ledger;
}

Status BillingSummaryService::ListLedgerEntries(const rpc::Call& call,
                                                const v1::ListLedgerEntriesRequest& request,
                                                v1::ListLedgerEntriesResponse& response) {
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow& row,
          const Present& present) -> Status {
        LedgerPlace place =
            LedgerPlaceFrom(*cursor).value_or(LedgerPlace{row.revision, present.now, 0});
        const std::vector<LedgerEntry> ledger = ReadLedger(
            transaction, call.account(), present.policies(), place, request.currency_code());
        response.Clear();
        response.set_revision(place.revision);
        const size_t end = std::min(ledger.size(), place.shown + size);
        while (place.shown < end) *response.add_entries() = ToProto(ledger[place.shown++]);
        if (end < ledger.size()) {
          response.set_next_page_token(paging_.Token(call, request, PlaceOf(place)));
        }
        return Ok();
      });
}

}  // namespace reinstate::services
