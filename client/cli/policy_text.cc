#include "client/cli/policy_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

constexpr int kNamed = 20;  // accounts of each kind; --output json has them all

struct Rule {
  std::string name;
  std::string value;
};

std::string OrNone(const std::string& text) { return text.empty() ? "none" : text; }

std::string Days(int days) { return Count(days, "day", "days"); }

std::string Sorted(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  return OrNone(Join(words, ", "));
}

std::string Tolerances(const v1::PolicyContent& content) {
  std::vector<std::string> words;
  for (const v1::Money& money : content.tolerances()) {
    if (money.amount_minor() != 0) words.push_back(FormatMoney(money));
  }
  return Sorted(std::move(words));
}

std::string Warnings(const v1::PolicyContent& content) {
  std::vector<int> days(content.warning_offsets_days().begin(),
                        content.warning_offsets_days().end());
  std::sort(days.rbegin(), days.rend());
  std::string text;
  for (const int offset : days) text += (text.empty() ? "" : ", ") + std::to_string(offset);
  return text.empty() ? "none" : text + (text == "1" ? " day before" : " days before");
}

std::string Allowed(const v1::PolicyContent& content) {
  std::vector<std::string> words;
  for (const int operation : content.allowed_while_suspended()) {
    words.push_back(Word(static_cast<v1::Operation>(operation)));
  }
  return Sorted(std::move(words));
}

std::string CauseText(const v1::PolicyContent& content, v1::CauseKind kind) {
  for (const v1::CausePolicy& cause : content.causes()) {
    if (cause.cause() != kind) continue;
    std::vector<std::string> words;
    for (const int cloud : cause.clouds()) words.push_back(Word(static_cast<v1::Cloud>(cloud)));
    for (const int type : cause.partner_types()) {
      words.push_back(Word(static_cast<v1::PartnerType>(type)));
    }
    return Word(cause.mode()) + (words.empty() ? "" : ", only " + Sorted(std::move(words)));
  }
  return Word(v1::CAUSE_MODE_AUTO);
}

// In the order of reading. Equal rules have equal words, however the message puts them.
std::vector<Rule> Rules(const v1::PolicyContent& content) {
  std::vector<Rule> rules = {
      {"days are of zone", content.zone()},
      {"suspended after", Days(content.days_overdue()) + " overdue"},
      {"tolerance", Tolerances(content)},
      {"warnings", Warnings(content)},
      {"dispute pauses", "for " + Days(content.dispute_pause_days())},
      {"pending payments", "pause for " + Days(content.clearing_grace_days())},
      {"answers hold", "up to " + Count(content.max_lease().seconds(), "second", "seconds")},
      {"exemptions up to", Days(content.exemption_limit_days())},
      {"net terms", Days(content.net_terms_days())},
      {"while suspended", Allowed(content)}};
  const auto& kinds = *google::protobuf::GetEnumDescriptor<v1::CauseKind>();
  for (int i = 0; i < kinds.value_count(); ++i) {
    const auto kind = static_cast<v1::CauseKind>(kinds.value(i)->number());
    if (kind == v1::CAUSE_KIND_UNSPECIFIED || kind == v1::CAUSE_KIND_MANUAL_HOLD ||
        kind == v1::CAUSE_KIND_ACCOUNT_CLOSED) {
      continue;
    }
    rules.push_back({Word(kind), CauseText(content, kind)});
  }
  return rules;
}

std::string Line(const std::string& name, const std::string& value) {
  constexpr std::size_t kWidth = 18;
  const std::string gap(kWidth > name.size() ? kWidth - name.size() : 1, ' ');
  return EscapeControls("  " + name + gap + value) + "\n";
}

std::string Accounts(const std::string& what,
                     const google::protobuf::RepeatedPtrField<v1::PreviewedAccount>& accounts) {
  std::string text = what + ": " + Count(accounts.size(), "account", "accounts") + "\n";
  for (int i = 0; i < std::min(accounts.size(), kNamed); ++i) {
    text += Line(accounts[i].account_id(), WordList<v1::CauseKind>(accounts[i].causes()));
  }
  if (accounts.size() > kNamed) {
    text +=
        "  and " + std::to_string(accounts.size() - kNamed) + " more; --output json names all\n";
  }
  return text;
}

}  // namespace

std::string PolicyText(const v1::Policy& policy) {
  const std::string from = policy.has_effective_from()
                               ? "from " + FormatInstant(policy.effective_from())
                               : "from the beginning";
  std::string text = "Policy " + std::to_string(policy.version()) + ", " + from + ", is " +
                     Word(policy.state()) + "\n";
  if (policy.has_created_at()) {
    text += Line("announced", FormatInstant(policy.created_at()) + " by " + policy.created_by() +
                                  ": " + policy.reason());
  }
  if (policy.has_revoked_at()) {
    text += Line("revoked", FormatInstant(policy.revoked_at()) + " by " + policy.revoked_by() +
                                ": " + policy.revocation_reason());
  }
  for (const Rule& rule : Rules(policy.content())) text += Line(rule.name, rule.value);
  return text;
}

std::string DifferencesText(const v1::PolicyContent& before, const v1::PolicyContent& after) {
  const std::vector<Rule> old_rules = Rules(before);
  const std::vector<Rule> new_rules = Rules(after);
  std::string text;
  for (std::size_t i = 0; i < new_rules.size(); ++i) {
    if (new_rules[i].value == old_rules[i].value) continue;
    text += Line(new_rules[i].name, old_rules[i].value + " -> " + new_rules[i].value);
  }
  return text.empty() ? "  nothing\n" : text;
}

std::string PreviewText(const v1::PreviewPolicyResponse& preview) {
  return Accounts("Enter suspension", preview.entering()) +
         Accounts("Leave suspension", preview.leaving()) +
         Accounts("Clear and await reinstatement", preview.clearing()) +
         "Not suspended then, and later at another time than without it: " +
         Count(preview.accounts_moved(), "account", "accounts") + "\n" +
         "Looked at: " + Count(preview.accounts_examined(), "account", "accounts") + "\n" +
         "Another operator can announce it until " + FormatInstant(preview.preview_expires_at()) +
         " with the same options and\n--token " + EscapeControls(preview.preview_token()) + "\n";
}

}  // namespace reinstate::cli
