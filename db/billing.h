// Rows of invoices, credit notes and payments, and of what became of them.

#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"

namespace reinstate::db {

// Which documents to load.
struct BillingRange {
  std::optional<absl::CivilDay> from;  // dated then or later; unset: all
  absl::TimeZone zone;                 // in which days begin
  // As the account was after this revision; the resolutions of disputes as they are now.
  int64_t through_revision = std::numeric_limits<int64_t>::max();
};

// Without their lines.
BillingFacts LoadBilling(Transaction& transaction, const AccountScope& scope,
                         const BillingRange& range);
std::vector<LineItem> ListLines(Transaction& transaction, const AccountScope& scope,
                                const std::string& invoice_id);

std::optional<IssuedDocument> GetIssuedDocument(Transaction& transaction, const AccountScope& scope,
                                                const std::string& invoice_id);

// True where one of the documents is recorded and dated before the day.
bool HasSealed(Transaction& transaction, const AccountScope& scope,
               const std::vector<std::string>& invoice_ids,
               const std::vector<std::string>& payment_ids, absl::CivilDay sealed_before,
               const absl::TimeZone& zone);

// Every filter that is empty lets all pass.
struct PaymentFilter {
  std::string currency;
  std::string invoice_id;                    // named by an explicit allocation
  std::optional<absl::Time> received_from;   // inclusive
  std::optional<absl::Time> received_until;  // exclusive
};

struct PaymentPlace {
  absl::Time received_at;
  std::string payment_id;
};

// Newest first by (received_at, id), what comes after the place.
std::vector<Payment> ListPaymentPage(Transaction& transaction, const AccountScope& scope,
                                     const PaymentFilter& filter,
                                     const std::optional<PaymentPlace>& after, int limit);

// The id must not be recorded yet. Invoices and credit notes alike, with their lines.
void InsertInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                   const std::string& billed_name, int64_t revision);
void InsertPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision);

// What became of a recorded document, as the document now says; each once.
void VoidInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                 int64_t revision);
void WriteOffInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                     int64_t revision);
void InsertDispute(Transaction& transaction, const AccountScope& scope,
                   const std::string& invoice_id, const Dispute& dispute, int64_t revision);
void ResolveDispute(Transaction& transaction, const AccountScope& scope,
                    const std::string& invoice_id, const Dispute& dispute);
void SettlePayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision);
void FailPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                 int64_t revision);
void ReversePayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                    int64_t revision);
void VoidPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                 int64_t revision);

}  // namespace reinstate::db
