#include "server/domain/timeline.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "server/domain/at_risk.h"
#include "server/domain/civil_day.h"
#include "server/domain/conditions.h"
#include "server/domain/dispute.h"
#include "server/domain/pour.h"

namespace reinstate {
namespace {

constexpr absl::Time kNever = absl::InfiniteFuture();

// Walks the instants at which anything can change and keeps what is true between two of them.
class Builder {
 public:
  Builder(const AccountFacts& facts, const PolicySet& policies)
      : facts_(facts),
        policies_(policies),
        // Invoices begin to count in the first policy's zone, whatever a later one says of days.
        pour_(facts, policies.document_zone()) {
    CollectBoundaries();
  }

  Timeline Build() {
    for (size_t i = 0; i < boundaries_.size(); ++i) {
      const absl::Time to = i + 1 < boundaries_.size() ? boundaries_[i + 1] : kNever;
      Enter(boundaries_[i], to);
    }
    for (auto& [key, open] : open_evidence_) timeline_.evidence.push_back(std::move(open));
    SortEvidence();
    timeline_.exemptions = facts_.exemptions;
    std::sort(timeline_.exemptions.begin(), timeline_.exemptions.end(),
              [](const Exemption& a, const Exemption& b) {
                return std::tuple(a.cause, a.ends_at(), std::string_view(a.exemption_id)) <
                       std::tuple(b.cause, b.ends_at(), std::string_view(b.exemption_id));
              });
    return std::move(timeline_);
  }

 private:
  using EvidenceKey = std::tuple<CauseKind, FactKind, std::string>;

  // When an invoice is past due by a day, when by more than the limit, and when not counted as
  // such.
  struct DueInstants {
    absl::Time past_due;
    absl::Time overdue;
    std::vector<Pause> pauses;
  };

  void CollectBoundaries() {
    boundaries_ = {facts_.account.begins_at(), facts_.account.standing_from};
    for (const Policy& policy : policies_.all()) boundaries_.push_back(policy.effective_from);
    for (size_t i = 0; i < facts_.invoices.size(); ++i) CollectInvoice(i);
    for (const Pour::Source& source : pour_.sources()) {
      if (source.pending) {
        CollectPending(source);
      } else {
        Money(source.from);
        Money(source.until);
      }
    }
    AddConditionInstants(facts_, boundaries_);
    for (const Exemption& exemption : facts_.exemptions) {
      boundaries_.push_back(exemption.granted_at);
      boundaries_.push_back(exemption.ends_at());
    }
    for (const Decision& decision : facts_.decisions) boundaries_.push_back(decision.made_at);
    std::erase_if(boundaries_,
                  [](absl::Time t) { return t == kNever || t == absl::InfinitePast(); });
    SortUnique(boundaries_);
    SortUnique(money_moves_);
  }

  void CollectInvoice(size_t index) {
    const Invoice& invoice = facts_.invoices[index];
    std::vector<DueInstants> due;
    for (const Policy& policy : policies_.all()) {
      due.push_back({StartOfDay(invoice.due_on + 1, policy.zone),
                     StartOfDay(invoice.due_on + policy.days_overdue + 1, policy.zone),
                     PausesOf(invoice, policy)});
      if (invoice.voided_at) continue;
      boundaries_.push_back(due.back().past_due);
      boundaries_.push_back(due.back().overdue);
      for (const Pause& pause : due.back().pauses) {
        boundaries_.push_back(pause.from);
        boundaries_.push_back(pause.to);
      }
    }
    due_.push_back(std::move(due));
    if (invoice.voided_at) return;
    Money(pour_.issued_at(index));
    if (invoice.written_off_at) Money(*invoice.written_off_at);
  }

  void CollectPending(const Pour::Source& source) {
    any_pending_ = true;
    boundaries_.push_back(source.from);
    for (const Policy& policy : policies_.all()) {
      boundaries_.push_back(GraceEnd(source.from, policy));
    }
  }

  void Money(absl::Time instant) {
    boundaries_.push_back(instant);
    money_moves_.push_back(instant);
  }

  static void SortUnique(std::vector<absl::Time>& instants) {
    std::sort(instants.begin(), instants.end());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
  }

