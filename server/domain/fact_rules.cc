#include "server/domain/fact_rules.h"

#include <algorithm>
#include <set>

#include "absl/time/time.h"
#include "server/domain/civil_day.h"
#include "server/domain/money.h"

namespace reinstate {
namespace {

constexpr absl::Duration kMostAhead = absl::Minutes(5);
constexpr int kLongestTermDays = 3660;
constexpr absl::Duration kMostBack = absl::Hours(7 * 24);

std::string Text(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", instant, absl::UTCTimeZone());
}

Error With(Reason reason, const std::string& field, const std::string& description) {
  Error error = InvalidField(field, description);
  error.reason = reason;
  return error;
}

Status CheckAmount(int64_t amount_minor, const std::string& currency, const std::string& field) {
  if (!CurrencyExponent(currency)) {
    return InvalidField(field + ".currency_code",
                        "'" + currency + "' is no ISO 4217 currency code in use");
  }
  if (amount_minor <= 0) return InvalidField(field + ".amount_minor", "must be above zero");
  return Ok();
}

// Lines are not required; where there are any they sum to the total.
Status CheckLines(const Invoice& invoice) {
  if (invoice.lines.empty()) return Ok();
  int64_t sum = 0;
  for (size_t i = 0; i < invoice.lines.size(); ++i) {
    const std::string field = "invoice.lines[" + std::to_string(i) + "]";
    if (invoice.lines[i].quantity < 0) {
      return InvalidField(field + ".quantity", "must not be negative");
    }
    const auto larger = CheckedAdd(sum, invoice.lines[i].amount_minor);
    if (!larger) {
      return With(Reason::kAmountOverflow, field + ".amount_minor",
                  "the lines would exceed what is exact");
    }
    sum = *larger;
  }
  if (sum == invoice.total_minor) return Ok();
  return InvalidField("invoice.lines", "sum to " + FormatAmount(sum, invoice.currency) +
                                           ", the total is " +
                                           FormatAmount(invoice.total_minor, invoice.currency));
}

}  // namespace

Status CheckEffectiveAt(absl::Time effective_at, absl::Time now, const Recorder& recorder,
                        const std::string& field) {
  if (effective_at > now + kMostAhead) {
    return With(Reason::kEffectiveInFuture, field,
                Text(effective_at) + " lies after the clock (" + Text(now) + "); record it then");
  }
  if (effective_at < now - kMostBack && !(recorder.is_operator && recorder.gave_reason)) {
    return With(Reason::kBackdated, field,
                Text(effective_at) +
                    " lies more than 7 days back; only an OPERATOR may record it, "
                    "with a reason");
  }
  return Ok();
}

Status CheckNotBeforeAccount(const Account& account, absl::Time effective_at,
                             const std::string& field) {
  if (effective_at >= account.begins_at()) return Ok();
  return With(Reason::kEffectiveBeforeSubject, field, "lies before the account's registration");
}

bool IsLater(const Invoice& invoice, absl::Time now, const Policy& policy) {
  return invoice.issued_on > DayOf(now, policy.zone) + 1;
}

bool IsLater(const Payment& payment, absl::Time now) {
  return payment.received_at > now + kMostAhead;
}

Status CheckInvoice(const Invoice& invoice, absl::Time now, const Policy& policy,
                    const Recorder& recorder) {
  Status amount = CheckAmount(invoice.total_minor, invoice.currency, "invoice.total");
  if (!amount.ok()) return amount;
  if (invoice.due_on < invoice.issued_on) {
    return InvalidField("invoice.due_on", "must not be before issued_on");
  }
  if (invoice.due_on - invoice.issued_on > kLongestTermDays) {
    return InvalidField("invoice.due_on", "must be at most 3660 days after issued_on");
  }
  if (invoice.period && invoice.period->through < invoice.period->from) {
    return InvalidField("invoice.period.through", "must not be before from");
  }
  Status lines = CheckLines(invoice);
  if (!lines.ok()) return lines;
  if (IsLater(invoice, now, policy)) {
    return With(Reason::kEffectiveInFuture, "invoice.issued_on",
                absl::FormatCivilTime(invoice.issued_on) +
                    " is later than tomorrow by the clock (" + Text(now) + "); record it then");
  }
  // Tomorrow's invoice is in order, though its first instant may be more than 5 minutes ahead.
  const absl::Time issued_at = std::min(StartOfDay(invoice.issued_on, policy.zone), now);
  return CheckEffectiveAt(issued_at, now, recorder, "invoice.issued_on");
}

Status CheckCreditNote(const Invoice& note, const Invoice* amended, absl::Time now,
                       const Policy& policy, const Recorder& recorder) {
  if (note.due_on != note.issued_on) {
    return InvalidField("invoice.due_on", "must be unset: a credit note is not due");
  }
  if (amended == nullptr) {
    return Error{.reason = Reason::kInvoiceNotFound,
                 .message = "the account has no invoice " + note.amends + " to amend",
                 .resource = Resource{"invoice", note.amends}};
  }
  if (amended->currency != note.currency) {
    return InvalidField("invoice.total.currency_code", "the invoice is in " + amended->currency +
                                                           ", the credit note in " + note.currency);
  }
  if (note.issued_on < amended->issued_on) {
    return With(Reason::kEffectiveBeforeSubject, "invoice.issued_on",
                "must not be before the invoice it amends was issued");
  }
  if (amended->voided_at) {
    return Error{.reason = Reason::kInvoiceClosed,
                 .message = "invoice " + note.amends + " is void",
                 .resource = Resource{"invoice", note.amends}};
  }
  return CheckInvoice(note, now, policy, recorder);
}

Status CheckPayment(const Payment& payment, const std::vector<Invoice>& invoices, absl::Time now,
                    const Recorder& recorder) {
  Status amount = CheckAmount(payment.amount_minor, payment.currency, "payment.amount");
  if (!amount.ok()) return amount;
  int64_t left = payment.amount_minor;
  std::set<std::string> seen;
  for (size_t i = 0; i < payment.allocations.size(); ++i) {
    const Allocation& allocation = payment.allocations[i];
    const std::string field = "payment.allocations[" + std::to_string(i) + "]";
    if (!seen.insert(allocation.invoice_id).second) {
      return InvalidField(field + ".invoice_id", "names an invoice twice; add the amounts up");
    }
    if (allocation.amount_minor <= 0) {
      return InvalidField(field + ".amount_minor", "must be above zero");
    }
    if (allocation.amount_minor > left) {
      return InvalidField(field + ".amount_minor", "the allocations exceed the payment's amount");
    }
    left -= allocation.amount_minor;
    const auto invoice = std::find_if(invoices.begin(), invoices.end(), [&](const Invoice& known) {
      return known.invoice_id == allocation.invoice_id;
    });
    if (invoice != invoices.end() && invoice->currency != payment.currency) {
      return InvalidField(field + ".invoice_id", "the invoice is in " + invoice->currency +
                                                     ", the payment in " + payment.currency);
    }
  }
  return CheckEffectiveAt(payment.received_at, now, recorder, "payment.received_at");
}

Status Sums::Add(const Invoice& invoice) {
  Totals& totals = totals_[invoice.currency];
  int64_t& sum = invoice.is_credit_note() ? totals.received_minor : totals.invoiced_minor;
  const auto larger = CheckedAdd(sum, invoice.total_minor);
  if (!larger) {
    return With(Reason::kAmountOverflow, "invoice.total",
                "the account's documents in " + invoice.currency + " would exceed what is exact");
  }
  sum = *larger;
  return Ok();
}

Status Sums::Add(const Payment& payment) {
  int64_t& sum = totals_[payment.currency].received_minor;
  const auto larger = CheckedAdd(sum, payment.amount_minor);
  if (!larger) {
    return With(Reason::kAmountOverflow, "payment.amount",
                "the account's payments in " + payment.currency + " would exceed what is exact");
  }
  sum = *larger;
  return Ok();
}

int NetDays(const std::vector<PaymentTerms>& terms, const PolicySet& policies,
            absl::CivilDay issued_on) {
  const PaymentTerms* in_force = nullptr;
  for (const PaymentTerms& known : terms) {
    if (known.effective_on > issued_on) continue;
    if (in_force == nullptr || in_force->effective_on < known.effective_on) in_force = &known;
  }
  if (in_force != nullptr) return in_force->net_days;
  return policies.At(StartOfDay(issued_on, policies.document_zone())).net_terms_days;
}

Status CheckPaymentTerms(const PaymentTerms& terms, absl::Time now, const absl::TimeZone& zone,
                         const Recorder& recorder) {
  if (terms.net_days < 0 || terms.net_days > kLongestTermDays) {
    return InvalidField("net_days", "must be from 0 to 3660");
  }
  return CheckEffectiveAt(StartOfDay(terms.effective_on, zone), now, recorder, "effective_on");
}

bool SameContent(const Invoice& a, const Invoice& b) {
  return a.invoice_id == b.invoice_id && a.currency == b.currency &&
         a.total_minor == b.total_minor && a.issued_on == b.issued_on && a.due_on == b.due_on &&
         a.amends == b.amends && a.type == b.type && a.period == b.period && a.lines == b.lines;
}

bool SameContent(const Payment& a, const Payment& b) {
  const auto sorted = [](std::vector<Allocation> allocations) {
    std::sort(allocations.begin(), allocations.end(),
              [](const auto& x, const auto& y) { return x.invoice_id < y.invoice_id; });
    return allocations;
  };
  const std::vector<Allocation> left = sorted(a.allocations), right = sorted(b.allocations);
  return a.payment_id == b.payment_id && a.currency == b.currency &&
         a.amount_minor == b.amount_minor && a.received_at == b.received_at &&
         a.method == b.method &&
         std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const Allocation& x, const Allocation& y) {
                      return x.invoice_id == y.invoice_id && x.amount_minor == y.amount_minor;
                    });
}

