#include "db/accounts.h"

#include "db/codec.h"
#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

Account ReadAccount(const pqxx::row& row) {
  Account account;
  account.account_id = row["account_id"].c_str();
  account.display_name = row["display_name"].c_str();
  account.cloud = kClouds.Read(row["cloud"].c_str());
  account.partner_type = kPartnerTypes.Read(row["partner_type"].c_str());
  account.registered_at = ReadTime(row["registered_at"]);
  account.standing_from = ReadTime(row["standing_from"]);
  if (!row["registered_name"].is_null()) account.registered_name = row["registered_name"].c_str();
  account.etag = row["etag"].as<int64_t>();
  account.closed_at = ReadOptionalTime(row["closed_at"]);
  account.closing_reason = row["closing_reason"].c_str();
  return account;
}

std::optional<AccountRow> ReadRow(const pqxx::result& result) {
  if (result.empty()) return std::nullopt;
  const pqxx::row row = result[0];
  return AccountRow{ReadAccount(row),
                    row["revision"].as<int64_t>(),
                    row["last_transition"].as<int64_t>(),
                    row["last_audit_entry"].as<int64_t>(),
                    ReadTime(row["written_at"]),
                    ReadOptionalDay(row["sealed_before"]),
                    row["last_event"].as<int64_t>()};
}

StoredTimeline ReadStored(const pqxx::row& row) {
  return {row["account_id"].c_str(), row["revision"].as<int64_t>(), ReadTime(row["recorded_at"]),
          DecodeTimeline(row["timeline"].c_str()), row["policy_set"].as<int>()};
}

// "{ACTIVE,SUSPENDED}".
template <typename Names, typename Enum>
std::string NameArray(const Names& names, const std::vector<Enum>& values) {
  std::string array = "{";
  for (const Enum value : values)
    array += (array.size() > 1 ? "," : "") + std::string(names(value));
  return array + "}";
}

// Null for never.
std::optional<std::string> TextOrNever(absl::Time instant) {
  if (instant == absl::InfiniteFuture()) return std::nullopt;
  return Text(instant);
}

// When the stored standing stops to be the one that holds.
std::optional<absl::Time> NextStanding(const Timeline& timeline, const Segment& now) {
  for (const Segment& segment : timeline.segments) {
    if (segment.from > now.from && segment.standing != now.standing) return segment.from;
  }
  return std::nullopt;
}

}  // namespace

bool InsertAccount(Transaction& transaction, const AccountScope& scope, const Account& account) {
  return !Exec(transaction, queries::kInsertAccount, scope.account_id(), account.display_name,
               kClouds(account.cloud), kPartnerTypes(account.partner_type),
               Text(account.registered_at), Text(account.standing_from))
              .empty();
}

std::optional<AccountRow> LockAccount(Transaction& transaction, const AccountScope& scope) {
  return ReadRow(Exec(transaction, queries::kLockAccount, scope.account_id()));
}

std::optional<AccountRow> ShareAccount(Transaction& transaction, const AccountScope& scope) {
  return ReadRow(Exec(transaction, queries::kShareAccount, scope.account_id()));
}

std::optional<AccountRow> LockFreeAccount(Transaction& transaction, const AccountScope& scope) {
  return ReadRow(Exec(transaction, queries::kLockFreeAccount, scope.account_id()));
}

std::optional<AccountRow> GetAccount(Transaction& transaction, const AccountScope& scope) {
  return ReadRow(Exec(transaction, queries::kGetAccount, scope.account_id()));
}

void UpdateAccount(Transaction& transaction, const AccountScope& scope, const AccountRow& row) {
  const std::optional<std::string> sealed_before = Text(row.sealed_before);
  Exec(transaction, queries::kUpdateAccount, scope.account_id(), row.revision, row.last_transition,
       row.last_audit_entry, Text(row.written_at), OrNull(sealed_before), row.last_event);
}

void RenameAccount(Transaction& transaction, const AccountScope& scope,
                   const std::string& display_name) {
  Exec(transaction, queries::kRenameAccount, scope.account_id(), display_name);
}

