#include "client/cli/policy_options.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/words.h"
#include "client/runtime/files.h"

namespace reinstate::cli {
namespace {

bool IsNone(const std::vector<std::string>& words) {
  return words.size() == 1 && words.front() == "none";
}

Outcome<int> ParseDays(const std::string& text) {
  int days = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, days);
  if (error == std::errc() && stop == end) return days;
  return UsageFailure("'" + text + "' is no whole number of days", "such as --warn 30,14,7,1");
}

// "BILLING_OVERDUE=AUTO".
Outcome<std::pair<v1::CauseKind, std::string>> ParseSetting(const std::string& text,
                                                            const std::string& flag) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos) {
    return UsageFailure("'" + text + "' names no value for a cause",
                        "write " + flag + " CAUSE=VALUE");
  }
  const auto cause = ParseWord<v1::CauseKind>(text.substr(0, sign), "cause");
  if (!cause.ok()) return cause.error();
  return std::pair(*cause, text.substr(sign + 1));
}

// A cause that is not named is AUTO, for every account.
v1::CausePolicy* CauseOf(v1::PolicyContent* content, v1::CauseKind kind) {
  for (v1::CausePolicy& cause : *content->mutable_causes()) {
    if (cause.cause() == kind) return &cause;
  }
  v1::CausePolicy* added = content->add_causes();
  added->set_cause(kind);
  added->set_mode(v1::CAUSE_MODE_AUTO);
  return added;
}

// "PUBLIC+INDIRECT_RESELLER": clouds and types, as many as there are.
Outcome<bool> SetScope(const std::string& words, v1::CausePolicy* cause) {
  cause->clear_clouds();
  cause->clear_partner_types();
  if (words == "all") return true;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find('+', begin), words.size());
    const std::string word = words.substr(begin, end - begin);
    begin = end + 1;
    const auto cloud = ParseWord<v1::Cloud>(word, "cloud");
    if (cloud.ok()) {
      cause->add_clouds(*cloud);
      continue;
    }
    const auto type = ParseWord<v1::PartnerType>(word, "partner type");
    if (!type.ok()) {
      return UsageFailure("'" + word + "' is neither a cloud nor a type of partner",
                          cloud.error().todo + "; and of types " + type.error().todo);
    }
    cause->add_partner_types(*type);
  }
  return true;
}

Outcome<bool> ChangeCauses(const PolicyOptions& options, v1::PolicyContent* content) {
  for (const std::string& text : options.modes) {
    const auto setting = ParseSetting(text, "--mode");
    if (!setting.ok()) return setting.error();
    const auto mode = ParseWord<v1::CauseMode>(setting->second, "mode");
    if (!mode.ok()) return mode.error();
    CauseOf(content, setting->first)->set_mode(*mode);
  }
  for (const std::string& text : options.scopes) {
    const auto setting = ParseSetting(text, "--scope");
    if (!setting.ok()) return setting.error();
    auto set = SetScope(setting->second, CauseOf(content, setting->first));
    if (!set.ok()) return set;
  }
  return true;
}

Outcome<bool> ChangeLists(const PolicyOptions& options, v1::PolicyContent* content) {
  if (!options.tolerances.empty()) content->clear_tolerances();
  if (!IsNone(options.tolerances)) {
    for (const std::string& text : options.tolerances) {
      const auto money = ParseMoney(text);
      if (!money.ok()) return money.error();
      *content->add_tolerances() = *money;
    }
  }
  if (!options.warnings.empty()) content->clear_warning_offsets_days();
  if (!IsNone(options.warnings)) {
    for (const std::string& text : options.warnings) {
      const auto days = ParseDays(text);
      if (!days.ok()) return days.error();
      content->add_warning_offsets_days(*days);
    }
  }
  if (!options.allowed.empty()) content->clear_allowed_while_suspended();
  if (!IsNone(options.allowed)) {
    for (const std::string& text : options.allowed) {
      const auto operation = ParseWord<v1::Operation>(text, "operation");
      if (!operation.ok()) return operation.error();
      content->add_allowed_while_suspended(*operation);
    }
  }
  return true;
}

}  // namespace

void AddPolicyOptions(CLI::App* command, PolicyOptions* options) {
  const auto list = [&](const char* flag, std::vector<std::string>& words, const char* help) {
    command->add_option(flag, words, help)->delimiter(',')->allow_extra_args(false);
  };
  command->add_option("--file", options->file,
                      "Begin with the rules in this JSON file; default: the newest version's");
  command->add_option("--zone", options->zone, "Of days, such as Europe/Berlin");
  command->add_option("--days-overdue", options->days_overdue, "Suspended when more than these");
  list("--tolerance", options->tolerances, "Such as '1.00 USD', repeatable; none");
  list("--warn", options->warnings, "Days before a suspension, such as 30,14,7,1; none");
  command->add_option("--dispute-pause", options->dispute_pause_days,
                      "How many days an open dispute keeps its amount from being overdue");
  command->add_option("--clearing-grace", options->clearing_grace_days,
                      "How many days a pending payment does");
  list("--mode", options->modes, "CAUSE=AUTO or CAUSE=ON_REQUEST; repeatable");
  list("--scope", options->scopes, "CAUSE=CLOUDS+TYPES, such as PROFILE_FAILED=PUBLIC, or =all");
  command->add_option("--max-lease", options->max_lease, "How long an answer may be kept: 60s");
  command->add_option("--exemption-limit", options->exemption_limit_days,
                      "How many days ahead an exemption may expire");
  command->add_option("--net-terms", options->net_terms_days,
                      "Days until an invoice is due that does not say");
  list("--allow", options->allowed, "Switchable operations allowed while suspended; none");
}

Outcome<v1::PolicyContent> ReadPolicyFile(const std::string& path) {
  const client::Result<std::string> json = client::ReadFile(path, "policy file");
  if (!json.ok()) return LocalFailure(json.error());
  v1::PolicyContent content;
  const auto status = google::protobuf::util::JsonStringToMessage(*json, &content);
  if (status.ok()) return content;
  return UsageFailure(path + " is no PolicyContent: " + std::string(status.message()),
                      "begin with what admin policy get --output json shows under \"content\"");
}

Outcome<v1::PolicyContent> ChangedContent(v1::PolicyContent content, const PolicyOptions& options) {
  if (!options.zone.empty()) content.set_zone(options.zone);
  if (options.days_overdue) content.set_days_overdue(*options.days_overdue);
  if (options.dispute_pause_days) content.set_dispute_pause_days(*options.dispute_pause_days);
  if (options.clearing_grace_days) content.set_clearing_grace_days(*options.clearing_grace_days);
  if (options.exemption_limit_days) {
    content.set_exemption_limit_days(*options.exemption_limit_days);
  }
  if (options.net_terms_days) content.set_net_terms_days(*options.net_terms_days);
  if (!options.max_lease.empty()) {
    const auto lease = ParseDuration(options.max_lease);
    if (!lease.ok()) return lease.error();
    *content.mutable_max_lease() = *lease;
  }
  const auto lists = ChangeLists(options, &content);
  if (!lists.ok()) return lists.error();
  const auto causes = ChangeCauses(options, &content);
  if (!causes.ok()) return causes.error();
  return content;
}

}  // namespace reinstate::cli
