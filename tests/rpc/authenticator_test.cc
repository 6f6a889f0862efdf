#include "server/rpc/authenticator.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "server/rpc/base64url.h"
#include "server/rpc/jwks.h"
#include "tests/rpc/jwt_builder.h"

namespace reinstate::rpc {
namespace {

using nlohmann::json;

constexpr int64_t kNow = 1700000000;
constexpr char kPartners[] = "https://partners.example";
constexpr char kStaff[] = "https://staff.example";

// Made once: an RSA key takes a while.
struct TestKeys {
  SigningKey ec = SigningKey::Ec("ec-1");
  SigningKey other_ec = SigningKey::Ec("ec-1");  // same kid, unknown to everybody
  SigningKey rsa = SigningKey::Rsa("rsa-1", 2048);
  SigningKey weak_rsa = SigningKey::Rsa("rsa-weak", 1024);
};
const TestKeys& Keys() {
  static const auto* const keys = new TestKeys;
  return *keys;
}

json GoodHeader() { return {{"alg", "ES256"}, {"kid", "ec-1"}, {"typ", "JWT"}}; }

json GoodClaims() {
  return {{"iss", kPartners},     {"aud", "reinstate"},       {"sub", "alice"},
          {"iat", kNow - 10},     {"nbf", kNow - 10},         {"exp", kNow + 600},
          {"account_id", "acme"}, {"roles", {"GLOBAL_ADMIN"}}};
}

json StaffClaims() {
  json claims = GoodClaims();
  claims["iss"] = kStaff;
  claims["roles"] = {"SUPPORT_AGENT", "AUDITOR"};
  claims.erase("account_id");
  return claims;
}

class AuthenticatorTest : public testing::Test {
 protected:
  AuthenticatorTest()
      : partners_file_(JwksText({&Keys().ec})), staff_file_(JwksText({&Keys().rsa})) {
    auto made =
        Authenticator::Create({{kPartners,
                                "reinstate",
                                partners_file_.path(),
                                std::chrono::seconds(900),
                                {Role::kGlobalAdmin, Role::kBillingAdmin, Role::kSvcReader}},
                               {kStaff,
                                "reinstate",
                                staff_file_.path(),
                                std::chrono::seconds(900),
                                {Role::kSupportAgent, Role::kAuditor, Role::kSvcRisk}}},
                              [this] { return now_.load(); });
    EXPECT_TRUE(made.ok()) << made.error().message;
    authenticator_ = std::move(*made);
  }

  Result<std::shared_ptr<const Principal>> Ask(const std::string& token) {
    return authenticator_->Authenticate("Bearer " + token);
  }
  std::string Mint(const json& header, const json& claims) {
    return MintToken(Keys().ec, header.dump(), claims.dump());
  }
  std::string MintStaff(const json& claims) {
    return MintToken(Keys().rsa, R"({"alg":"RS256","kid":"rsa-1"})", claims.dump());
  }

