#include "server/domain/pour.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "server/domain/civil_day.h"

namespace reinstate {

// One pouring: what is left of the sources, what is left of the invoices.
struct Pour::Run {
  const Pour& pour;
  const absl::Time instant;
  const absl::Time written_off_by;
  std::vector<int64_t> left_minor;  // by the source's index; 0 for those that do not count
  Outcome outcome;

  bool Issued(size_t invoice) const { return pour.issued_at_[invoice] <= instant; }
  bool Closed(size_t invoice) const {
    return pour.invoices_[invoice].is_written_off(written_off_by);
  }

  void Cover(size_t source, size_t invoice, int64_t most_minor) {
    int64_t& residual = outcome.residual_minor[invoice];
    const int64_t covered = std::min({residual, left_minor[source], most_minor});
    if (covered == 0) return;
    residual -= covered;
    left_minor[source] -= covered;
    outcome.coverage.push_back({source, invoice, covered});
  }

  void Allocate() {
    for (size_t i = 0; i < pour.sources_.size(); ++i) {
      const Source& source = pour.sources_[i];
      if (left_minor[i] == 0) continue;
      for (const Target& target : source.targets) {
        if (target.ordinary) continue;
        const bool known = target.invoice != kNoInvoice && Issued(target.invoice);
        if (known && Closed(target.invoice)) {
          // What it had covered is kept, the rest went on; money that came later is set aside.
          if (source.from > *pour.invoices_[target.invoice].written_off_at) SetAside(i, target);
        } else if (known) {
          Cover(i, target.invoice, target.amount_minor);
        } else {
          SetAside(i, target);
        }
      }
    }
  }

  void SetAside(size_t source, const Target& target) {
    const int64_t aside = std::min(left_minor[source], target.amount_minor);
    left_minor[source] -= aside;
    outcome.unapplied_minor[*pour.sources_[source].currency] += aside;
  }

  void Spread() {
    for (const auto& [currency, lane] : pour.lanes_) {
      auto source = lane.sources.begin();
      for (const size_t invoice : lane.invoices) {
        if (!Issued(invoice) || Closed(invoice)) continue;
        while (outcome.residual_minor[invoice] > 0) {
          while (source != lane.sources.end() && left_minor[*source] == 0) ++source;
          if (source == lane.sources.end()) break;
          Cover(*source, invoice, left_minor[*source]);
        }
        if (source == lane.sources.end()) break;
      }
    }
  }
};

Pour::Pour(const BillingFacts& facts, const absl::TimeZone& zone) : invoices_(facts.invoices) {
  std::map<std::string, size_t> index_of;
  for (size_t i = 0; i < invoices_.size(); ++i) {
    issued_at_.push_back(StartOfDay(invoices_[i].issued_on, zone));
    index_of.emplace(invoices_[i].invoice_id, i);
    if (!invoices_[i].voided_at) lanes_[invoices_[i].currency].invoices.push_back(i);
  }
  std::set<std::string> notes;
  for (const Invoice& note : facts.credit_notes) notes.insert(note.invoice_id);
  for (const Payment& payment : facts.payments) {
    if (payment.voided_at || payment.failed_at) continue;
    std::vector<Allocation> allocations = payment.allocations;
    // A credit note takes no money: what was meant for it is ordinary.
    std::erase_if(allocations,
                  [&](const Allocation& named) { return notes.contains(named.invoice_id); });
    AddSource({&payment.payment_id,
               &payment.currency,
               payment.amount_minor,
               payment.received_at,
               payment.reversed_at.value_or(absl::InfiniteFuture()),
               !payment.settled,
               false,
               {}},
              std::move(allocations), index_of);
  }
  for (const Invoice& note : facts.credit_notes) {
    if (note.voided_at) continue;
    AddSource({&note.invoice_id,
               &note.currency,
               note.total_minor,
               StartOfDay(note.issued_on, zone),
               absl::InfiniteFuture(),
               false,
               true,
               {}},
              {{note.amends, note.total_minor}}, index_of);
  }
  std::sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
    return std::tie(a.from, *a.id) < std::tie(b.from, *b.id);
  });
  for (size_t i = 0; i < sources_.size(); ++i) lanes_[*sources_[i].currency].sources.push_back(i);
  for (auto& [currency, lane] : lanes_) {
    std::sort(lane.invoices.begin(), lane.invoices.end(), [&](size_t a, size_t b) {
      const Invoice &left = invoices_[a], &right = invoices_[b];
      return std::tie(left.due_on, left.issued_on, left.invoice_id) <
             std::tie(right.due_on, right.issued_on, right.invoice_id);
    });
  }
  KeepWhatIsWrittenOff();
}