  void Enter(absl::Time from, absl::Time to) {
    const Policy& policy = policies_.At(from);
    if (first_ || std::binary_search(money_moves_.begin(), money_moves_.end(), from)) {
      poured_ = pour_.At(from);
      first_ = false;
    }
    std::array<bool, kCauseCount> holds{};
    bool current = true;
    std::map<EvidenceKey, Evidence> now_true;
    AddInvoices(policy, from, now_true, current);
    for (Evidence& evidence : TrueConditions(facts_, policy, from)) {
      Insert(std::move(evidence), now_true);
    }
    const std::array<bool, kCauseCount> covered = CoveredAt(policy, from);
    std::erase_if(now_true, [&](const auto& entry) { return !covered[Index(entry.second.cause)]; });
    for (const auto& [key, evidence] : now_true) holds[Index(evidence.cause)] = true;
    // The evidence stays: it says what the exemption's end will bring.
    for (const Exemption& exemption : facts_.exemptions) {
      if (exemption.granted_at <= from && from < exemption.ends_at()) {
        holds[Index(exemption.cause)] = false;
      }
    }
    TurnEvidence(from, std::move(now_true));
    TurnEpisodes(policy, from, holds, covered);
    // What lies before the account shapes residuals and `since`, and is no part of its standing.
    if (from >= facts_.account.begins_at()) Append(policy, from, to, current, holds);
  }

  // Which causes' scope the account is in (R1).
  std::array<bool, kCauseCount> CoveredAt(const Policy& policy, absl::Time at) const {
    const Membership membership = MembershipAt(facts_, at);
    std::array<bool, kCauseCount> covered{};
    for (const CauseKind kind : kAllCauses) {
      covered[Index(kind)] = kind == CauseKind::kAccountClosed ||
                             policy.scope(kind).Covers(membership.cloud, membership.partner_type);
    }
    return covered;
  }

  void AddInvoices(const Policy& policy, absl::Time from, std::map<EvidenceKey, Evidence>& found,
                   bool& current) const {
    const size_t policy_index = static_cast<size_t>(&policy - policies_.all().data());
    std::vector<int64_t> pending_minor;
    if (any_pending_) pending_minor = pour_.PendingAt(from, policy, poured_);
    for (size_t i = 0; i < facts_.invoices.size(); ++i) {
      const Invoice& invoice = facts_.invoices[i];
      const int64_t residual = poured_.residual_minor[i];
      const int64_t tolerance = policy.tolerance(invoice.currency);
      if (residual <= tolerance || invoice.is_written_off(from)) continue;
      const DueInstants& due = due_[i][policy_index];
      if (due.past_due > from) continue;
      current = false;
      if (due.overdue > from) continue;
      const int64_t pending = pending_minor.empty() ? 0 : pending_minor[i];
      if (residual - Paused(due, from, residual) - pending <= tolerance) continue;
      Evidence evidence = NewEvidence(policy, CauseKind::kBillingOverdue, FactKind::kInvoice,
                                      invoice.invoice_id, from);
      evidence.due_on = invoice.due_on;
      evidence.days_overdue_limit = policy.days_overdue;
      evidence.residual_minor = residual;
      evidence.currency = invoice.currency;
      Insert(std::move(evidence), found);
    }
  }

  // The disputed amount that is in pause.
  static int64_t Paused(const DueInstants& due, absl::Time at, int64_t residual_minor) {
    for (const Pause& pause : due.pauses) {
      if (pause.from <= at && at < pause.to) {
        return std::min(pause.amount_minor.value_or(residual_minor), residual_minor);
      }
    }
    return 0;
  }

  static void Insert(Evidence evidence, std::map<EvidenceKey, Evidence>& found) {
    EvidenceKey key{evidence.cause, evidence.fact, evidence.fact_id};
    found.emplace(std::move(key), std::move(evidence));
  }

  // Ends what is no longer true, carries on what is, begins what is new.
  void TurnEvidence(absl::Time from, std::map<EvidenceKey, Evidence> now_true) {
    for (auto& [key, was] : open_evidence_) {
      const auto still = now_true.find(key);
      if (still != now_true.end()) {
        still->second.since = was.since;
        Evidence same = still->second;
        same.from = was.from;
        if (same == was) {
          still->second.from = was.from;
          continue;
        }
      }
      was.to = from;
      timeline_.evidence.push_back(was);
    }
    open_evidence_ = std::move(now_true);
  }

