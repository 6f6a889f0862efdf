#include "server/domain/restoration_plan.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "server/domain/civil_day.h"
#include "server/domain/pour.h"
#include "server/domain/verification.h"

namespace reinstate {
namespace {

PlanStep NewStep(StepKind kind, std::vector<CauseKind> causes) {
  PlanStep step;
  step.kind = kind;
  step.causes = std::move(causes);
  return step;
}

void Add(PlannedPayment payment, PaymentPlan& plan) {
  // A part of what is left of the account's invoices, whose sum is within int64.
  plan.totals_minor[payment.currency] += payment.amount_minor;
  plan.invoices.push_back(std::move(payment));
}

void Sort(PaymentPlan& plan) {
  std::sort(plan.invoices.begin(), plan.invoices.end(),
            [](const PlannedPayment& a, const PlannedPayment& b) {
              return std::tie(a.due_on, a.currency, a.invoice_id) <
                     std::tie(b.due_on, b.currency, b.invoice_id);
            });
}

// R20: what is past its due date by a day or more, and more than the tolerance.
PaymentPlan ToBeCurrent(const AccountFacts& facts, const Policy& policy, absl::Time now) {
  PaymentPlan plan;
  const Pour::Outcome poured = Pour(facts, policy.zone).At(now);
  const absl::CivilDay today = DayOf(now, policy.zone);
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    const Invoice& invoice = facts.invoices[i];
    const int64_t residual = poured.residual_minor[i];
    if (residual <= policy.tolerance(invoice.currency) || invoice.due_on >= today) continue;
    if (invoice.is_written_off(now)) continue;
    Add({invoice.invoice_id, invoice.currency, residual, invoice.due_on}, plan);
  }
  Sort(plan);
  return plan;
}

// Writes the steps that end the causes open in one segment.
class Planner {
 public:
  Planner(const AccountFacts& facts, const Timeline& timeline, absl::Time now,
          const Segment& segment, const std::vector<std::string>& missing_fields)
      : facts_(facts),
        segment_(segment),
        read_at_(std::max(segment.from, now)),
        missing_fields_(missing_fields) {
    for (const Evidence& evidence : timeline.evidence) {
      if (evidence.from <= read_at_ && read_at_ < evidence.to) evidence_.push_back(&evidence);
    }
  }

  void AddCauses() {
    for (const OpenCause& open : segment_.causes) {
      if (open.kind == CauseKind::kBillingOverdue) AddPayment(open);
    }
    for (const OpenCause& open : segment_.causes) {
      if (open.kind == CauseKind::kProfileFailed || open.kind == CauseKind::kProfileRejected) {
        AddProfile(open);
      }
    }
    for (const OpenCause& open : segment_.causes) {
      if (open.kind == CauseKind::kAccountAbuse) {
        AddFactSteps(StepKind::kResolveAbuse, open.kind);
      }
      if (open.kind == CauseKind::kProviderIssue) {
        AddFactSteps(StepKind::kResolveProviderIssue, open.kind);
      }
    }
    for (const OpenCause& open : segment_.causes) {
      if (open.kind == CauseKind::kManualHold) AddHolds();
    }
  }

  // R21. It ends no cause, so nothing waits for it, and it stands last.
  void AddCompleteness() {
    PlanStep step = NewStep(StepKind::kCompleteProfile, {});
    step.missing_fields = missing_fields_;
    if (missing_fields_.empty()) step.state = StepState::kDone;
    steps_.push_back(std::move(step));
  }