Error FactConflict(const std::string& kind, const std::string& id) {
  return {.reason = Reason::kFactConflict,
          .message = kind + " " + id +
                     " is recorded with other content; take another id, or send the recorded "
                     "content",
          .resource = Resource{kind, id}};
}

Status CheckEtag(int64_t present, const std::string& given, const std::string& what) {
  if (given.empty() || given == std::to_string(present)) return Ok();
  return Error{.reason = Reason::kEtagMismatch,
               .message = "the " + what + " has etag " + std::to_string(present) +
                          " by now; read it again, and send the change with that",
               .resource = Resource{what, ""}};
}

Result<std::vector<CauseKind>> ResolveDecision(const Timeline& timeline, absl::Time now,
                                               const std::vector<CauseKind>& named) {
  if (IsClosed(SegmentAt(timeline, now))) {
    return Error{.reason = Reason::kAccountClosed,
                 .message = "the account is closed for good; nothing brings it back"};
  }
  std::vector<CauseKind> ends;
  Error holding{.reason = Reason::kConditionHolds, .message = ""};
  for (const OpenCause& cause : SegmentAt(timeline, now).causes) {
    const bool chosen = named.empty()
                            ? cause.mode == CauseMode::kOnRequest
                            : std::find(named.begin(), named.end(), cause.kind) != named.end();
    if (!chosen) continue;
    if (cause.condition_holds) {
      holding.preconditions.push_back({CauseName(cause.kind), "", "its condition still holds"});
      continue;
    }
    ends.push_back(cause.kind);
  }
  if (!holding.preconditions.empty()) {
    for (const auto& violation : holding.preconditions) {
      holding.message += (holding.message.empty() ? "" : ", ") + violation.type;
    }
    holding.message += ": the condition still holds; clear it first (see the account's status)";
    return holding;
  }
  if (ends.empty()) {
    return Error{.reason = Reason::kNothingToReinstate,
                 .message = "no open episode awaits a decision; see the account's status"};
  }
  return ends;
}

}  // namespace reinstate
