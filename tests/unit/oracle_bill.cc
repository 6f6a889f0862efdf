#include "tests/unit/oracle_bill.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "server/domain/civil_day.h"

namespace reinstate {
namespace {

// Money that counts at the instant asked about.
struct Money {
  std::string id;
  std::string currency;
  absl::Time from;
  int64_t left_minor = 0;
  std::vector<Allocation> allocations;  // by invoice id
};

// What a write-off keeps on its invoice, by the source's id.
using Kept = std::map<std::string, std::map<std::string, int64_t>>;  // invoice, source

void Order(std::vector<Money>& money) {
  for (Money& one : money) {
    std::sort(one.allocations.begin(), one.allocations.end(),
              [](const Allocation& a, const Allocation& b) { return a.invoice_id < b.invoice_id; });
  }
  std::sort(money.begin(), money.end(), [](const Money& a, const Money& b) {
    return std::tie(a.from, a.id) < std::tie(b.from, b.id);
  });
}

std::vector<Money> SettledMoney(const BillingFacts& facts, const absl::TimeZone& zone,
                                absl::Time at) {
  std::vector<Money> money;
  for (const Payment& payment : facts.payments) {
    const bool never = payment.voided_at || payment.failed_at || !payment.settled;
    const bool reversed = payment.reversed_at && *payment.reversed_at <= at;
    if (never || reversed || payment.received_at > at) continue;
    money.push_back({payment.payment_id, payment.currency, payment.received_at,
                     payment.amount_minor, payment.allocations});
  }
  for (const Invoice& note : facts.credit_notes) {
    const absl::Time issued_at = StartOfDay(note.issued_on, zone);
    if (note.voided_at || issued_at > at) continue;
    money.push_back({note.invoice_id,
                     note.currency,
                     issued_at,
                     note.total_minor,
                     {{note.amends, note.total_minor}}});
  }
  Order(money);
  return money;
}

class Pouring {
 public:
  // `closed_by`: an invoice written off by then takes no money.
  Pouring(const BillingFacts& facts, const absl::TimeZone& zone, absl::Time at,
          absl::Time closed_by)
      : closed_by_(closed_by) {
    for (const Invoice& invoice : facts.invoices) {
      if (invoice.voided_at) {
        void_ids_.insert(invoice.invoice_id);
      } else if (StartOfDay(invoice.issued_on, zone) <= at) {
        issued_.push_back(&invoice);
        const bool closed = invoice.is_written_off(closed_by);
        residual_minor_[invoice.invoice_id] = closed ? 0 : invoice.total_minor;
      }
    }
    std::sort(issued_.begin(), issued_.end(), [](const Invoice* a, const Invoice* b) {
      return std::tie(a->due_on, a->issued_on, a->invoice_id) <
             std::tie(b->due_on, b->issued_on, b->invoice_id);
    });
  }

  // The money stays on what it was kept on; what is no longer there is missing there.
  void Keep(const Kept& kept, std::vector<Money>& money) {
    for (const auto& [invoice_id, sources] : kept) {
      for (const auto& [source_id, amount_minor] : sources) {
        const auto source =
            std::find_if(money.begin(), money.end(),
                         [&id = source_id](const Money& one) { return one.id == id; });
        if (source == money.end()) {
          residual_minor_[invoice_id] += amount_minor;
        } else {
          source->left_minor -= amount_minor;
        }
      }
    }
  }

  void Pour(std::vector<Money>& money) {
    for (Money& one : money) {
      for (const Allocation& allocation : one.allocations) Allocate(allocation, one);
    }
    for (const Invoice* invoice : issued_) {
      if (invoice->is_written_off(closed_by_)) continue;
      for (Money& one : money) {
        if (one.currency == invoice->currency) Cover(invoice->invoice_id, one.left_minor, one);
      }
    }
    for (const Money& one : money) unapplied_minor_[one.currency] += one.left_minor;
  }

  std::map<std::string, int64_t>& residual_minor() { return residual_minor_; }
  std::map<std::string, int64_t>& unapplied_minor() { return unapplied_minor_; }
  const Kept& covered() const { return covered_; }

 private:
  void Allocate(const Allocation& allocation, Money& from) {
    if (void_ids_.contains(allocation.invoice_id)) return;
    const auto invoice = std::find_if(issued_.begin(), issued_.end(), [&](const Invoice* known) {
      return known->invoice_id == allocation.invoice_id;
    });
    const bool known = invoice != issued_.end();
    if (known && !(*invoice)->is_written_off(closed_by_)) {
      Cover(allocation.invoice_id, allocation.amount_minor, from);
      return;
    }
    if (known && from.from <= *(*invoice)->written_off_at) return;
    const int64_t aside_minor = std::min(from.left_minor, allocation.amount_minor);
    from.left_minor -= aside_minor;
    unapplied_minor_[from.currency] += aside_minor;
  }

