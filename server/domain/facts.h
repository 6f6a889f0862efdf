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

enum class VerificationStatus { kPending, kAuthorized, kRejected, kFailed };

// Why a verification ended as it did; kNone where no reason was given.
enum class VerificationReason {
  kNone,
  kEmailNotConfirmed,
  kEmailDomainMismatch,
  kEmploymentNotConfirmed,
  kBusinessNotFound,
  kProfileMismatch,
  kDocumentsMissing,
  kDocumentsRejected,
  kOther,
};

struct Account {
  std::string account_id;
  std::string display_name;
  Cloud cloud = Cloud::kPublic;  // cloud and type as registered: see AccountChange
  PartnerType partner_type = PartnerType::kDirectBill;
  absl::Time registered_at;
  absl::Time standing_from;  // no episode opens before it
  // As display_name was registered; unset: it still is that.
  std::optional<std::string> registered_name = {};
  int64_t etag = 1;                          // counts what was changed of it
  std::optional<absl::Time> closed_at = {};  // for good
  std::string closing_reason = {};           // for staff only

  // The earliest instant a fact about the account may act at.
  absl::Time begins_at() const { return std::min(registered_at, standing_from); }
};

// From its instant on the account is of this cloud, of this type, or both, until the next change
// of the same; unset: not changed. One change of each an instant.
struct AccountChange {
  absl::Time effective_at;
  std::optional<Cloud> cloud = {};
  std::optional<PartnerType> partner_type = {};
};

enum class InvoiceType { kOneTime, kRecurring };

// Both days are included.
struct BillingPeriod {
  absl::CivilDay from;
  absl::CivilDay through;

  friend bool operator==(const BillingPeriod&, const BillingPeriod&) = default;
};

struct LineItem {
  std::string description;
  std::string reference;     // such as a subscription or a product; may be empty
  int64_t quantity = 0;      // 0: not told
  int64_t amount_minor = 0;  // of the invoice's currency; below zero for a discount

  friend bool operator==(const LineItem&, const LineItem&) = default;
};

// Where to pay (R29). The amount and, where `reference` is empty, the reference are the invoice's.
struct PaymentInstructions {
  std::string method;
  std::string beneficiary;
  std::string account_number;
  std::string bank_code;
  std::string reference;
  std::optional<absl::CivilDay> valid_until;
  int64_t revision = 0;  // of the account, when they were set
};

enum class DisputeOutcome { kUpheld, kLost };

struct Dispute {
  std::string dispute_id;
  absl::Time opened_at;
  std::optional<int64_t> amount_minor = {};  // unset: all that is left of the invoice
  std::optional<absl::Time> resolved_at = {};
  DisputeOutcome outcome = DisputeOutcome::kLost;  // only where resolved
};

// An invoice; or a credit note, which amends an invoice and is money for it.
struct Invoice {
  std::string invoice_id;
  std::string currency;
  int64_t total_minor = 0;  // above zero
  absl::CivilDay issued_on;
  absl::CivilDay due_on;  // of a credit note: issued_on
  absl::Time recorded_at;
  std::string amends = {};  // the invoice a credit note is about; empty: this is an invoice
  InvoiceType type = InvoiceType::kOneTime;
  std::optional<BillingPeriod> period = {};
  std::optional<PaymentInstructions> instructions = {};  // in force when it was recorded
  std::vector<LineItem> lines = {};                      // only where they were asked for
  std::optional<absl::Time> voided_at = {};              // recorded then; it never was
  std::optional<absl::Time> written_off_at = {};
  std::vector<Dispute> disputes = {};  // by opened_at, one open at a time

  bool is_credit_note() const { return !amends.empty(); }
  bool is_written_off(absl::Time instant) const {
    return written_off_at && *written_off_at <= instant;
  }
};

// What the files of an invoice or credit note are made of. Nothing here changes with payments or
// with time, so that the same document gives the same bytes.
struct IssuedDocument {
  std::string account_id;
  std::string billed_name;  // the account's display name when it was recorded
  Invoice invoice;          // with its lines, without its disputes
};

