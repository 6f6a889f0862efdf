// The rules of a policy as the command line names them.

#pragma once

#include <reinstate/v1/policy.pb.h>

#include <optional>
#include <string>
#include <vector>

#include "client/cli/commands.h"

namespace reinstate::cli {

// Only what is named changes; a list that is named replaces the one before, "none" empties it.
struct PolicyOptions {
  std::string file;  // where the rules come from before they change; empty: the newest version
  std::string zone;
  std::optional<int> days_overdue;
  std::vector<std::string> tolerances;  // "1.00 USD"
  std::vector<std::string> warnings;    // whole days
  std::optional<int> dispute_pause_days;
  std::optional<int> clearing_grace_days;
  std::vector<std::string> modes;   // "BILLING_OVERDUE=AUTO"
  std::vector<std::string> scopes;  // "PROFILE_FAILED=PUBLIC+INDIRECT_RESELLER", "...=all"
  std::string max_lease;            // "60s"
  std::optional<int> exemption_limit_days;
  std::optional<int> net_terms_days;
  std::vector<std::string> allowed;  // operations
};

void AddPolicyOptions(CLI::App* command, PolicyOptions* options);

// A PolicyContent in protobuf JSON, as `admin policy get --output json` shows it under "content".
Outcome<v1::PolicyContent> ReadPolicyFile(const std::string& path);

// What is wrong with a value and can be said without the server; ranges are the server's to check.
Outcome<v1::PolicyContent> ChangedContent(v1::PolicyContent content, const PolicyOptions& options);

}  // namespace reinstate::cli
