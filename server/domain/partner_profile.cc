#include "server/domain/partner_profile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "server/domain/fact_rules.h"

namespace reinstate {
namespace {

// The codes in use, each followed by a space.
constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN "
    "BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ "
    "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL "
    "GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM "
    "JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD "
    "SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool ConsistsOf(std::string_view text, bool letters, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return IsDigit(c) || (letters && IsLetter(c)) || others.find(c) != std::string_view::npos;
  });
}

// Labels of letters, digits and inner hyphens, two at least.
bool IsHostName(std::string_view host) {
  size_t labels = 0;
  while (true) {
    const size_t dot = std::min(host.find('.'), host.size());
    const std::string_view label = host.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    if (!ConsistsOf(label, true, "-")) return false;
    ++labels;
    if (dot == host.size()) return labels >= 2;
    host.remove_prefix(dot + 1);
  }
}

// Each says what a value that is not empty must be; null where it is right.
const char* NotBlank(const std::string& text) {
  return text.find_first_not_of(' ') == std::string::npos ? "must not consist of spaces" : nullptr;
}

const char* CheckCountry(const std::string& code) {
  const bool known = code.size() == 2 && IsLetter(code[0]) && IsLetter(code[1]) &&
                     kCountries.find(code) != std::string_view::npos;
  return known ? nullptr : "must be an ISO 3166-1 alpha-2 code in capitals, such as DE";
}

// Not all that RFC 5322 allows, but what mail servers take: no quotes, comments or address
// literals.
const char* CheckEmail(const std::string& email) {
  static constexpr char kProblem[] = "must be an email address, such as name@example.com";
  const size_t at = email.find('@');
  if (at == std::string::npos || at == 0 || at > 64) return kProblem;
  const std::string_view local = std::string_view(email).substr(0, at);
  if (!ConsistsOf(local, true, ".!#$%&'*+-/=?^_`{|}~") || local.front() == '.' ||
      local.back() == '.' || local.find("..") != std::string_view::npos) {
    return kProblem;
  }
  return IsHostName(std::string_view(email).substr(at + 1)) ? nullptr : kProblem;
}

const char* CheckPhone(const std::string& phone) {
  const auto digits = std::count_if(phone.begin(), phone.end(), IsDigit);
  const bool right = phone.front() == '+' && digits >= 7 && digits <= 15 &&
                     ConsistsOf(std::string_view(phone).substr(1), false, " -().");
  return right ? nullptr : "must begin with + and the country's code and have 7 to 15 digits";
}

const char* CheckTaxId(const std::string& tax_id) {
  const bool right =
      ConsistsOf(tax_id, true, " -./") && std::any_of(tax_id.begin(), tax_id.end(), IsDigit);
  return right ? nullptr : "must consist of letters, digits and ' -./', with a digit at least";
}

const char* CheckWebsite(const std::string& website) {
  std::string_view rest = website;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (rest.substr(0, scheme.size()) != scheme) continue;
    rest.remove_prefix(scheme.size());
    const size_t end = std::min(rest.find_first_of(":/?#"), rest.size());
    const bool printable = std::all_of(rest.begin(), rest.end(), [](char c) {
      return c > ' ' && c <= '~' && c != '"' && c != '<' && c != '>' && c != '\\';
    });
    if (printable && IsHostName(rest.substr(0, end))) return nullptr;
    break;
  }
  return "must be an address such as https://www.example.com";
}

struct Field {
  const char* path;
  std::string PartnerProfile::*value;
  bool required;
  const char* (*problem)(const std::string&);
};

// In the order of the contract's message.
constexpr std::array<Field, 12> kFields{{
    {"legal_name", &PartnerProfile::legal_name, true, NotBlank},
    {"address.line1", &PartnerProfile::line1, true, NotBlank},
    {"address.line2", &PartnerProfile::line2, false, NotBlank},
    {"address.city", &PartnerProfile::city, true, NotBlank},
    {"address.region", &PartnerProfile::region, false, NotBlank},
    {"address.postal_code", &PartnerProfile::postal_code, false, NotBlank},
    {"address.country_code", &PartnerProfile::country_code, true, CheckCountry},
    {"primary_contact.name", &PartnerProfile::contact_name, true, NotBlank},
    {"primary_contact.email", &PartnerProfile::contact_email, true, CheckEmail},
    {"primary_contact.phone", &PartnerProfile::contact_phone, true, CheckPhone},
    {"tax_id", &PartnerProfile::tax_id, true, CheckTaxId},
    {"website", &PartnerProfile::website, false, CheckWebsite},
}};

// The field itself, or one of the group that the path names.
bool Names(std::string_view path, std::string_view field) {
  return field == path || (field.size() > path.size() && field.substr(0, path.size()) == path &&
                           field[path.size()] == '.');
}

Status CheckMask(const std::vector<std::string>& mask) {
  if (mask.empty()) return InvalidField("update_mask", "must name what to change");
  for (const std::string& path : mask) {
    const bool known = std::any_of(kFields.begin(), kFields.end(),
                                   [&](const Field& field) { return Names(path, field.path); });
    if (known) continue;
    return InvalidField("update_mask.paths", "'" + path + "' is no field of the partner profile");
  }
  return Ok();
}

}  // namespace

std::vector<std::string> MissingFields(const PartnerProfile& profile) {
  std::vector<std::string> missing;
  for (const Field& field : kFields) {
    if (field.required && (profile.*field.value).empty()) missing.emplace_back(field.path);
  }
  return missing;
}

std::vector<std::string> MissingFields(const PartnerProfile& profile,
                                       const std::vector<std::string>& paths) {
  std::vector<std::string> missing;
  for (const Field& field : kFields) {
    if (std::find(paths.begin(), paths.end(), field.path) == paths.end()) continue;
    if ((profile.*field.value).empty()) missing.emplace_back(field.path);
  }
  return missing;
}

Result<std::vector<std::string>> UpdateProfile(const PartnerProfile& asked,
                                               const std::vector<std::string>& mask,
                                               const std::string& etag, PartnerProfile& profile) {
  const Status known = CheckMask(mask);
  if (!known.ok()) return known.error();
  const Status fresh = CheckEtag(profile.etag, etag, "partner profile");
  if (!fresh.ok()) return fresh.error();
  PartnerProfile changed = profile;
  std::vector<std::string> changes;
  for (const Field& field : kFields) {
    if (std::none_of(mask.begin(), mask.end(),
                     [&](const std::string& path) { return Names(path, field.path); })) {
      continue;
    }
    const std::string& value = asked.*field.value;
    const char* problem = value.empty() ? nullptr : field.problem(value);
    if (problem != nullptr) return InvalidField(std::string("profile.") + field.path, problem);
    if (value == profile.*field.value) continue;
    changed.*field.value = value;
    changes.emplace_back(field.path);
  }
  if (!changes.empty()) ++changed.etag;
  profile = std::move(changed);
  return changes;
}

}  // namespace reinstate
