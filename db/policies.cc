#include "db/policies.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

bool Has(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Policy ReadPolicy(const pqxx::row& row) {
  Policy policy;
  policy.version = row["version"].as<int>();
  policy.effective_from = ReadOptionalTime(row["effective_from"]).value_or(absl::InfinitePast());
  if (!absl::LoadTimeZone(row["zone"].c_str(), &policy.zone)) {
    throw std::runtime_error("policy " + std::to_string(policy.version) + " names an unknown zone");
  }
  policy.days_overdue = row["days_overdue"].as<int>();
  policy.tolerance_minor = nlohmann::json::parse(row["tolerance_minor"].c_str());
  policy.warning_offsets_days.clear();
  for (const std::string& days : Split(row["warning_offsets_days"].c_str())) {
    policy.warning_offsets_days.push_back(std::stoi(days));
  }
  policy.max_lease = absl::Seconds(row["max_lease_s"].as<int>());
  policy.net_terms_days = row["net_terms_days"].as<int>();
  policy.dispute_pause_days = row["dispute_pause_days"].as<int>();
  policy.clearing_grace_days = row["clearing_grace_days"].as<int>();
  policy.exemption_limit_days = row["exemption_limit_days"].as<int>();
  policy.modes.fill(CauseMode::kAuto);
  for (const CauseKind kind : ReadCauses(row["on_request_causes"])) {
    policy.modes[static_cast<size_t>(kind)] = CauseMode::kOnRequest;
  }
  const auto allowed = Split(row["allowed_switchable_operations"].c_str());
  policy.allow_renew = Has(allowed, "RENEW_SUBSCRIPTION");
  policy.allow_decrease = Has(allowed, "DECREASE_QUANTITY");
  policy.allow_cancel = Has(allowed, "CANCEL_SUBSCRIPTION");
  policy.allow_increase = Has(allowed, "INCREASE_QUANTITY");
  return policy;
}

}  // namespace

std::vector<Policy> ListPolicies(Transaction& transaction) {
  std::vector<Policy> policies;
  for (const pqxx::row& row : Exec(transaction, queries::kListPolicies)) {
    policies.push_back(ReadPolicy(row));
  }
  return policies;
}

}  // namespace reinstate::db
