#include "db/policies.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

bool Has(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string SwitchesOf(const Policy& policy) {
  std::string names;
  const auto add = [&](bool allowed, const char* name) {
    if (allowed) names += (names.empty() ? "" : ",") + std::string(name);
  };
  add(policy.allow_renew, "RENEW_SUBSCRIPTION");
  add(policy.allow_decrease, "DECREASE_QUANTITY");
  add(policy.allow_cancel, "CANCEL_SUBSCRIPTION");
  add(policy.allow_increase, "INCREASE_QUANTITY");
  return names;
}

// {"PROFILE_FAILED": {"clouds": ["PUBLIC"], "partner_types": []}}; a cause without scope is absent.
std::string ScopesOf(const Policy& policy) {
  nlohmann::json scopes = nlohmann::json::object();
  for (const CauseKind kind : kAllCauses) {
    const CauseScope& scope = policy.scope(kind);
    if (scope == CauseScope{}) continue;
    nlohmann::json clouds = nlohmann::json::array(), types = nlohmann::json::array();
    for (const Cloud cloud : scope.clouds) clouds.push_back(kClouds(cloud));
    for (const PartnerType type : scope.partner_types) types.push_back(kPartnerTypes(type));
    scopes[kCauses(kind)] = {{"clouds", clouds}, {"partner_types", types}};
  }
  return scopes.dump();
}

void ReadScopes(const std::string& text, Policy& policy) {
  const nlohmann::json scopes = nlohmann::json::parse(text);  // outlives what goes over it
  for (const auto& [name, stored] : scopes.items()) {
    CauseScope& scope = policy.scopes[static_cast<size_t>(kCauses.Read(name))];
    for (const std::string cloud : stored.at("clouds")) {
      scope.clouds.push_back(kClouds.Read(cloud));
    }
    for (const std::string type : stored.at("partner_types")) {
      scope.partner_types.push_back(kPartnerTypes.Read(type));
    }
  }
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
  ReadScopes(row["scopes"].c_str(), policy);
  const auto allowed = Split(row["allowed_switchable_operations"].c_str());
  policy.allow_renew = Has(allowed, "RENEW_SUBSCRIPTION");
  policy.allow_decrease = Has(allowed, "DECREASE_QUANTITY");
  policy.allow_cancel = Has(allowed, "CANCEL_SUBSCRIPTION");
  policy.allow_increase = Has(allowed, "INCREASE_QUANTITY");
  return policy;
}

std::vector<std::string> ReadIds(const pqxx::result& result) {
  std::vector<std::string> ids;
  for (const pqxx::row& row : result) ids.emplace_back(row["account_id"].c_str());
  return ids;
}

PolicyRecord ReadRecord(const pqxx::row& row) {
  PolicyRecord record;
  record.policy = ReadPolicy(row);
  record.created_at = ReadOptionalTime(row["created_at"]).value_or(absl::InfinitePast());
  record.created_by = row["created_by"].c_str();
  record.reason = row["reason"].c_str();
  record.created_set = row["created_set"].as<int>();
  record.revoked_at = ReadOptionalTime(row["revoked_at"]);
  record.revoked_by = row["revoked_by"].c_str();
  record.revocation_reason = row["revocation_reason"].c_str();
  if (!row["revoked_set"].is_null()) record.revoked_set = row["revoked_set"].as<int>();
  return record;
}

}  // namespace

PolicyHistory LoadPolicies(Transaction& transaction) {
  std::vector<PolicyRecord> records;
  for (const pqxx::row& row : Exec(transaction, queries::kListPolicies)) {
    records.push_back(ReadRecord(row));
  }
  return PolicyHistory(std::move(records));
}

void LockPolicies(Transaction& transaction) { Exec(transaction, queries::kLockPolicies); }

void InsertPolicy(Transaction& transaction, const PolicyRecord& record) {
  const Policy& policy = record.policy;
  std::string offsets;
  for (const int days : policy.warning_offsets_days) {
    offsets += (offsets.empty() ? "" : ",") + std::to_string(days);
  }
  std::vector<CauseKind> on_request;
  for (const CauseKind kind : kAllCauses) {
    if (policy.mode(kind) == CauseMode::kOnRequest) on_request.push_back(kind);
  }
  Exec(transaction, queries::kInsertPolicySet, record.created_set, Text(record.created_at));
  Exec(transaction, queries::kInsertPolicy, policy.version, Text(policy.effective_from),
       policy.zone.name(), policy.days_overdue, nlohmann::json(policy.tolerance_minor).dump(),
       offsets, absl::ToInt64Seconds(policy.max_lease), policy.net_terms_days,
       policy.dispute_pause_days, policy.clearing_grace_days, policy.exemption_limit_days,
       JoinCauses(on_request), ScopesOf(policy), SwitchesOf(policy), Text(record.created_at),
       record.created_by, record.reason, record.created_set);
}

void RevokePolicy(Transaction& transaction, const PolicyRecord& record) {
  Exec(transaction, queries::kInsertPolicySet, *record.revoked_set, Text(*record.revoked_at));
  Exec(transaction, queries::kRevokePolicy, record.policy.version, Text(*record.revoked_at),
       record.revoked_by, record.revocation_reason, *record.revoked_set);
}

std::vector<std::string> ListStaleAccounts(Transaction& transaction, const AllAccountsScope&,
                                           int policy_set, int limit) {
  return ReadIds(Exec(transaction, queries::kListStaleAccounts, policy_set, limit));
}

std::vector<std::string> ListAccountIds(Transaction& transaction, const AllAccountsScope&,
                                        const std::string& after, int limit) {
  return ReadIds(Exec(transaction, queries::kListAccountIds, after, limit));
}

RebuildProgress CountRebuilt(Transaction& transaction, const AllAccountsScope&, int policy_set) {
  const pqxx::result counts = Exec(transaction, queries::kCountRebuilt, policy_set);
  return {counts[0]["total"].as<int64_t>(), counts[0]["rebuilt"].as<int64_t>()};
}

}  // namespace reinstate::db