struct Allocation {
  std::string invoice_id;  // need not be recorded yet
  int64_t amount_minor = 0;
};

enum class PaymentStatus { kPending, kSettled, kFailed, kReversed, kVoided };

struct Payment {
  std::string payment_id;
  std::string currency;
  int64_t amount_minor = 0;  // above zero
  absl::Time received_at;
  std::string method;
  std::vector<Allocation> allocations;
  absl::Time recorded_at;
  bool settled = true;                         // false: pending, or failed before it settled
  std::optional<absl::Time> failed_at = {};    // recorded then; it never counts
  std::optional<absl::Time> reversed_at = {};  // it counts until then
  std::optional<absl::Time> voided_at = {};    // recorded then; it never was

  PaymentStatus status() const {
    if (voided_at) return PaymentStatus::kVoided;
    if (failed_at) return PaymentStatus::kFailed;
    if (reversed_at) return PaymentStatus::kReversed;
    return settled ? PaymentStatus::kSettled : PaymentStatus::kPending;
  }
};

// What an account was billed and what it paid.
struct BillingFacts {
  std::vector<Invoice> invoices;
  std::vector<Invoice> credit_notes;
  std::vector<Payment> payments;
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
  VerificationReason reason = VerificationReason::kNone;
};

enum class AbuseSeverity { kLow, kModerate, kSignificant };

struct AbuseSignal {
  std::string signal_id;
  AbuseSeverity severity = AbuseSeverity::kLow;
  absl::Time detected_at;
  std::string public_reason;
  std::string internal_note;  // for staff only
  std::string recorded_by;
  std::optional<absl::Time> resolved_at = {};   // it counts until then
  std::optional<absl::Time> withdrawn_at = {};  // recorded then; it never was
};

struct Decision {
  std::string decision_id;
  absl::Time made_at;
  std::vector<CauseKind> causes;
};

// For a time one cause's condition suspends nobody. A decision: it takes effect when it is made.
struct Exemption {
  std::string exemption_id;
  CauseKind cause = CauseKind::kBillingOverdue;  // never a hold
  std::string reason;                            // for staff only
  absl::Time granted_at;
  absl::Time expires_at;
  std::string granted_by;
  std::optional<absl::Time> revoked_at = {};

  absl::Time ends_at() const {
    return std::min(expires_at, revoked_at.value_or(absl::InfiniteFuture()));
  }

  friend bool operator==(const Exemption&, const Exemption&) = default;
};

// From its instant on the account buys from the provider, or does so no longer, until the next one
// about that provider.
struct ProviderLink {
  std::string provider_id;
  absl::Time effective_at;  // one an instant and provider
  bool linked = true;

  friend bool operator==(const ProviderLink&, const ProviderLink&) = default;
};

// What an issue of a provider means for this account, from its instant until the issue's next
// state.
struct ProviderIssueState {
  std::string provider_id;
  std::string issue_id;  // unique within the provider
  int number = 1;        // in the order of recording; of one instant the later counts
  absl::Time effective_at;
  bool impacts = false;  // it is open, affects operations, and impacts this account (R15, R16)
  std::string public_reason;
  std::string internal_note;  // for staff only

  // Of the issue among all that the account knows: no id holds a slash.
  std::string fact_id() const { return provider_id + "/" + issue_id; }
  friend bool operator==(const ProviderIssueState&, const ProviderIssueState&) = default;
};

struct AccountFacts : BillingFacts {
  Account account;
  std::vector<AccountChange> account_changes;
  std::vector<Hold> holds;
  std::vector<VerificationResult> verification_results;
  std::vector<Decision> decisions;
  std::vector<AbuseSignal> abuse_signals;
  std::vector<Exemption> exemptions;
  std::vector<ProviderLink> provider_links;
  std::vector<ProviderIssueState> provider_issues;
};

}  // namespace reinstate
