// The pour: which money covers which invoice at an instant (DOMAIN 5). It is a function of the
// instant alone, so the order in which documents arrived does not matter.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"

namespace reinstate {

class Pour {
 public:
  // Keeps references: the documents must outlive the pour.
  Pour(const std::vector<Invoice>& invoices, const std::vector<Payment>& payments,
       const absl::TimeZone& zone);

  struct Outcome {
    std::vector<int64_t> residual_minor;             // by the invoice's index; 0 before its issue
    std::map<std::string, int64_t> unapplied_minor;  // by currency
  };

  // Explicit allocations first, each capped at its invoice's total; then what is left, by
  // (received_at, id), covers invoices by (due_on, issued_on, id).
  Outcome At(absl::Time instant) const;

  // The start of the day of issue, by the invoice's index.
  absl::Time issued_at(size_t index) const { return issued_at_[index]; }

 private:
  static constexpr size_t kNoInvoice = static_cast<size_t>(-1);
  struct Target {
    size_t invoice = kNoInvoice;  // kNoInvoice: not recorded, set aside
    bool ordinary = false;        // of another currency: ordinary money
    int64_t amount_minor = 0;
  };
  struct Source {
    const Payment* payment = nullptr;
    std::vector<Target> targets;
  };

  const std::vector<Invoice>& invoices_;
  std::vector<absl::Time> issued_at_;
  std::vector<size_t> pour_order_;
  std::vector<Source> sources_;  // by (received_at, id)
};

}  // namespace reinstate