void PutEtag(Transaction& transaction, const AccountScope& scope, int64_t etag) {
  Exec(transaction, queries::kPutEtag, scope.account_id(), etag);
}

void CloseAccount(Transaction& transaction, const AccountScope& scope, absl::Time closed_at,
                  const std::string& reason) {
  Exec(transaction, queries::kCloseAccount, scope.account_id(), Text(closed_at), reason);
}

std::vector<AccountChange> ListAccountChanges(Transaction& transaction, const AccountScope& scope) {
  std::vector<AccountChange> changes;
  for (const pqxx::row& row : Exec(transaction, queries::kListAccountChanges, scope.account_id())) {
    AccountChange& change = changes.emplace_back(AccountChange{ReadTime(row["effective_at"])});
    if (!row["cloud"].is_null()) change.cloud = kClouds.Read(row["cloud"].c_str());
    if (!row["partner_type"].is_null()) {
      change.partner_type = kPartnerTypes.Read(row["partner_type"].c_str());
    }
  }
  return changes;
}

void InsertAccountChange(Transaction& transaction, const AccountScope& scope,
                         const AccountChange& change, absl::Time recorded_at) {
  std::optional<std::string> cloud, type;
  if (change.cloud) cloud = kClouds(*change.cloud);
  if (change.partner_type) type = kPartnerTypes(*change.partner_type);
  Exec(transaction, queries::kInsertAccountChange, scope.account_id(), Text(change.effective_at),
       OrNull(cloud), OrNull(type), Text(recorded_at));
}

std::optional<StoredTimeline> GetTimeline(Transaction& transaction, const AccountScope& scope) {
  const pqxx::result result = Exec(transaction, queries::kGetTimeline, scope.account_id());
  if (result.empty()) return std::nullopt;
  return ReadStored(result[0]);
}

void PutTimeline(Transaction& transaction, const AccountScope& scope, const Timeline& timeline,
                 int64_t revision, int policy_set, absl::Time recorded_at,
                 absl::Time next_event_at) {
  const std::string text = EncodeTimeline(timeline);
  const Segment& now = SegmentAt(timeline, recorded_at);
  const std::optional<std::string> next_change = Text(NextStanding(timeline, now));
  const std::optional<std::string> next_event = TextOrNever(next_event_at);
  Exec(transaction, queries::kPutTimeline, scope.account_id(), revision, policy_set,
       Text(recorded_at), kStandings(now.standing), OrNull(next_change), text, OrNull(next_event));
  Exec(transaction, queries::kInsertTimelineVersion, scope.account_id(), revision, policy_set,
       Text(recorded_at), text);
}

void TouchTimeline(Transaction& transaction, const AccountScope& scope, absl::Time written_at,
                   absl::Time next_event_at) {
  const std::optional<std::string> next_event = TextOrNever(next_event_at);
  Exec(transaction, queries::kTouchTimeline, scope.account_id(), Text(written_at),
       OrNull(next_event));
}

std::vector<ListedAccount> ListAccounts(Transaction& transaction, const AllAccountsScope&,
                                        const std::string& after, const AccountFilter& filter,
                                        absl::Time now, int policy_set, int limit) {
  // PostgreSQL takes the infinite past and future in these words.
  const auto bound = [](absl::Time instant) -> std::string {
    if (instant == absl::InfinitePast()) return "-infinity";
    return instant == absl::InfiniteFuture() ? "infinity" : Text(instant);
  };
  const ChangeWindow window =
      filter.next_change.value_or(ChangeWindow{absl::InfinitePast(), absl::InfiniteFuture()});
  std::vector<ListedAccount> accounts;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListAccounts, after, NameArray(kStandings, filter.standings),
            Text(now), NameArray(kPartnerTypes, filter.partner_types),
            filter.next_change.has_value(), bound(window.from), bound(window.until), limit,
            policy_set)) {
    accounts.push_back({ReadAccount(row), ReadStored(row)});
  }
  return accounts;
}

}  // namespace reinstate::db
