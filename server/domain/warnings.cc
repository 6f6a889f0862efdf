#include "server/domain/warnings.h"

#include <algorithm>
#include <optional>

#include "server/domain/civil_day.h"

namespace reinstate {
namespace {

// Segments without a suspension, [begin, end), and the suspension that follows them.
struct Run {
  size_t begin = 0;
  size_t end = 0;
};

std::vector<Run> RunsBeforeSuspensions(const Timeline& timeline, absl::Time known_at) {
  std::vector<Run> runs;
  size_t begin = 0;
  for (size_t i = 0; i < timeline.segments.size(); ++i) {
    const Segment& segment = timeline.segments[i];
    if (segment.standing != Standing::kSuspended) continue;
    if (i > begin && segment.from > known_at) runs.push_back({begin, i});
    begin = i + 1;
  }
  return runs;
}

absl::Time DueAt(absl::Time suspension_at, int offset_days, const Policy& policy) {
  return StartOfDay(DayOf(suspension_at, policy.zone) - offset_days, policy.zone);
}

class Forecast {
 public:
  Forecast(const Timeline& timeline, const PolicySet& policies, absl::Time known_at)
      : timeline_(timeline), policies_(policies), known_at_(known_at) {
    for (const Run& run : RunsBeforeSuspensions(timeline, known_at)) Add(run);
    std::stable_sort(warnings_.begin(), warnings_.end(),
                     [](const SuspensionWarning& a, const SuspensionWarning& b) {
                       return a.warned_at < b.warned_at;
                     });
  }

  const std::vector<SuspensionWarning>& warnings() const { return warnings_; }

 private:
  void Add(const Run& run) {
    const Segment& suspended = timeline_.segments[run.end];
    const absl::Time begin = std::max(known_at_, timeline_.segments[run.begin].from);
    AddMerged(suspended, begin);
    for (size_t i = run.begin; i < run.end; ++i) {
      const Segment& segment = timeline_.segments[i];
      const Policy& policy = policies_.Version(segment.policy_version);
      for (const int offset_days : policy.warning_offsets_days) {
        const absl::Time due = DueAt(suspended.from, offset_days, policy);
        if (due > begin && due >= segment.from && due < segment.to) {
          Warn(suspended, offset_days, due, policy.version);
        }
      }
    }
  }

  // The nearest of the offsets that are past when the suspension becomes known.
  void AddMerged(const Segment& suspended, absl::Time begin) {
    const Policy& policy = policies_.Version(SegmentAt(timeline_, begin).policy_version);
    std::optional<int> nearest;
    for (const int offset_days : policy.warning_offsets_days) {
      if (DueAt(suspended.from, offset_days, policy) > begin) continue;
      nearest = std::min(nearest.value_or(offset_days), offset_days);
    }
    if (nearest) Warn(suspended, *nearest, begin, policy.version);
  }

  void Warn(const Segment& suspended, int offset_days, absl::Time due, int policy_version) {
    SuspensionWarning warning;
    warning.suspension_at = suspended.from;
    warning.offset_days = offset_days;
    warning.warned_at = due;
    for (const OpenCause& cause : suspended.causes) warning.causes.push_back(cause.kind);
    warning.policy_version = policy_version;
    warnings_.push_back(std::move(warning));
  }

  const Timeline& timeline_;
  const PolicySet& policies_;
  const absl::Time known_at_;
  std::vector<SuspensionWarning> warnings_;
};

}  // namespace

std::vector<SuspensionWarning> WarningsByTime(const Timeline& timeline, const PolicySet& policies,
                                              absl::Time known_at, absl::Time now) {
  std::vector<SuspensionWarning> due = Forecast(timeline, policies, known_at).warnings();
  std::erase_if(due, [&](const SuspensionWarning& warning) { return warning.warned_at > now; });
  return due;
}

absl::Time NextTimedEvent(const Timeline& timeline, const PolicySet& policies, absl::Time after) {
  absl::Time next = absl::InfiniteFuture();
  for (const Segment& segment : timeline.segments) {
    if (segment.from > after) next = std::min(next, segment.from);
  }
  const std::vector<SuspensionWarning> warnings = Forecast(timeline, policies, after).warnings();
  for (const SuspensionWarning& warning : warnings) {
    if (warning.warned_at > after) next = std::min(next, warning.warned_at);
  }
  return next;
}

bool WarnsAtOnce(const Timeline& before, const Timeline& after, const PolicySet& policies,
                 absl::Time now) {
  const auto is = WarningsByTime(after, policies, now, now);
  const auto was = WarningsByTime(before, policies, now, now);
  return std::any_of(is.begin(), is.end(), [&](const SuspensionWarning& warning) {
    return std::none_of(was.begin(), was.end(), [&](const SuspensionWarning& known) {
      return known.suspension_at == warning.suspension_at &&
             known.offset_days == warning.offset_days;
    });
  });
}

}  // namespace reinstate