  // One request and one decision for all causes that need them. Neither waits for an AUTO cause.
  void AddReinstatement(const std::optional<ReinstatementRequest>& request) {
    PlanStep ask = NewStep(StepKind::kRequestReinstatement, {});
    for (const OpenCause& open : segment_.causes) {
      if (open.mode == CauseMode::kOnRequest) ask.causes.push_back(open.kind);
    }
    if (ask.causes.empty()) return;
    const std::vector<int> conditions = OpenStepsOf(ask.causes);
    PlanStep decide = NewStep(StepKind::kDecideReinstatement, ask.causes);
    if (request) ask.target_id = decide.target_id = request->ticket_id;
    ask.state = request              ? StepState::kDone
                : conditions.empty() ? StepState::kPending
                                     : StepState::kBlocked;
    if (ask.state == StepState::kBlocked) ask.blocked_by = conditions;
    steps_.push_back(ask);
    decide.blocked_by = conditions;
    if (!request) decide.blocked_by.push_back(static_cast<int>(steps_.size()));
    decide.state = decide.blocked_by.empty() ? StepState::kPending : StepState::kBlocked;
    steps_.push_back(std::move(decide));
  }

  std::vector<PlanStep> Take() { return std::move(steps_); }

 private:
  void AddPayment(const OpenCause& open) {
    PlanStep step = NewStep(StepKind::kPayInvoices, {open.kind});
    for (const Evidence* evidence : evidence_) {
      if (evidence->cause != open.kind) continue;
      Add({evidence->fact_id, evidence->currency, evidence->residual_minor, evidence->due_on},
          step.payment);
    }
    Sort(step.payment);
    if (step.payment.invoices.empty()) step.state = StepState::kDone;
    steps_.push_back(std::move(step));
  }

  // The profile is corrected by its owner, then verified by somebody else. A verification under way
  // says that the owner has done their part.
  void AddProfile(const OpenCause& open) {
    PlanStep correct = NewStep(StepKind::kCorrectProfile, {open.kind});
    correct.missing_fields = missing_fields_;
    for (const Evidence* evidence : evidence_) {
      if (evidence->cause != open.kind) continue;
      correct.target_id = evidence->fact_id;
      correct.reason = evidence->text;
    }
    PlanStep verify = NewStep(StepKind::kVerifyProfile, {open.kind});
    if (!open.condition_holds) {
      correct.state = verify.state = StepState::kDone;
    } else if (VerificationIsUnderWay()) {
      correct.state = StepState::kDone;
    } else {
      verify.state = StepState::kBlocked;
      verify.blocked_by = {static_cast<int>(steps_.size()) + 1};
    }
    steps_.push_back(std::move(correct));
    steps_.push_back(std::move(verify));
  }

  void AddHolds() { AddFactSteps(StepKind::kReleaseHold, CauseKind::kManualHold); }

  // A step for each fact that makes the cause true, in the order of their ids; one done step where
  // nothing is left of it.
  void AddFactSteps(StepKind kind, CauseKind cause) {
    const size_t before = steps_.size();
    for (const Evidence* evidence : evidence_) {
      if (evidence->cause != cause) continue;
      PlanStep step = NewStep(kind, {cause});
      step.target_id = evidence->fact_id;
      step.reason = evidence->text;
      step.internal = evidence->internal;
      step.internal_note = evidence->internal_note;
      if (evidence->to != absl::InfiniteFuture()) step.ends_at = evidence->to;
      steps_.push_back(std::move(step));
    }
    std::sort(steps_.begin() + static_cast<std::ptrdiff_t>(before), steps_.end(),
              [](const PlanStep& a, const PlanStep& b) { return a.target_id < b.target_id; });
    if (steps_.size() > before) return;
    PlanStep done = NewStep(kind, {cause});
    done.state = StepState::kDone;
    steps_.push_back(std::move(done));
  }

  // The latest result by now is PENDING.
  bool VerificationIsUnderWay() const {
    const VerificationResult* latest = LatestResult(facts_.verification_results, read_at_);
    return latest != nullptr && latest->status == VerificationStatus::kPending;
  }

  // The numbers of the steps for these causes that are not done.
  std::vector<int> OpenStepsOf(const std::vector<CauseKind>& causes) const {
    std::vector<int> numbers;
    for (size_t i = 0; i < steps_.size(); ++i) {
      const bool helps = std::any_of(causes.begin(), causes.end(), [&](CauseKind kind) {
        return !steps_[i].causes.empty() && steps_[i].causes.front() == kind;
      });
      if (helps && steps_[i].state != StepState::kDone) numbers.push_back(static_cast<int>(i) + 1);
    }
    return numbers;
  }

