// How values travel between the domain and libpqxx. For db/ only.

#pragma once

#include <pqxx/pqxx>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "db/statement.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/facts.h"
#include "server/domain/transitions.h"

namespace reinstate::db {

// Runs a prepared statement in the transaction.
template <typename... Args>
pqxx::result Exec(Transaction& transaction, const Statement& statement, Args&&... args) {
  return transaction.For(statement.name).exec_prepared(statement.name, std::forward<Args>(args)...);
}

inline std::string Text(absl::Time instant) {
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", instant, absl::UTCTimeZone());
}

// In quotes: an id NULL would be no element. An id holds no quote (FORMAT_ID).
inline std::string IdArray(const std::vector<std::string>& ids) {
  std::string array = "{";
  for (const std::string& id : ids) array += (array.size() > 1 ? ",\"" : "\"") + id + "\"";
  return array + "}";
}

inline std::string IdArray(const std::vector<AccountScope>& scopes) {
  std::vector<std::string> ids;
  ids.reserve(scopes.size());
  for (const AccountScope& scope : scopes) ids.push_back(scope.account_id());
  return IdArray(ids);
}

// Null where there is none; keeps the text alive for the statement.
inline std::optional<std::string> Text(const std::optional<absl::Time>& instant) {
  return instant ? std::optional<std::string>(Text(*instant)) : std::nullopt;
}

inline const char* OrNull(const std::optional<std::string>& text) {
  return text ? text->c_str() : nullptr;
}

inline absl::Time ReadTime(const pqxx::field& field) {
  std::string text = field.c_str();
  absl::Time instant;
  std::string error;
  if (text.size() < 3 ||
      !absl::ParseTime("%Y-%m-%d %H:%M:%E*S", text.substr(0, text.size() - 3), &instant, &error)) {
    throw std::runtime_error("an instant that is none");
  }
  return instant;
}

inline std::optional<absl::Time> ReadOptionalTime(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return ReadTime(field);
}

// Four digits of the year: PostgreSQL takes fewer for a year of our days.
inline std::string Text(absl::CivilDay day) {
  return absl::FormatTime("%E4Y-%m-%d", absl::FromCivil(day, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

inline std::optional<std::string> Text(const std::optional<absl::CivilDay>& day) {
  return day ? std::optional<std::string>(Text(*day)) : std::nullopt;
}

inline absl::CivilDay ReadDay(const pqxx::field& field) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(field.c_str(), &day)) throw std::runtime_error("a day that is none");
  return day;
}

inline std::optional<absl::CivilDay> ReadOptionalDay(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return ReadDay(field);
}

// Names of enum values as they are stored, by the value's number.
template <typename Enum, size_t kCount>
struct Names {
  std::array<const char*, kCount> names;

  const char* operator()(Enum value) const { return names[static_cast<size_t>(value)]; }
  Enum Read(std::string_view name) const {
    for (size_t i = 0; i < kCount; ++i) {
      if (name == names[i]) return static_cast<Enum>(i);
    }
    throw std::runtime_error("an unknown stored name");
  }
};

inline constexpr Names<Cloud, 2> kClouds{{"PUBLIC", "US_GOVERNMENT"}};
inline constexpr Names<PartnerType, 3> kPartnerTypes{
    {"DIRECT_BILL", "INDIRECT_PROVIDER", "INDIRECT_RESELLER"}};
inline constexpr Names<InvoiceType, 2> kInvoiceTypes{{"ONE_TIME", "RECURRING"}};
inline constexpr Names<VerificationStatus, 4> kVerificationStatuses{
    {"PENDING", "AUTHORIZED", "REJECTED", "FAILED"}};
inline constexpr Names<VerificationReason, 9> kVerificationReasons{
    {"NONE", "EMAIL_NOT_CONFIRMED", "EMAIL_DOMAIN_MISMATCH", "EMPLOYMENT_NOT_CONFIRMED",
     "BUSINESS_NOT_FOUND", "PROFILE_MISMATCH", "DOCUMENTS_MISSING", "DOCUMENTS_REJECTED", "OTHER"}};
inline constexpr Names<Standing, 3> kStandings{{"ACTIVE", "AT_RISK", "SUSPENDED"}};
inline constexpr Names<AbuseSeverity, 3> kAbuseSeverities{{"LOW", "MODERATE", "SIGNIFICANT"}};
inline constexpr Names<CauseKind, kCauseCount> kCauses{
    {"BILLING_OVERDUE", "PROFILE_FAILED", "PROFILE_REJECTED", "MANUAL_HOLD", "ACCOUNT_ABUSE",
     "PROVIDER_ISSUE", "ACCOUNT_CLOSED"}};
inline constexpr Names<TransitionTrigger, 5> kTriggers{
    {"FACT", "TIME", "DECISION", "CORRECTED_BY_FACT", "POLICY"}};

inline std::vector<std::string> Split(const std::string& list) {
  std::vector<std::string> parts;
  size_t begin = 0;
  while (begin < list.size()) {
    const size_t end = std::min(list.find(',', begin), list.size());
    parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

inline std::string JoinCauses(const std::vector<CauseKind>& causes) {
  std::string joined;
  for (const CauseKind cause : causes) {
    if (!joined.empty()) joined += ',';
    joined += kCauses(cause);
  }
  return joined;
}

inline std::vector<CauseKind> ReadCauses(const pqxx::field& field) {
  std::vector<CauseKind> causes;
  for (const std::string& name : Split(field.c_str())) causes.push_back(kCauses.Read(name));
  return causes;
}

}  // namespace reinstate::db