  std::atomic<int64_t> now_{kNow};
  TempFile partners_file_;
  TempFile staff_file_;
  std::unique_ptr<Authenticator> authenticator_;
};

TEST_F(AuthenticatorTest, TakesAPartnersEs256Token) {
  const auto principal = Ask(Mint(GoodHeader(), GoodClaims()));
  ASSERT_TRUE(principal.ok()) << principal.error().message;
  EXPECT_EQ((*principal)->id, "user:https://partners.example|alice");
  EXPECT_EQ((*principal)->roles, std::vector<Role>{Role::kGlobalAdmin});
  EXPECT_EQ((*principal)->account_id, "acme");
}

TEST_F(AuthenticatorTest, TakesAStaffRs256Token) {
  const auto principal = Ask(MintStaff(StaffClaims()));
  ASSERT_TRUE(principal.ok()) << principal.error().message;
  EXPECT_TRUE(HasRole(**principal, Role::kAuditor));
  EXPECT_FALSE(HasRole(**principal, Role::kOperator));
  EXPECT_EQ((*principal)->account_id, std::nullopt);
}

TEST_F(AuthenticatorTest, TakesTheVariantsThatTheRulesAllow) {
  using Change = std::function<void(json&, json&)>;
  const std::vector<std::pair<const char*, Change>> rows = {
      {"no typ", [](json& header, json&) { header.erase("typ"); }},
      {"at+jwt", [](json& header, json&) { header["typ"] = "at+jwt"; }},
      {"audience in an array",
       [](json&, json& claims) {
         claims["aud"] = {"x", "reinstate"};
       }},
      {"no nbf", [](json&, json& claims) { claims.erase("nbf"); }},
      {"a clock 30 s ahead",
       [](json&, json& claims) { claims["iat"] = claims["nbf"] = kNow + 30; }},
      {"one second left", [](json&, json& claims) { claims["exp"] = kNow + 1; }},
      {"the longest life", [](json&, json& claims) { claims["exp"] = kNow + 890; }},
      {"two roles",
       [](json&, json& claims) {
         claims["roles"] = {"GLOBAL_ADMIN", "BILLING_ADMIN"};
       }},
      {"a role twice",
       [](json&, json& claims) {
         claims["roles"] = {"GLOBAL_ADMIN", "GLOBAL_ADMIN"};
       }},
      {"other claims",
       [](json&, json& claims) {
         claims["email"] = {{"verified", true}};
       }},
  };
  for (const auto& [name, change] : rows) {
    json header = GoodHeader();
    json claims = GoodClaims();
    change(header, claims);
    const auto principal = Ask(Mint(header, claims));
    EXPECT_TRUE(principal.ok()) << name << ": " << principal.error().message;
  }
  EXPECT_TRUE(authenticator_->Authenticate("bearer " + Mint(GoodHeader(), GoodClaims())).ok());
}

TEST_F(AuthenticatorTest, RefusesBadHeaders) {
  using Change = std::function<void(json&)>;
  const std::vector<std::pair<const char*, Change>> rows = {
      {"alg none", [](json& header) { header["alg"] = "none"; }},
      {"alg None", [](json& header) { header["alg"] = "None"; }},
      {"alg HS256", [](json& header) { header["alg"] = "HS256"; }},
      {"alg of another key type", [](json& header) { header["alg"] = "RS256"; }},
      {"alg ES384", [](json& header) { header["alg"] = "ES384"; }},
      {"alg in small letters", [](json& header) { header["alg"] = "es256"; }},
      {"alg not a string", [](json& header) { header["alg"] = {"ES256"}; }},
      {"no alg", [](json& header) { header.erase("alg"); }},
      {"no kid", [](json& header) { header.erase("kid"); }},
      {"an empty kid", [](json& header) { header["kid"] = ""; }},
      {"a kid that nobody knows", [](json& header) { header["kid"] = "ec-2"; }},
      {"a kid of another issuer", [](json& header) { header["kid"] = "rsa-1"; }},
      {"a kid with a path", [](json& header) { header["kid"] = "../../dev/null"; }},
      {"a kid that is a number", [](json& header) { header["kid"] = 1; }},
      {"jku", [](json& header) { header["jku"] = "https://evil.example/jwks"; }},
      {"x5u", [](json& header) { header["x5u"] = "https://evil.example/cert"; }},
      {"x5c", [](json& header) { header["x5c"] = {"MIIB"}; }},
      {"jwk", [](json& header) { header["jwk"] = Keys().other_ec.jwk(); }},
      {"crit", [](json& header) { header["crit"] = {"exp"}; }},
      {"b64", [](json& header) { header["b64"] = false; }},
      {"typ of something else", [](json& header) { header["typ"] = "logout+jwt"; }},
      {"typ not a string", [](json& header) { header["typ"] = 7; }},
  };
  for (const auto& [name, change] : rows) {
    json header = GoodHeader();
    change(header);
    const auto principal = Ask(Mint(header, GoodClaims()));
    ASSERT_FALSE(principal.ok()) << name;
    EXPECT_EQ(principal.error().reason, Reason::kUnauthenticated) << name;
    EXPECT_EQ(principal.error().message,
              "the token is not acceptable; get a new one from its issuer")
        << name;
  }
}

TEST_F(AuthenticatorTest, RefusesBadClaims) {
  using Change = std::function<void(json&)>;
  const std::vector<std::pair<const char*, Change>> rows = {
      {"no iss", [](json& claims) { claims.erase("iss"); }},
      {"an issuer that nobody knows", [](json& claims) { claims["iss"] = "https://evil.example"; }},
      {"the issuer of another key", [](json& claims) { claims["iss"] = kStaff; }},
      {"iss in an array", [](json& claims) { claims["iss"] = {kPartners}; }},
      {"no aud", [](json& claims) { claims.erase("aud"); }},
      {"another audience", [](json& claims) { claims["aud"] = "reinstat"; }},
      {"an empty list of audiences", [](json& claims) { claims["aud"] = json::array(); }},
      {"a list with others only",
       [](json& claims) {
         claims["aud"] = {"x", "y"};
       }},
      {"a list with a number",
       [](json& claims) {
         claims["aud"] = {1, "reinstate"};
       }},
      {"no exp", [](json& claims) { claims.erase("exp"); }},
      {"exp now", [](json& claims) { claims["exp"] = kNow; }},
      {"exp as text", [](json& claims) { claims["exp"] = "1700000600"; }},
      {"exp with a fraction", [](json& claims) { claims["exp"] = 1700000600.5; }},
      {"exp of year 10000", [](json& claims) { claims["exp"] = 253402300800; }},
      {"exp beyond 63 bits", [](json& claims) { claims["exp"] = 18446744073709551615u; }},
      {"no iat", [](json& claims) { claims.erase("iat"); }},
      {"iat below zero", [](json& claims) { claims["iat"] = -1; }},
      {"iat in the future", [](json& claims) { claims["iat"] = kNow + 31; }},
      {"nbf in the future", [](json& claims) { claims["nbf"] = kNow + 31; }},
      {"nbf as text", [](json& claims) { claims["nbf"] = "now"; }},
      {"nbf null", [](json& claims) { claims["nbf"] = nullptr; }},
      {"a life too long", [](json& claims) { claims["exp"] = kNow + 891; }},
      {"no sub", [](json& claims) { claims.erase("sub"); }},
      {"an empty sub", [](json& claims) { claims["sub"] = ""; }},
      {"a sub too long", [](json& claims) { claims["sub"] = std::string(201, 'a'); }},
      {"a sub with a line feed", [](json& claims) { claims["sub"] = "a\nb"; }},
      {"a sub with NUL", [](json& claims) { claims["sub"] = std::string("a\0b", 3); }},
      {"no roles", [](json& claims) { claims.erase("roles"); }},
      {"empty roles", [](json& claims) { claims["roles"] = json::array(); }},
      {"roles as text", [](json& claims) { claims["roles"] = "GLOBAL_ADMIN"; }},
      {"a role that is none", [](json& claims) { claims["roles"] = {"ROOT"}; }},
      {"a role in small letters", [](json& claims) { claims["roles"] = {"global_admin"}; }},
      {"a role beside a number",
       [](json& claims) {
         claims["roles"] = {"GLOBAL_ADMIN", 1};
       }},
      {"a role the issuer may not grant",
       [](json& claims) {
         claims["roles"] = {"GLOBAL_ADMIN", "OPERATOR"};
       }},
      {"partner and service roles",
       [](json& claims) {
         claims["roles"] = {"GLOBAL_ADMIN", "SVC_READER"};
       }},
      {"a partner role without an account", [](json& claims) { claims.erase("account_id"); }},
      {"an account that is no id", [](json& claims) { claims["account_id"] = "a,b"; }},
      {"an account that is a number", [](json& claims) { claims["account_id"] = 7; }},
      {"a service role with an account", [](json& claims) { claims["roles"] = {"SVC_READER"}; }},
  };
  for (const auto& [name, change] : rows) {
    json claims = GoodClaims();
    change(claims);
    const auto principal = Ask(Mint(GoodHeader(), claims));
    ASSERT_FALSE(principal.ok()) << name;
    EXPECT_EQ(principal.error().reason, Reason::kUnauthenticated) << name;
  }
}

TEST_F(AuthenticatorTest, RefusesBadShapes) {
  const std::string header = GoodHeader().dump();
  const std::string claims = GoodClaims().dump();
  const std::string good = MintToken(Keys().ec, header, claims);
  const size_t first = good.find('.');
  const size_t last = good.rfind('.');
  const std::string signature = DecodeBase64Url(good.substr(last + 1)).value();
  const std::string unsigned_part = good.substr(0, last);
  std::string longer = claims;
  longer.insert(1, R"("pad":")" + std::string(9000, 'x') + R"(",)");
  const std::string twice = R"({"sub":"mallory",)" + claims.substr(1);
  const std::vector<std::pair<const char*, std::string>> rows = {
      {"nothing", ""},
      {"one part", "abc"},
      {"two parts", unsigned_part},
      {"no signature", unsigned_part + "."},
      {"four parts", good + ".x"},
      {"five parts (JWE)", "a.b.c.d.e"},
      {"a blank in front", " " + good},
      {"a blank behind", good + " "},
      {"padding", good + "="},
      {"signed by another key of that name", MintToken(Keys().other_ec, header, claims)},
      {"a changed claim",
       header.empty()
           ? ""
           : good.substr(0, first + 1) + EncodeBase64Url(StaffClaims().dump()) + good.substr(last)},
      {"a signature in DER", unsigned_part + "." + EncodeBase64Url("\x30\x44\x02\x20" + signature)},
      {"a signature of zeros", unsigned_part + "." + EncodeBase64Url(std::string(64, '\0'))},
      {"a signature cut short", unsigned_part + "." + EncodeBase64Url(signature.substr(1))},
      {"a signature of ones", unsigned_part + "." + EncodeBase64Url(std::string(64, '\xff'))},
      {"a member twice in the claims", MintToken(Keys().ec, header, twice)},
      {"a member twice in the header",
       MintToken(Keys().ec, R"({"alg":"none",)" + header.substr(1), claims)},
      {"an empty object as header", MintToken(Keys().ec, "{}", claims)},
      {"a header that is no JSON", MintToken(Keys().ec, "header", claims)},
      {"an array as claims", MintToken(Keys().ec, header, "[" + claims + "]")},
      {"claims with bytes behind them", MintToken(Keys().ec, header, claims + "x")},
      {"bad UTF-8", MintToken(Keys().ec, header,
                              R"({"x":")"
                              "\xff"
                              R"(",)" +
                                  claims.substr(1))},
      {"deep nesting", MintToken(Keys().ec, header,
                                 R"({"x":)" + std::string(100, '[') + std::string(100, ']') + "," +
                                     claims.substr(1))},
      {"more than 8 KiB", MintToken(Keys().ec, header, longer)},
  };
  for (const auto& [name, token] : rows) {
    const auto principal = Ask(token);
    ASSERT_FALSE(principal.ok()) << name;
    EXPECT_EQ(principal.error().reason, Reason::kUnauthenticated) << name;
  }
  for (const std::string& whole :
       {std::string(), std::string("Bearer"), std::string("Bearer "), good, "Basic " + good,
        "Bearer  " + good, "Bearer\t" + good, "Bearer " + good + ", Bearer " + good}) {
    EXPECT_FALSE(authenticator_->Authenticate(whole).ok()) << whole;
  }
}