  void TurnEpisodes(const Policy& policy, absl::Time from,
                    const std::array<bool, kCauseCount>& holds,
                    const std::array<bool, kCauseCount>& covered) {
    for (const Decision& decision : facts_.decisions) {
      if (decision.made_at != from) continue;
      for (const CauseKind kind : decision.causes) episodes_[Index(kind)].reset();
    }
    for (const Exemption& exemption : facts_.exemptions) {
      if (exemption.granted_at == from) episodes_[Index(exemption.cause)].reset();
    }
    for (const CauseKind kind : kAllCauses) {
      std::optional<absl::Time>& episode = episodes_[Index(kind)];
      const bool ends = policy.mode(kind) == CauseMode::kAuto && !holds[Index(kind)];
      if (ends || !covered[Index(kind)]) episode.reset();
      if (!episode && holds[Index(kind)] && from >= facts_.account.standing_from) {
        episode = from;
      }
    }
  }

  void Append(const Policy& policy, absl::Time from, absl::Time to, bool current,
              const std::array<bool, kCauseCount>& holds) {
    Segment segment{from, to, Standing::kActive, current, policy.version, {}};
    for (const CauseKind kind : kAllCauses) {
      const std::optional<absl::Time>& episode = episodes_[Index(kind)];
      if (!episode) continue;
      segment.standing = Standing::kSuspended;
      segment.causes.push_back({kind, holds[Index(kind)], policy.mode(kind), *episode});
    }
    if (!timeline_.segments.empty()) {
      Segment& last = timeline_.segments.back();
      Segment extended = last;
      extended.from = segment.from;
      extended.to = segment.to;
      if (extended == segment) {
        last.to = to;
        return;
      }
    }
    timeline_.segments.push_back(std::move(segment));
  }

  void SortEvidence() {
    std::sort(timeline_.evidence.begin(), timeline_.evidence.end(),
              [](const Evidence& a, const Evidence& b) {
                return std::tie(a.cause, a.fact, a.fact_id, a.from) <
                       std::tie(b.cause, b.fact, b.fact_id, b.from);
              });
  }

  static size_t Index(CauseKind kind) { return static_cast<size_t>(kind); }

  const AccountFacts& facts_;
  const PolicySet& policies_;
  const Pour pour_;
  std::vector<absl::Time> boundaries_;
  std::vector<absl::Time> money_moves_;
  std::vector<std::vector<DueInstants>> due_;  // by the invoice's and the policy's index
  Pour::Outcome poured_;
  bool first_ = true;
  bool any_pending_ = false;
  std::map<EvidenceKey, Evidence> open_evidence_;
  std::array<std::optional<absl::Time>, kCauseCount> episodes_;
  Timeline timeline_;
};

}  // namespace

Timeline BuildTimeline(const AccountFacts& facts, const PolicySet& policies, absl::Time now) {
  Timeline timeline = Builder(facts, policies).Build();
  timeline.segments = MarkAtRisk(timeline.segments, policies, now);
  return timeline;
}

Timeline TrimTimeline(Timeline timeline, absl::Time now) {
  std::erase_if(timeline.segments, [&](const Segment& segment) { return segment.to <= now; });
  std::erase_if(timeline.evidence, [&](const Evidence& evidence) { return evidence.to <= now; });
  std::erase_if(timeline.exemptions,
                [&](const Exemption& exemption) { return exemption.ends_at() <= now; });
  return timeline;
}

bool IsClosed(const Segment& segment) {
  return std::any_of(segment.causes.begin(), segment.causes.end(), [](const OpenCause& cause) {
    return cause.kind == CauseKind::kAccountClosed;
  });
}

const Segment& SegmentAt(const Timeline& timeline, absl::Time instant) {
  const Segment* found = &timeline.segments.front();
  for (const Segment& segment : timeline.segments) {
    if (segment.from <= instant) found = &segment;
  }
  return *found;
}

}  // namespace reinstate
