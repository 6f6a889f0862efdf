#include "client/cli/watch_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

struct Row {
  const char* event;
  const char* text;
};

// 1790899200 is 2026-10-02T00:00Z.
constexpr Row kRows[] = {
    {R"(account_id: "acme" sequence: 3 snapshot {
          standing: STANDING_ACTIVE revision: 7 evaluated_at { seconds: 1790899200 } })",
     "2026-10-02T00:00Z acme is ACTIVE (revision 7)"},
    {R"(account_id: "acme" snapshot {
          standing: STANDING_SUSPENDED causes: CAUSE_KIND_BILLING_OVERDUE
          causes: CAUSE_KIND_MANUAL_HOLD revision: 7 evaluated_at { seconds: 1790899200 } })",
     "2026-10-02T00:00Z acme is SUSPENDED, because of BILLING_OVERDUE, MANUAL_HOLD (revision 7)"},
    {R"(account_id: "acme" sequence: 4 transition {
          from: STANDING_AT_RISK to: STANDING_SUSPENDED causes_added: CAUSE_KIND_BILLING_OVERDUE
          effective_at { seconds: 1790899200 } trigger: TRANSITION_TRIGGER_TIME })",
     "2026-10-02T00:00Z acme is SUSPENDED, was AT_RISK: BILLING_OVERDUE opened, by TIME"},
    {R"(account_id: "acme" sequence: 5 transition {
          from: STANDING_SUSPENDED to: STANDING_ACTIVE causes_removed: CAUSE_KIND_BILLING_OVERDUE
          effective_at { seconds: 1790899200 } trigger: TRANSITION_TRIGGER_DECISION
          trigger_id: "D-1" })",
     "2026-10-02T00:00Z acme is ACTIVE, was SUSPENDED: BILLING_OVERDUE ended, by DECISION D-1"},
    // The standing stays; one cause goes and another comes.
    {R"(account_id: "acme" sequence: 6 transition {
          from: STANDING_SUSPENDED to: STANDING_SUSPENDED causes_added: CAUSE_KIND_ACCOUNT_ABUSE
          causes_removed: CAUSE_KIND_MANUAL_HOLD effective_at { seconds: 1790899200 }
          trigger: TRANSITION_TRIGGER_FACT trigger_id: "S\n1" })",
     "2026-10-02T00:00Z acme is SUSPENDED: ACCOUNT_ABUSE opened, MANUAL_HOLD ended, by FACT S\\n1"},
    {R"(account_id: "acme" sequence: 7 warning {
          suspension_at { seconds: 1791504000 } warned_at { seconds: 1790899200 } offset_days: 7
          causes: CAUSE_KIND_BILLING_OVERDUE })",
     "2026-10-02T00:00Z acme will be SUSPENDED from 2026-10-09T00:00Z because of BILLING_OVERDUE "
     "(warning of 7 days before)"},
    {R"(account_id: "ac\tme")", "ac\\tme: an event that this version of the tool does not know"},
};

TEST(WatchText, OfEachKindOfEvent) {
  for (const Row& row : kRows) {
    v1::StatusEvent event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(row.event, &event)) << row.event;
    EXPECT_EQ(WatchEventText(event, /*colour=*/false), row.text);
  }
}

}  // namespace
}  // namespace reinstate::cli
