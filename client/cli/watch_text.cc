#include "client/cli/watch_text.h"

#include <vector>

#include "client/cli/dates.h"
#include "client/cli/status_text.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

std::string Standing(v1::Standing standing, bool colour) {
  return Coloured(Word(standing), StandingColour(standing), colour);
}

std::string SnapshotText(const std::string& account, const v1::StandingSnapshot& snapshot,
                         bool colour) {
  std::string text = FormatInstant(snapshot.evaluated_at()) + " " + account + " is " +
                     Standing(snapshot.standing(), colour);
  if (snapshot.causes_size() > 0) {
    text += ", because of " + WordList<v1::CauseKind>(snapshot.causes());
  }
  return text + " (revision " + std::to_string(snapshot.revision()) + ")";
}

std::string TransitionText(const std::string& account, const v1::StatusTransition& transition,
                           bool colour) {
  std::string text = FormatInstant(transition.effective_at()) + " " + account + " is " +
                     Standing(transition.to(), colour);
  if (transition.to() != transition.from()) text += ", was " + Word(transition.from());
  std::vector<std::string> changes;
  if (transition.causes_added_size() > 0) {
    changes.push_back(WordList<v1::CauseKind>(transition.causes_added()) + " opened");
  }
  if (transition.causes_removed_size() > 0) {
    changes.push_back(WordList<v1::CauseKind>(transition.causes_removed()) + " ended");
  }
  if (!changes.empty()) text += ": " + Join(changes, ", ");
  text += ", by " + Word(transition.trigger());
  if (!transition.trigger_id().empty()) text += " " + EscapeControls(transition.trigger_id());
  return text;
}

std::string WarningText(const std::string& account, const v1::SuspensionWarning& warning) {
  return FormatInstant(warning.warned_at()) + " " + account + " will be SUSPENDED from " +
         FormatInstant(warning.suspension_at()) + " because of " +
         WordList<v1::CauseKind>(warning.causes()) + " (warning of " +
         Count(warning.offset_days(), "day", "days") + " before)";
}

}  // namespace

std::string WatchEventText(const v1::StatusEvent& event, bool colour) {
  const std::string account = EscapeControls(event.account_id());
  switch (event.event_case()) {
    case v1::StatusEvent::kSnapshot:
      return SnapshotText(account, event.snapshot(), colour);
    case v1::StatusEvent::kTransition:
      return TransitionText(account, event.transition(), colour);
    case v1::StatusEvent::kWarning:
      return WarningText(account, event.warning());
    default:
      return account + ": an event that this version of the tool does not know";
  }
}

}  // namespace reinstate::cli
