// R21: when a partner profile is complete, and which changes of it are taken.

#include "server/domain/partner_profile.h"

#include <gtest/gtest.h>

namespace reinstate {
namespace {

using Paths = std::vector<std::string>;

PartnerProfile Complete() {
  PartnerProfile profile;
  profile.legal_name = "Größe & Söhne GmbH";
  profile.line1 = "Hauptstraße 1";
  profile.city = "Berlin";
  profile.country_code = "DE";
  profile.contact_name = "Pat Example";
  profile.contact_email = "pat@example.com";
  profile.contact_phone = "+49 (30) 123-456";
  profile.tax_id = "DE 123456789";
  return profile;
}

TEST(MissingFields, R21_AreTheRequiredOnesThatAreEmpty) {
  EXPECT_EQ(
      MissingFields(PartnerProfile()),
      (Paths{"legal_name", "address.line1", "address.city", "address.country_code",
             "primary_contact.name", "primary_contact.email", "primary_contact.phone", "tax_id"}));
  EXPECT_EQ(MissingFields(Complete()), Paths{});
  struct Row {
    std::string PartnerProfile::*field;
    Paths missing;
  };
  const Row rows[] = {
      {&PartnerProfile::legal_name, {"legal_name"}},
      {&PartnerProfile::line1, {"address.line1"}},
      {&PartnerProfile::line2, {}},
      {&PartnerProfile::city, {"address.city"}},
      {&PartnerProfile::region, {}},
      {&PartnerProfile::postal_code, {}},
      {&PartnerProfile::country_code, {"address.country_code"}},
      {&PartnerProfile::contact_name, {"primary_contact.name"}},
      {&PartnerProfile::contact_email, {"primary_contact.email"}},
      {&PartnerProfile::contact_phone, {"primary_contact.phone"}},
      {&PartnerProfile::tax_id, {"tax_id"}},
      {&PartnerProfile::website, {}},
  };
  for (const Row& row : rows) {
    PartnerProfile profile = Complete();
    profile.*row.field = "";
    EXPECT_EQ(MissingFields(profile), row.missing);
  }
}

struct ValueRow {
  const char* path;
  std::string PartnerProfile::*field;
  const char* value;
  bool taken;
};
constexpr auto kCountry = &PartnerProfile::country_code;
constexpr auto kEmail = &PartnerProfile::contact_email;
constexpr auto kPhone = &PartnerProfile::contact_phone;
constexpr auto kTax = &PartnerProfile::tax_id;
constexpr auto kWebsite = &PartnerProfile::website;
const ValueRow kValueRows[] = {
    {"legal_name", &PartnerProfile::legal_name, "Łódź & Co", true},
    {"legal_name", &PartnerProfile::legal_name, "   ", false},
    {"address.country_code", kCountry, "US", true},
    {"address.country_code", kCountry, "ZW", true},
    {"address.country_code", kCountry, "AD", true},
    {"address.country_code", kCountry, "us", false},
    {"address.country_code", kCountry, "XX", false},
    {"address.country_code", kCountry, "D ", false},
    {"address.country_code", kCountry, " D", false},
    {"address.country_code", kCountry, "D", false},
    {"address.country_code", kCountry, "DEU", false},
    {"primary_contact.email", kEmail, "a.b+c@mail.example.co.uk", true},
    {"primary_contact.email", kEmail, "o'neill@example.com", true},
    {"primary_contact.email", kEmail, "example.com", false},
    {"primary_contact.email", kEmail, "@example.com", false},
    {"primary_contact.email", kEmail, "a@", false},
    {"primary_contact.email", kEmail, "a@localhost", false},
    {"primary_contact.email", kEmail, "a@b@example.com", false},
    {"primary_contact.email", kEmail, "a b@example.com", false},
    {"primary_contact.email", kEmail, ".a@example.com", false},
    {"primary_contact.email", kEmail, "a.@example.com", false},
    {"primary_contact.email", kEmail, "a..b@example.com", false},
    {"primary_contact.email", kEmail, "a@example..com", false},
    {"primary_contact.email", kEmail, "a@-example.com", false},
    {"primary_contact.email", kEmail, "a@example.com.", false},
    {"primary_contact.email", kEmail, "a@ex_ample.com", false},
    {"primary_contact.email", kEmail, "a@exämple.com", false},
    {"primary_contact.phone", kPhone, "+1 425 555 0100", true},
    {"primary_contact.phone", kPhone, "+123456", false},
    {"primary_contact.phone", kPhone, "+1234567890123456", false},
    {"primary_contact.phone", kPhone, "0049 30 123456", false},
    {"primary_contact.phone", kPhone, "+49 30 123456 ext", false},
    {"primary_contact.phone", kPhone, "+49+30123456", false},
    {"tax_id", kTax, "91-1144442", true},
    {"tax_id", kTax, "abc", false},
    {"tax_id", kTax, "12;34", false},
    {"website", kWebsite, "https://www.example.com", true},
    {"website", kWebsite, "http://example.com:8080/about?a=b#c", true},
    {"website", kWebsite, "example.com", false},
    {"website", kWebsite, "ftp://example.com", false},
    {"website", kWebsite, "https://", false},
    {"website", kWebsite, "https://localhost", false},
    {"website", kWebsite, "https://user@example.com", false},
    {"website", kWebsite, "https://example.com/a b", false},
    {"website", kWebsite, "javascript:alert(1)", false},
};

TEST(UpdateProfile, ChecksEachValue) {
  for (const ValueRow& row : kValueRows) {
    PartnerProfile profile = Complete(), asked;
    asked.*row.field = row.value;
    const auto changes = UpdateProfile(asked, {row.path}, "1", profile);
    ASSERT_EQ(changes.ok(), row.taken) << row.path << " " << row.value;
    if (row.taken) {
      EXPECT_EQ(*changes, Paths{row.path});
      EXPECT_EQ(profile.*row.field, row.value);
      EXPECT_EQ(profile.etag, 2);
    } else {
      EXPECT_EQ(changes.error().reason, Reason::kInvalidField);
      EXPECT_EQ(changes.error().fields.at(0).field, std::string("profile.") + row.path);
      EXPECT_EQ(profile.*row.field, Complete().*row.field);
      EXPECT_EQ(profile.etag, 1);
    }
  }
}

TEST(UpdateProfile, TheMaskSaysWhatChanges) {
  struct Row {
    Paths mask;
    Paths changes;
    const char* refusal;
  };
  const Row rows[] = {
      {{"legal_name"}, {"legal_name"}, ""},
      {{"legal_name", "legal_name"}, {"legal_name"}, ""},
      {{"website", "legal_name"}, {"legal_name", "website"}, ""},
      {{"address"}, {"address.line1", "address.city", "address.country_code"}, ""},
      {{"address", "address.city"}, {"address.line1", "address.city", "address.country_code"}, ""},
      {{"tax_id"}, {}, ""},  // as it is already
      {{}, {}, "update_mask"},
      {{""}, {}, "update_mask.paths"},
      {{"legal_name", "nonsense"}, {}, "update_mask.paths"},
      {{"address.street"}, {}, "update_mask.paths"},
      {{"address."}, {}, "update_mask.paths"},
      {{"addr"}, {}, "update_mask.paths"},
      {{"legal_name.x"}, {}, "update_mask.paths"},
      {{"etag"}, {}, "update_mask.paths"},
      {{"*"}, {}, "update_mask.paths"},
  };
  for (const Row& row : rows) {
    PartnerProfile profile = Complete();
    PartnerProfile asked = Complete();
    asked.legal_name = "Contoso";
    asked.website = "https://contoso.example";
    asked.line1 = asked.city = "";
    asked.country_code = "FR";
    const auto changes = UpdateProfile(asked, row.mask, "1", profile);
    if (*row.refusal != '\0') {
      ASSERT_FALSE(changes.ok());
      EXPECT_EQ(changes.error().fields.at(0).field, row.refusal);
      EXPECT_EQ(profile.etag, 1);
      EXPECT_EQ(profile.legal_name, Complete().legal_name);
      continue;
    }
    ASSERT_TRUE(changes.ok());
    EXPECT_EQ(*changes, row.changes);
    EXPECT_EQ(profile.etag, row.changes.empty() ? 1 : 2);
    EXPECT_EQ(profile.tax_id, Complete().tax_id);
  }
}

TEST(UpdateProfile, AStaleEtagComesBeforeTheValuesAndAfterTheMask) {
  PartnerProfile profile = Complete();
  profile.etag = 5;
  PartnerProfile asked;
  asked.country_code = "XX";
  for (const char* stale : {"4", "6", "1", "-1", "05", "x"}) {
    const auto changes = UpdateProfile(asked, {"address"}, stale, profile);
    ASSERT_FALSE(changes.ok());
    EXPECT_EQ(changes.error().reason, Reason::kEtagMismatch);
    EXPECT_NE(changes.error().message.find("has etag 5"), std::string::npos);
  }
  EXPECT_EQ(UpdateProfile(asked, {}, "4", profile).error().reason, Reason::kInvalidField);
  EXPECT_EQ(UpdateProfile(asked, {"address"}, "5", profile).error().reason, Reason::kInvalidField);
  EXPECT_EQ(UpdateProfile(asked, {"address"}, "", profile).error().reason, Reason::kInvalidField)
      << "none is given";
  EXPECT_EQ(profile.etag, 5);
}

}  // namespace
}  // namespace reinstate
