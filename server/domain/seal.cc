#include "server/domain/seal.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/civil_day.h"
#include "server/domain/pour.h"

namespace reinstate {
namespace {

// Days from the first to the last on which something of the bill is not settled: no seal may lie
// after its first day and not after its last.
class Spans {
 public:
  explicit Spans(const absl::TimeZone& zone) : zone_(zone) {}

  void Add(absl::CivilDay a, absl::CivilDay b) {
    spans_.emplace_back(std::max(a, b), std::min(a, b));
  }
  void AddOpen(absl::CivilDay first) { Add(first, absl::CivilDay::max()); }
  absl::CivilDay Day(absl::Time instant) const { return DayOf(instant, zone_); }

  absl::CivilDay LatestFree(absl::CivilDay day) {
    std::sort(spans_.begin(), spans_.end(), std::greater<>());
    for (const auto& [last, first] : spans_) {
      if (last < day) break;
      day = std::min(day, first);
    }
    return day;
  }

 private:
  const absl::TimeZone& zone_;
  std::vector<std::pair<absl::CivilDay, absl::CivilDay>> spans_;  // last, first
};

// What explicit allocations cover of each invoice, by its index. It stays there for good, while
// what the pour gave by itself can move on to an invoice that is due earlier.
std::vector<int64_t> CoveredByName(const Pour& pour, const Pour::Outcome& poured, size_t invoices) {
  std::map<std::pair<size_t, size_t>, int64_t> named, covered;  // by source and invoice
  for (size_t i = 0; i < pour.sources().size(); ++i) {
    for (const Pour::Target& target : pour.sources()[i].targets) {
      if (target.invoice != Pour::kNoInvoice && !target.ordinary) {
        named[{i, target.invoice}] += target.amount_minor;
      }
    }
  }
  for (const Pour::Coverage& coverage : poured.coverage) {
    covered[{coverage.source, coverage.invoice}] += coverage.amount_minor;
  }
  std::vector<int64_t> by_name(invoices);
  // The pour adds to what was named only where all of that was covered.
  for (const auto& [pair, amount] : covered) {
    by_name[pair.second] += std::min(amount, named[pair]);
  }
  return by_name;
}

void AddInvoice(const Invoice& invoice, int64_t residual_minor, bool stays_paid, Spans& spans) {
  if (invoice.voided_at) return;
  if (!stays_paid) spans.Add(invoice.issued_on, invoice.due_on);
  if (invoice.written_off_at) {
    spans.Add(invoice.issued_on, spans.Day(*invoice.written_off_at));
  } else if (residual_minor > 0) {
    spans.AddOpen(invoice.issued_on);
  }
  for (const Dispute& dispute : invoice.disputes) {
    if (dispute.resolved_at) {
      spans.Add(invoice.issued_on, spans.Day(*dispute.resolved_at));
    } else {
      spans.AddOpen(invoice.issued_on);
    }
  }
}

// What a payment meant for a credit note is ordinary only where the note is known.
void AddNotesNamed(const BillingFacts& facts, Spans& spans) {
  std::map<std::string, absl::CivilDay> issued_on;
  for (const Invoice& note : facts.credit_notes) issued_on[note.invoice_id] = note.issued_on;
  for (const Payment& payment : facts.payments) {
    for (const Allocation& allocation : payment.allocations) {
      const auto note = issued_on.find(allocation.invoice_id);
      if (note != issued_on.end()) spans.Add(spans.Day(payment.received_at), note->second);
    }
  }
}

void AddEpisodes(const Timeline& built, Spans& spans) {
  for (const Segment& segment : built.segments) {
    for (const OpenCause& cause : segment.causes) {
      if (cause.kind != CauseKind::kBillingOverdue) continue;
      if (segment.to == absl::InfiniteFuture()) {
        spans.AddOpen(spans.Day(cause.since));
      } else {
        spans.Add(spans.Day(cause.since), spans.Day(segment.to));
      }
    }
  }
}

}  // namespace

absl::CivilDay SealedBefore(const BillingFacts& facts, const Timeline& built,
                            const absl::TimeZone& zone, absl::Time now) {
  const Pour pour(facts, zone);
  const Pour::Outcome poured = pour.At(now);
  const std::vector<int64_t> by_name = CoveredByName(pour, poured, facts.invoices.size());
  Spans spans(zone);
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    const Invoice& invoice = facts.invoices[i];
    const bool stays_paid = !invoice.written_off_at && by_name[i] == invoice.total_minor;
    AddInvoice(invoice, poured.residual_minor[i], stays_paid, spans);
  }
  std::vector<int64_t> unused_minor;
  for (const Pour::Source& source : pour.sources()) {
    unused_minor.push_back(source.amount_minor);
    for (const Pour::Target& target : source.targets) {
      if (target.invoice == Pour::kNoInvoice) continue;
      spans.Add(spans.Day(source.from), facts.invoices[target.invoice].issued_on);
    }
  }
  for (const Pour::Coverage& coverage : poured.coverage) {
    unused_minor[coverage.source] -= coverage.amount_minor;
    spans.Add(spans.Day(pour.sources()[coverage.source].from),
              facts.invoices[coverage.invoice].issued_on);
  }
  for (size_t i = 0; i < unused_minor.size(); ++i) {
    const Pour::Source& source = pour.sources()[i];
    if (source.until != absl::InfiniteFuture()) {
      spans.Add(spans.Day(source.from), spans.Day(source.until));
    } else if (source.pending || unused_minor[i] > 0) {
      spans.AddOpen(spans.Day(source.from));
    }
  }
  AddNotesNamed(facts, spans);
  AddEpisodes(built, spans);
  return spans.LatestFree(spans.Day(now) - kSealMarginDays);
}

}  // namespace reinstate