TEST_F(AuthenticatorTest, RefusesAStaffTokenWithAnAccount) {
  json claims = StaffClaims();
  claims["account_id"] = "acme";
  EXPECT_FALSE(Ask(MintStaff(claims)).ok());
}

TEST_F(AuthenticatorTest, NeverRepeatsTheToken) {
  json claims = GoodClaims();
  claims["sub"] = "secret\nsubject";
  claims["roles"] = {"SECRET_ROLE"};
  const auto principal = Ask(Mint(GoodHeader(), claims));
  ASSERT_FALSE(principal.ok());
  EXPECT_EQ(principal.error().message.find("secret"), std::string::npos);
  EXPECT_EQ(principal.error().message.find("SECRET"), std::string::npos);
}

TEST_F(AuthenticatorTest, SaysWhenATokenExpired) {
  const std::string token = Mint(GoodHeader(), GoodClaims());
  now_ = kNow + 600;
  const auto principal = Ask(token);
  ASSERT_FALSE(principal.ok());
  EXPECT_EQ(principal.error().message, "the token expired at 2023-11-14T22:23:20Z; get a new one");
}

TEST_F(AuthenticatorTest, RemembersATokenUntilItExpires) {
  const std::string token = Mint(GoodHeader(), GoodClaims());
  const auto first = Ask(token);
  const auto second = Ask(token);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->get(), second->get());
  now_ = kNow + 599;
  EXPECT_TRUE(Ask(token).ok());
  now_ = kNow + 600;
  EXPECT_FALSE(Ask(token).ok());
}

