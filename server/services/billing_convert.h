// Between the contract's messages of billing and the domain's values.

#pragma once

#include <vector>

#include "reinstate/v1/billing_admin_service.pb.h"
#include "reinstate/v1/billing_summary_service.pb.h"
#include "server/domain/bill_state.h"
#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"
#include "server/domain/ledger.h"

namespace reinstate::services {

v1::Payment ToProto(const Payment& payment);
v1::LineItem ToProto(const LineItem& line);
// With its lines where they were loaded.
v1::Invoice ToProto(const InvoiceState& state);
v1::LedgerEntry ToProto(const LedgerEntry& entry);
v1::PaymentInstructions ToProto(const PaymentInstructions& instructions);

// `recorded_at` of the results is the clock.
Payment FromProto(const v1::PaymentContent& content, absl::Time now);
PaymentInstructions FromProto(const v1::PaymentInstructions& instructions);
// A due date that is not given follows from the terms.
Invoice FromProto(const v1::InvoiceContent& content, const std::vector<PaymentTerms>& terms,
                  const PolicySet& policies, absl::Time now);

// What field options cannot say: the amended invoice belongs to a credit note.
Status CheckContent(const v1::InvoiceContent& content);
// PENDING or SETTLED.
Status CheckContent(const v1::PaymentContent& content);

}  // namespace reinstate::services
