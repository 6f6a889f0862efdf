#include "server/domain/pour.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "server/domain/civil_day.h"

namespace reinstate {

Pour::Pour(const std::vector<Invoice>& invoices, const std::vector<Payment>& payments,
           const absl::TimeZone& zone)
    : invoices_(invoices), pour_order_(invoices.size()) {
  std::unordered_map<std::string, size_t> index_of;
  for (size_t i = 0; i < invoices.size(); ++i) {
    issued_at_.push_back(StartOfDay(invoices[i].issued_on, zone));
    index_of.emplace(invoices[i].invoice_id, i);
  }
  std::iota(pour_order_.begin(), pour_order_.end(), size_t{0});
  std::sort(pour_order_.begin(), pour_order_.end(), [&](size_t a, size_t b) {
    const Invoice &left = invoices[a], &right = invoices[b];
    return std::tie(left.due_on, left.issued_on, left.invoice_id) <
           std::tie(right.due_on, right.issued_on, right.invoice_id);
  });
  for (const Payment& payment : payments) {
    Source source{&payment, {}};
    for (const Allocation& allocation : payment.allocations) {
      Target target{kNoInvoice, false, allocation.amount_minor};
      const auto found = index_of.find(allocation.invoice_id);
      if (found != index_of.end()) {
        target.invoice = found->second;
        target.ordinary = invoices[found->second].currency != payment.currency;
      }
      source.targets.push_back(target);
    }
    sources_.push_back(std::move(source));
  }
  std::sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
    return std::tie(a.payment->received_at, a.payment->payment_id) <
           std::tie(b.payment->received_at, b.payment->payment_id);
  });
}

Pour::Outcome Pour::At(absl::Time instant) const {
  Outcome outcome;
  outcome.residual_minor.assign(invoices_.size(), 0);
  for (size_t i = 0; i < invoices_.size(); ++i) {
    if (issued_at_[i] <= instant) outcome.residual_minor[i] = invoices_[i].total_minor;
  }
  std::map<std::string, int64_t> left_minor;
  for (const Source& source : sources_) {
    if (source.payment->received_at > instant) break;
    int64_t left = source.payment->amount_minor;
    for (const Target& target : source.targets) {
      if (target.ordinary) continue;
      if (target.invoice == kNoInvoice || issued_at_[target.invoice] > instant) {
        left -= target.amount_minor;  // set aside until the invoice is there
        outcome.unapplied_minor[source.payment->currency] += target.amount_minor;
        continue;
      }
      int64_t& residual = outcome.residual_minor[target.invoice];
      const int64_t covered = std::min(residual, target.amount_minor);
      residual -= covered;
      left -= covered;
    }
    left_minor[source.payment->currency] += left;
  }
  for (const size_t i : pour_order_) {
    const auto pool = left_minor.find(invoices_[i].currency);
    if (pool == left_minor.end() || issued_at_[i] > instant) continue;
    const int64_t covered = std::min(outcome.residual_minor[i], pool->second);
    outcome.residual_minor[i] -= covered;
    pool->second -= covered;
  }
  for (const auto& [currency, left] : left_minor) outcome.unapplied_minor[currency] += left;
  return outcome;
}

}  // namespace reinstate
