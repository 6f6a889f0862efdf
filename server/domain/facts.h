// What is known of one account. Every instant is truncated to microseconds.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/policy.h"

namespace reinstate {

enum class Cloud { kPublic, kUsGovernment };
enum class PartnerType { kDirectBill, kIndirectProvider, kIndirectReseller };
enum class VerificationStatus { kPending, kAuthorized, kRejected, kFailed };

struct Account {
  std::string account_id;
  std::string display_name;
  Cloud cloud = Cloud::kPublic;
  PartnerType partner_type = PartnerType::kDirectBill;
  absl::Time registered_at;
  absl::Time standing_from;  // no episode opens before it

  // The earliest instant a fact about the account may act at.
  absl::Time begins_at() const { return std::min(registered_at, standing_from); }
};

struct Invoice {
  std::string invoice_id;
  std::string currency;
  int64_t total_minor = 0;  // above zero
  absl::CivilDay issued_on;
  absl::CivilDay due_on;
  absl::Time recorded_at;
};

struct Allocation {
  std::string invoice_id;  // need not be recorded yet
  int64_t amount_minor = 0;
};

struct Payment {
  std::string payment_id;
  std::string currency;
  int64_t amount_minor = 0;  // above zero
  absl::Time received_at;
  std::string method;
  std::vector<Allocation> allocations;
  absl::Time recorded_at;
};

struct Hold {
  std::string hold_id;
  std::string reason;
  bool internal = false;  // the reason is for staff only
  absl::Time placed_at;
  std::optional<absl::Time> expires_at;
  std::optional<absl::Time> released_at;
  std::string placed_by;
};

struct VerificationResult {
  std::string result_id;
  VerificationStatus status = VerificationStatus::kPending;
  absl::Time effective_at;
  std::string public_reason;
};

struct Decision {
  std::string decision_id;
  absl::Time made_at;
  std::vector<CauseKind> causes;
};

struct AccountFacts {
  Account account;
  std::vector<Invoice> invoices;
  std::vector<Payment> payments;
  std::vector<Hold> holds;
  std::vector<VerificationResult> verification_results;
  std::vector<Decision> decisions;
};

}  // namespace reinstate
