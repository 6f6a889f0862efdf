// What a watch shows, in words.

#pragma once

#include <reinstate/v1/account_status_service.pb.h>

#include <string>

namespace reinstate::cli {

// One line: "2026-04-11T00:00Z acme is SUSPENDED, was AT_RISK: BILLING_OVERDUE opened, by TIME".
// What the server sent is escaped.
std::string WatchEventText(const v1::StatusEvent& event, bool colour);

}  // namespace reinstate::cli