TEST_F(AuthenticatorTest, ReloadsItsKeys) {
  const std::string token = Mint(GoodHeader(), GoodClaims());
  ASSERT_TRUE(Ask(token).ok());
  partners_file_.Write("not a JWKS");
  EXPECT_FALSE(authenticator_->Reload().ok());
  EXPECT_TRUE(Ask(token).ok());  // nothing changed
  partners_file_.Write(JwksText({&Keys().other_ec}));
  ASSERT_TRUE(authenticator_->Reload().ok());
  EXPECT_FALSE(Ask(token).ok());
  EXPECT_TRUE(Ask(MintToken(Keys().other_ec, GoodHeader().dump(), GoodClaims().dump())).ok());
}

TEST_F(AuthenticatorTest, KeepsManyTokensApart) {
  for (int i = 0; i < 1000; ++i) {
    json claims = GoodClaims();
    claims["sub"] = "user-" + std::to_string(i);
    const auto principal = Ask(Mint(GoodHeader(), claims));
    ASSERT_TRUE(principal.ok());
    EXPECT_EQ((*principal)->id, "user:https://partners.example|user-" + std::to_string(i));
  }
}

TEST(JwksTest, NamesWhatIsWrongWithAFile) {
  json private_key = Keys().ec.jwk();
  private_key["d"] = "AAAA";
  json off_curve = Keys().ec.jwk();
  off_curve["y"] = off_curve["x"];
  json other_use = Keys().ec.jwk();
  other_use["use"] = "enc";
  json other_alg = Keys().ec.jwk();
  other_alg["alg"] = "ES384";
  json no_kid = Keys().ec.jwk();
  no_kid.erase("kid");
  json other_curve = Keys().ec.jwk();
  other_curve["crv"] = "secp256k1";
  json even_rsa = Keys().rsa.jwk();
  even_rsa["e"] = "Ag";
  const auto set = [](const json& key) { return json{{"keys", {key}}}.dump(); };
  const std::vector<std::pair<std::string, const char*>> rows = {
      {"", "is not a JWKS"},
      {"{}", "is not a JWKS"},
      {R"({"keys":[]})", "is not a JWKS"},
      {R"({"keys":[1]})", "not an object"},
      {R"({"keys":[{}],"keys":[{}]})", "is not a JWKS"},
      {std::string(300 * 1024, ' '), "larger than 256 KiB"},
      {set(no_kid), "without a `kid`"},
      {json{{"keys", {Keys().ec.jwk(), Keys().other_ec.jwk()}}}.dump(), "two keys with the kid"},
      {set(private_key), "holds a secret"},
      {set({{"kty", "oct"}, {"kid", "hmac"}, {"k", "c2VjcmV0"}}), "holds a secret"},
      {set({{"kty", "OKP"}, {"kid", "ed"}, {"crv", "Ed25519"}}), "neither EC nor RSA"},
      {set(off_curve), "not a point"},
      {set(other_curve), "not on the curve"},
      {set(other_use), "not for signatures"},
      {set(other_alg), "not for ES256"},
      {set(Keys().weak_rsa.jwk()), "2048"},
      {set(even_rsa), "not an RSA public key"},
  };
  for (const auto& [text, what] : rows) {
    const TempFile file(text);
    const auto jwks = LoadJwks(file.path());
    ASSERT_FALSE(jwks.ok()) << what;
    EXPECT_NE(jwks.error().message.find(what), std::string::npos) << jwks.error().message;
    EXPECT_NE(jwks.error().message.find(file.path()), std::string::npos);
  }
  EXPECT_NE(LoadJwks("/nonexistent/jwks").error().message.find("cannot be read"),
            std::string::npos);
}