  const AccountFacts& facts_;
  const Segment& segment_;
  const absl::Time read_at_;  // when the causes are looked at
  const std::vector<std::string>& missing_fields_;
  std::vector<const Evidence*> evidence_;
  std::vector<PlanStep> steps_;
};

// The suspension that is near.
const Segment* NextSuspension(const Timeline& timeline, absl::Time now) {
  for (const Segment& segment : timeline.segments) {
    if (segment.from > now && segment.standing == Standing::kSuspended) return &segment;
  }
  return nullptr;
}

// When the first of the invoices past their due date makes the cause true that does not do so yet.
std::optional<absl::Time> NextOverdue(const Timeline& timeline, const PaymentPlan& past_due,
                                      absl::Time now) {
  std::optional<absl::Time> next;
  for (const Evidence& evidence : timeline.evidence) {
    if (evidence.cause != CauseKind::kBillingOverdue || evidence.since <= now) continue;
    const bool is_past_due = std::any_of(
        past_due.invoices.begin(), past_due.invoices.end(),
        [&](const PlannedPayment& payment) { return payment.invoice_id == evidence.fact_id; });
    if (is_past_due && (!next || evidence.since < *next)) next = evidence.since;
  }
  return next;
}

// When an overdue bill suspends again that only an exemption keeps from it.
std::optional<absl::Time> BillingExemptionEnds(const Timeline& timeline, absl::Time now) {
  const Segment& open = SegmentAt(timeline, now);
  for (const Exemption& exemption : timeline.exemptions) {
    if (exemption.cause != CauseKind::kBillingOverdue || exemption.granted_at > now) continue;
    const absl::Time end = exemption.ends_at();
    if (end <= now || end <= open.from) continue;
    const std::vector<OpenCause>& then = SegmentAt(timeline, end).causes;
    if (std::any_of(then.begin(), then.end(), [&](const OpenCause& cause) {
          return cause.kind == CauseKind::kBillingOverdue && cause.since == end;
        })) {
      return end;
    }
  }
  return std::nullopt;
}

}  // namespace

RestorationPlan PlanRestoration(const AccountFacts& facts, const PolicySet& policies,
                                absl::Time now, const std::optional<ReinstatementRequest>& request,
                                const std::vector<std::string>& missing_fields) {
  const Timeline timeline = BuildTimeline(facts, policies, now);
  const Segment& open = SegmentAt(timeline, now);
  RestorationPlan plan;
  plan.standing = open.standing;
  plan.current = open.current;
  plan.policy_version = open.policy_version;
  plan.to_be_current = ToBeCurrent(facts, policies.Version(open.policy_version), now);
  const Segment* suspended = open.standing == Standing::kSuspended ? &open : nullptr;
  if (suspended != nullptr) {
    plan.need = RestorationNeed::kRestore;
    plan.suspended_again_at = NextOverdue(timeline, plan.to_be_current, now);
    const auto exempt_until = BillingExemptionEnds(timeline, now);
    if (exempt_until) {
      plan.suspended_again_at =
          std::min(plan.suspended_again_at.value_or(*exempt_until), *exempt_until);
    }
  } else if (open.standing == Standing::kAtRisk) {
    suspended = NextSuspension(timeline, now);
    plan.need = RestorationNeed::kAvert;
    plan.suspended_at = suspended->from;
  }
  if (suspended == nullptr) return plan;
  for (const OpenCause& cause : suspended->causes) plan.causes.push_back(cause.kind);
  if (IsClosed(*suspended)) {
    plan.need = RestorationNeed::kClosed;
    plan.suspended_again_at.reset();
    return plan;
  }
  Planner planner(facts, timeline, now, *suspended, missing_fields);
  planner.AddCauses();
  if (plan.need == RestorationNeed::kRestore) planner.AddReinstatement(request);
  if (plan.current) planner.AddCompleteness();
  plan.steps = planner.Take();
  return plan;
}

}  // namespace reinstate