void Pour::AddSource(Source source, std::vector<Allocation> allocations,
                     const std::map<std::string, size_t>& index_of) {
  // Where a write-off keeps some of the source, what is left can be less than was allocated.
  std::sort(allocations.begin(), allocations.end(),
            [](const Allocation& a, const Allocation& b) { return a.invoice_id < b.invoice_id; });
  for (const Allocation& allocation : allocations) {
    Target target{kNoInvoice, false, allocation.amount_minor};
    const auto found = index_of.find(allocation.invoice_id);
    if (found != index_of.end()) {
      const Invoice& invoice = invoices_[found->second];
      target.invoice = found->second;
      target.ordinary = invoice.voided_at || invoice.currency != *source.currency;
    }
    source.targets.push_back(target);
  }
  sources_.push_back(std::move(source));
}

void Pour::KeepWhatIsWrittenOff() {
  std::set<absl::Time> instants;
  for (const Invoice& invoice : invoices_) {
    if (invoice.written_off_at && !invoice.voided_at) instants.insert(*invoice.written_off_at);
  }
  for (const absl::Time at : instants) {
    const Outcome before = At(at, at - absl::Microseconds(1));
    for (const Coverage& coverage : before.coverage) {
      if (invoices_[coverage.invoice].written_off_at == at) kept_.push_back({at, coverage});
    }
  }
}

Pour::Outcome Pour::At(absl::Time instant) const { return At(instant, instant); }

Pour::Outcome Pour::At(absl::Time instant, absl::Time written_off_by) const {
  Run run{*this, instant, written_off_by, {}, {}};
  const auto counts = [&](const Source& source) {
    return !source.pending && source.from <= instant && instant < source.until;
  };
  for (const Source& source : sources_) {
    run.left_minor.push_back(counts(source) ? source.amount_minor : 0);
  }
  run.outcome.residual_minor.assign(invoices_.size(), 0);
  for (const auto& [currency, lane] : lanes_) {
    for (const size_t i : lane.invoices) {
      if (run.Issued(i) && !run.Closed(i)) run.outcome.residual_minor[i] = invoices_[i].total_minor;
    }
  }
  for (const auto& [at, kept] : kept_) {
    if (at > written_off_by) break;
    if (counts(sources_[kept.source])) {
      run.left_minor[kept.source] -= kept.amount_minor;
      run.outcome.coverage.push_back(kept);
    } else {
      run.outcome.residual_minor[kept.invoice] += kept.amount_minor;
    }
  }
  run.Allocate();
  run.Spread();
  for (size_t i = 0; i < sources_.size(); ++i) {
    if (counts(sources_[i])) {
      run.outcome.unapplied_minor[*sources_[i].currency] += run.left_minor[i];
    }
  }
  return std::move(run.outcome);
}

std::vector<int64_t> Pour::PendingAt(absl::Time instant, const Policy& policy,
                                     const Outcome& outcome) const {
  Run run{*this, instant, instant, {}, {}};
  bool any = false;
  for (const Source& source : sources_) {
    const bool counts =
        source.pending && source.from <= instant && instant < GraceEnd(source.from, policy);
    any = any || counts;
    run.left_minor.push_back(counts ? source.amount_minor : 0);
  }
  if (!any) return {};
  run.outcome.residual_minor = outcome.residual_minor;
  run.Allocate();
  run.Spread();
  std::vector<int64_t> pending_minor(invoices_.size(), 0);
  for (const Coverage& coverage : run.outcome.coverage) {
    pending_minor[coverage.invoice] += coverage.amount_minor;
  }
  return pending_minor;
}

int64_t Pour::WrittenOffMinor(size_t index) const {
  int64_t written_off = invoices_[index].total_minor;
  for (const Kept& kept : kept_) {
    if (kept.coverage.invoice == index) written_off -= kept.coverage.amount_minor;
  }
  return written_off;
}

absl::Time GraceEnd(absl::Time received_at, const Policy& policy) {
  const int days = policy.clearing_grace_days;
  if (days == 0) return received_at;
  return StartOfDay(DayOf(received_at, policy.zone) + days + 1, policy.zone);
}

}  // namespace reinstate
