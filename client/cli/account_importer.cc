#include "client/cli/account_importer.h"

#include <google/protobuf/util/message_differencer.h>

#include <utility>

#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

// What is wrong with this row and says nothing of the others.
bool ConcernsOneRow(const client::CallError& error) {
  return error.reason == "FACT_CONFLICT" || error.reason == "INVALID_FIELD" ||
         error.reason == "BACKDATED" || error.reason == "EFFECTIVE_IN_FUTURE";
}

}  // namespace

Outcome<v1::RegisterAccountRequest> ConvertAccount(const CsvReader::Record& record,
                                                   const RowRules& rules,
                                                   const v1::RegisterAccountRequest& defaults) {
  const RowFields fields(record, rules);
  if (const auto count = fields.CheckCount(); !count.ok()) return count.error();
  v1::RegisterAccountRequest request = defaults;
  const Outcome<std::string> account = fields.Id(ImportField::kAccountId);
  if (!account.ok()) return account.error();
  request.set_account_id(*account);
  request.set_display_name(std::string(fields.Text(ImportField::kDisplayName)));
  const std::string_view cloud = fields.Text(ImportField::kCloud);
  if (!cloud.empty()) {
    const auto value = ParseWord<v1::Cloud>(cloud, "cloud");
    if (!value.ok()) return RowFields::Bad(ImportField::kCloud, FailureLine(value.error()));
    request.set_cloud(*value);
  }
  const std::string_view type = fields.Text(ImportField::kPartnerType);
  if (!type.empty()) {
    const auto value = ParseWord<v1::PartnerType>(type, "partner type");
    if (!value.ok()) return RowFields::Bad(ImportField::kPartnerType, FailureLine(value.error()));
    request.set_partner_type(*value);
  }
  const auto standing_from = fields.Date(ImportField::kStandingFrom);
  if (!standing_from.ok()) return standing_from.error();
  if (*standing_from) *request.mutable_standing_from() = StartOfDay(**standing_from);
  return request;
}

AccountImporter::AccountImporter(AccountCalls calls, Report report)
    : calls_(std::move(calls)), report_(std::move(report)) {}

void AccountImporter::AddBad(std::int64_t line, const std::string& why) {
  ++counts_.rows;
  ++counts_.bad_rows;
  report_(line, why);
}

Outcome<bool> AccountImporter::Add(std::int64_t line, const v1::RegisterAccountRequest& request) {
  const auto [twin, first] = seen_.try_emplace(request.account_id(), Seen{line, request});
  if (!first) {
    if (!google::protobuf::util::MessageDifferencer::Equals(twin->second.request, request)) {
      AddBad(line, "account " + request.account_id() + " stands on line " +
                       std::to_string(twin->second.line) + " with other content");
      return true;
    }
    ++counts_.rows;
    ++counts_.unchanged;
    return true;
  }
  if (!calls_.register_account) {
    ++counts_.rows;
    ++counts_.registered;
    return true;
  }
  // The reply to a registration does not tell whether the account is new.
  v1::GetAccountStatusRequest question;
  question.set_account_id(request.account_id());
  const auto status = calls_.get_status(question);
  const bool is_new = !status.ok() && status.error().code == client::StatusCode::kNotFound;
  if (!status.ok() && !is_new) return calls_.explain(status.error());
  const auto result = calls_.register_account(request);
  if (!result.ok()) {
    if (!ConcernsOneRow(result.error())) return calls_.explain(result.error());
    if (result.error().reason == "BACKDATED") backdated_ = true;
    AddBad(line, result.error().reason == "FACT_CONFLICT"
                     ? "account " + request.account_id() +
                           " is registered with other content [FACT_CONFLICT]"
                     : calls_.explain(result.error()).what);
    return true;
  }
  ++counts_.rows;
  ++(is_new ? counts_.registered : counts_.unchanged);
  return true;
}

std::string SummaryText(const AccountCounts& counts) {
  return Count(counts.rows, "row", "rows") + ": " +
         Count(counts.registered, "account", "accounts") + " registered, " +
         std::to_string(counts.unchanged) + " unchanged; " +
         Count(counts.bad_rows, "bad row", "bad rows");
}

}  // namespace reinstate::cli