TEST(AuthenticatorConfigurationTest, NamesWhatIsWrong) {
  const TempFile file(JwksText({&Keys().ec}));
  const JwtIssuer good{"i", "a", file.path(), std::chrono::seconds(900), {Role::kOperator}};
  const auto refused = [](std::vector<JwtIssuer> issuers) {
    return !Authenticator::Create(std::move(issuers), [] { return kNow; }).ok();
  };
  EXPECT_FALSE(refused({good}));
  EXPECT_TRUE(refused({good, good}));
  JwtIssuer bad = good;
  bad.issuer = "";
  EXPECT_TRUE(refused({bad}));
  bad = good;
  bad.audience = "";
  EXPECT_TRUE(refused({bad}));
  bad = good;
  bad.roles = {};
  EXPECT_TRUE(refused({bad}));
  bad = good;
  bad.max_lifetime = std::chrono::seconds(0);
  EXPECT_TRUE(refused({bad}));
  bad = good;
  bad.jwks_file = "/nonexistent/jwks";
  EXPECT_TRUE(refused({bad}));
}

TEST(RoleTest, HasOneNameEach) {
  for (int i = 0; i <= static_cast<int>(Role::kAuditor); ++i) {
    EXPECT_EQ(ParseRole(RoleName(static_cast<Role>(i))), static_cast<Role>(i));
  }
  EXPECT_STREQ(RoleName(Role::kSvcReader), "SVC_READER");
  EXPECT_EQ(ParseRole(""), std::nullopt);
  EXPECT_TRUE(IsPartnerRole(Role::kHelpdeskAgent));
  EXPECT_FALSE(IsPartnerRole(Role::kSvcProvisioning));
}

}  // namespace
}  // namespace reinstate::rpc
