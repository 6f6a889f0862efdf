// The pour: which money covers which invoice at an instant (DOMAIN 5). It is a function of the
// instant alone, so the order in which documents arrived does not matter.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

class Pour {
 public:
  // Keeps references: the facts must outlive the pour. Days begin in `zone`.
  Pour(const BillingFacts& facts, const absl::TimeZone& zone);

  static constexpr size_t kNoInvoice = static_cast<size_t>(-1);
  // An explicit allocation.
  struct Target {
    size_t invoice = kNoInvoice;  // kNoInvoice: not recorded, set aside
    bool ordinary = false;        // void, or of another currency: ordinary money
    int64_t amount_minor = 0;
  };
  // A payment that is neither failed nor void, or a credit note that is not void.
  struct Source {
    const std::string* id = nullptr;
    const std::string* currency = nullptr;
    int64_t amount_minor = 0;
    absl::Time from;   // received, or the start of the day of issue
    absl::Time until;  // reversed; never: the infinite future
    bool pending = false;
    bool is_credit_note = false;
    std::vector<Target> targets;
  };
  // By (from, id).
  const std::vector<Source>& sources() const { return sources_; }

  struct Coverage {
    size_t source = 0;   // index of sources()
    size_t invoice = 0;  // index of the facts' invoices
    int64_t amount_minor = 0;
  };
  struct Outcome {
    // By the invoice's index; 0 before its issue and where it is void. Of one that is written off:
    // what the sources that were reversed since had covered, which makes nothing overdue.
    std::vector<int64_t> residual_minor;
    std::map<std::string, int64_t> unapplied_minor;  // by currency
    std::vector<Coverage> coverage;
  };

  // Explicit allocations first, those of one source by invoice id, each capped at its invoice's
  // total; then what is left, by (from, id), covers invoices by (due_on, issued_on, id). What is
  // written off keeps what covered it then.
  Outcome At(absl::Time instant) const;

  // What pending payments within the policy's grace cover of the residuals that `outcome`, the one
  // of this instant, leaves; by the invoice's index. Empty where there are none.
  std::vector<int64_t> PendingAt(absl::Time instant, const Policy& policy,
                                 const Outcome& outcome) const;

  // What the write-off of an invoice took off the balance: its total less what covered it then.
  int64_t WrittenOffMinor(size_t index) const;

  // The start of the day of issue, by the invoice's index.
  absl::Time issued_at(size_t index) const { return issued_at_[index]; }

 private:
  // Sources and invoices of one currency, each in the order of the pour.
  struct Lane {
    std::vector<size_t> sources, invoices;
  };
  // Covers what the write-off at `at` keeps.
  struct Kept {
    absl::Time at;
    Coverage coverage;
  };
  struct Run;

  void AddSource(Source source, std::vector<Allocation> allocations,
                 const std::map<std::string, size_t>& index_of);
  void KeepWhatIsWrittenOff();
  // As if what is written off later than `written_off_by` were not.
  Outcome At(absl::Time instant, absl::Time written_off_by) const;

  const std::vector<Invoice>& invoices_;
  std::vector<absl::Time> issued_at_;
  std::vector<Source> sources_;
  std::map<std::string, Lane> lanes_;  // by currency
  std::vector<Kept> kept_;             // by `at`
};

// When a pending payment stops to count, by the policy; `received_at` itself where it never does.
absl::Time GraceEnd(absl::Time received_at, const Policy& policy);

}  // namespace reinstate