  void Cover(const std::string& invoice_id, int64_t most_minor, Money& from) {
    int64_t& residual = residual_minor_[invoice_id];
    const int64_t amount_minor = std::min({residual, most_minor, from.left_minor});
    if (amount_minor == 0) return;
    residual -= amount_minor;
    from.left_minor -= amount_minor;
    covered_[invoice_id][from.id] += amount_minor;
  }

  const absl::Time closed_by_;
  std::set<std::string> void_ids_;
  std::vector<const Invoice*> issued_;
  std::map<std::string, int64_t> residual_minor_;
  std::map<std::string, int64_t> unapplied_minor_;
  Kept covered_;
};

// What the write-offs by then keep, one instant of writing off after the other: what covers the
// invoice at that instant, as if it were still owed.
Kept KeptBy(const BillingFacts& facts, const absl::TimeZone& zone, absl::Time at) {
  std::map<absl::Time, std::vector<std::string>> written_off;
  for (const Invoice& invoice : facts.invoices) {
    if (invoice.voided_at || !invoice.is_written_off(at)) continue;
    written_off[*invoice.written_off_at].push_back(invoice.invoice_id);
  }
  Kept kept;
  absl::Time last = absl::InfinitePast();
  for (const auto& [instant, ids] : written_off) {
    std::vector<Money> money = SettledMoney(facts, zone, instant);
    Pouring pouring(facts, zone, instant, last);
    pouring.Keep(kept, money);
    pouring.Pour(money);
    for (const std::string& id : ids) {
      const auto covered = pouring.covered().find(id);
      if (covered != pouring.covered().end()) kept.insert(*covered);
    }
    last = instant;
  }
  return kept;
}

}  // namespace

OraclePour PourByDefinition(const BillingFacts& facts, const absl::TimeZone& zone, absl::Time at) {
  std::vector<Money> money = SettledMoney(facts, zone, at);
  Pouring pouring(facts, zone, at, at);
  pouring.Keep(KeptBy(facts, zone, at), money);
  pouring.Pour(money);
  OraclePour poured{std::move(pouring.residual_minor()), std::move(pouring.unapplied_minor())};
  std::erase_if(poured.unapplied_minor, [](const auto& entry) { return entry.second == 0; });
  return poured;
}

std::map<std::string, int64_t> PendingByDefinition(const BillingFacts& facts, const Policy& policy,
                                                   absl::Time at) {
  const absl::CivilDay today = DayOf(at, policy.zone);
  std::vector<Money> money;
  for (const Payment& payment : facts.payments) {
    const bool pending = !payment.settled && !payment.failed_at && !payment.voided_at;
    if (!pending || payment.received_at > at || policy.clearing_grace_days == 0) continue;
    if (today - DayOf(payment.received_at, policy.zone) > policy.clearing_grace_days) continue;
    money.push_back({payment.payment_id, payment.currency, payment.received_at,
                     payment.amount_minor, payment.allocations});
  }
  if (money.empty()) return {};
  Order(money);
  Pouring pouring(facts, policy.zone, at, at);
  const OraclePour settled = PourByDefinition(facts, policy.zone, at);
  pouring.residual_minor() = settled.residual_minor;
  pouring.Pour(money);
  std::map<std::string, int64_t> pending_minor;
  for (const auto& [invoice_id, sources] : pouring.covered()) {
    for (const auto& [source_id, amount_minor] : sources) pending_minor[invoice_id] += amount_minor;
  }
  return pending_minor;
}

int64_t PausedByDefinition(const Invoice& invoice, int64_t residual_minor, const Policy& policy,
                           absl::Time at) {
  absl::civil_diff_t used_days = 0;
  for (const Dispute& dispute : invoice.disputes) {
    if (dispute.opened_at > at) break;
    const absl::CivilDay opened_on = DayOf(dispute.opened_at, policy.zone);
    if (!dispute.resolved_at || at < *dispute.resolved_at) {
      const absl::civil_diff_t left_days = policy.dispute_pause_days - used_days;
      if (left_days <= 0 || DayOf(at, policy.zone) - opened_on > left_days) return 0;
      return std::min(dispute.amount_minor.value_or(residual_minor), residual_minor);
    }
    const absl::CivilDay resolved_on = DayOf(*dispute.resolved_at, policy.zone);
    used_days += std::max<absl::civil_diff_t>(1, resolved_on - opened_on);
  }
  return 0;
}

}  // namespace reinstate
