#include "server/rpc/authenticator.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "server/domain/ids.h"
#include "server/rpc/base64url.h"
#include "server/rpc/jwks.h"
#include "server/rpc/strict_json.h"

namespace reinstate::rpc {
namespace {

constexpr size_t kMaxTokenBytes = 8192;
constexpr size_t kMaxSubjectBytes = 200;
constexpr int64_t kClockSkewSeconds = 30;
constexpr int64_t kMaxTime = 253402300799;  // the end of year 9999
constexpr size_t kCacheShards = 8;
constexpr size_t kCachedTokensPerShard = 2048;

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

struct DigestHash {
  size_t operator()(const Digest& digest) const {
    size_t value = 0;
    std::memcpy(&value, digest.data(), sizeof value);
    return value;
  }
};

// One entry a verified token; what it needs to be believed again.
struct Verified {
  std::shared_ptr<const Principal> principal;
  int64_t expires_s;
};

Error Refuse(std::string message) { return {Reason::kUnauthenticated, std::move(message)}; }

// The one answer to everything that a forger could learn from.
Error RefuseToken() { return Refuse("the token is not acceptable; get a new one from its issuer"); }

Error ConfigurationError(std::string message) { return {Reason::kInternal, std::move(message)}; }

// The token alone; the scheme's case does not matter (RFC 9110, 11.1).
std::optional<std::string_view> BearerToken(std::string_view header) {
  constexpr std::string_view kScheme = "Bearer ";
  const bool fits = header.size() > kScheme.size() &&
                    std::equal(kScheme.begin(), kScheme.end(), header.begin(), [](char a, char b) {
                      return absl::ascii_tolower(static_cast<unsigned char>(a)) ==
                             absl::ascii_tolower(static_cast<unsigned char>(b));
                    });
  if (!fits) return std::nullopt;
  header.remove_prefix(kScheme.size());
  if (header.size() > kMaxTokenBytes) return std::nullopt;
  return header;
}

// A compact JWS (RFC 7515, 7.1).
struct Jws {
  nlohmann::json header;
  nlohmann::json claims;
  std::string_view signed_part;
  std::string signature;
};

std::optional<nlohmann::json> DecodeObject(std::string_view part) {
  const auto text = DecodeBase64Url(part);
  return text ? ParseStrictObject(*text) : std::nullopt;
}

std::optional<Jws> ParseJws(std::string_view token) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == last || token.find('.', first + 1) != last) return std::nullopt;
  auto header = DecodeObject(token.substr(0, first));
  auto claims = DecodeObject(token.substr(first + 1, last - first - 1));
  auto signature = DecodeBase64Url(token.substr(last + 1));
  if (!header || !claims || !signature || signature->empty()) return std::nullopt;
  return Jws{std::move(*header), std::move(*claims), token.substr(0, last), std::move(*signature)};
}

// Nothing in a header may bring its own key, change what is signed, or demand an extension.
bool HeaderIsPlain(const nlohmann::json& header) {
  for (const char* name : {"jku", "x5u", "x5c", "jwk", "crit", "b64", "zip", "enc", "cty"}) {
    if (header.contains(name)) return false;
  }
  if (!header.contains("typ")) return true;
  const auto type = StringMember(header, "typ");
  return type == "JWT" || type == "at+jwt";
}

const VerificationKey* FindKey(const Jwks& keys, const nlohmann::json& header) {
  const auto kid = StringMember(header, "kid");
  const auto algorithm = StringMember(header, "alg");
  if (!kid || !algorithm) return nullptr;
  const auto found = keys.find(*kid);
  if (found == keys.end()) return nullptr;
  const bool es256 = found->second.algorithm() == SignatureAlgorithm::kEs256;
  return *algorithm == (es256 ? "ES256" : "RS256") ? &found->second : nullptr;
}

bool AudienceFits(const nlohmann::json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return *found == audience;
  if (!found->is_array()) return false;
  const bool strings = std::all_of(found->begin(), found->end(),
                                   [](const nlohmann::json& one) { return one.is_string(); });
  return strings && std::find(found->begin(), found->end(), audience) != found->end();
}

// Seconds since 1970; nothing where it is absent, fractional or beyond year 9999.
std::optional<int64_t> Time(const nlohmann::json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() && found->get<uint64_t>() > kMaxTime) return std::nullopt;
  const auto seconds = found->get<int64_t>();
  if (seconds < 0 || seconds > kMaxTime) return std::nullopt;
  return seconds;
}

std::string Readable(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

// The token's `exp` where it counts now.
Result<int64_t> CheckTimes(const nlohmann::json& claims, const JwtIssuer& issuer, int64_t now_s) {
  const auto expires = Time(claims, "exp");
  const auto issued = Time(claims, "iat");
  if (!expires || !issued) return Refuse("the token needs `exp` and `iat` in whole seconds");
  const auto not_before = Time(claims, "nbf");
  if (claims.contains("nbf") && !not_before) return Refuse("`nbf` must be in whole seconds");
  if (*expires <= now_s) {
    return Refuse("the token expired at " + Readable(*expires) + "; get a new one");
  }
  if (*issued > now_s + kClockSkewSeconds || not_before.value_or(0) > now_s + kClockSkewSeconds) {
    return Refuse("the token is not valid yet: compare the clocks of issuer and server");
  }
  if (*expires - *issued > issuer.max_lifetime.count()) {
    return Refuse("the token lives too long: at most " +
                  std::to_string(issuer.max_lifetime.count()) + " s from `iat` to `exp`");
  }
  return *expires;
}

Result<std::vector<Role>> ReadRoles(const nlohmann::json& claims, const JwtIssuer& issuer) {
  const auto found = claims.find("roles");
  if (found == claims.end() || !found->is_array() || found->empty()) {
    return Refuse("the token needs a non-empty array `roles`");
  }
  std::vector<Role> roles;
  for (const auto& name : *found) {
    const auto role =
        name.is_string() ? ParseRole(name.get_ref<const std::string&>()) : std::optional<Role>();
    if (!role || std::find(issuer.roles.begin(), issuer.roles.end(), *role) == issuer.roles.end()) {
      return Refuse("the token carries a role that its issuer may not grant");
    }
    if (std::find(roles.begin(), roles.end(), *role) == roles.end()) roles.push_back(*role);
  }
  return roles;
}

Result<std::shared_ptr<const Principal>> ReadPrincipal(const nlohmann::json& claims,
                                                       const JwtIssuer& issuer) {
  const std::string subject = StringMember(claims, "sub").value_or("");
  const bool printable =
      std::all_of(subject.begin(), subject.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (subject.empty() || subject.size() > kMaxSubjectBytes || !printable) {
    return Refuse("the token needs a `sub` of 1 to 200 printable ASCII characters");
  }
  auto roles = ReadRoles(claims, issuer);
  if (!roles.ok()) return roles.error();
  const auto partner_roles = std::count_if(roles->begin(), roles->end(), IsPartnerRole);
  if (partner_roles != 0 && partner_roles != static_cast<int64_t>(roles->size())) {
    return Refuse("the token mixes roles of a partner with roles of staff or services");
  }
  auto account = StringMember(claims, "account_id");
  if (partner_roles != 0 && !(account && ValidId(*account))) {
    return Refuse("a token with roles of a partner needs the partner's `account_id`");
  }
  if (partner_roles == 0 && claims.contains("account_id")) {
    return Refuse("a token with roles of staff or services carries no `account_id`");
  }
  return std::make_shared<const Principal>(
      Principal{"user:" + issuer.issuer + "|" + subject, std::move(*roles), std::move(account)});
}

// What Create refuses before it looks at any file; nothing where all is well.
std::optional<std::string> Complaint(const std::vector<JwtIssuer>& issuers) {
  for (size_t i = 0; i < issuers.size(); ++i) {
    const JwtIssuer& one = issuers[i];
    if (one.issuer.empty()) return "a token issuer has no name";
    if (one.audience.empty()) return "the token issuer " + one.issuer + " has no audience";
    if (one.roles.empty()) return "the token issuer " + one.issuer + " may grant no role";
    if (one.max_lifetime.count() <= 0) {
      return "the token issuer " + one.issuer + " has a max_lifetime that is not above zero";
    }
    for (size_t j = 0; j < i; ++j) {
      if (issuers[j].issuer == one.issuer) {
        return "the token issuer " + one.issuer + " is configured twice";
      }
    }
  }
  return std::nullopt;
}

}  // namespace

// In the order of the issuers. A snapshot is never changed, only replaced.
struct Authenticator::Keys {
  std::vector<Jwks> by_issuer;
};

// Verified tokens by their digest, so that a token's signature is checked once. Any thread.
class Authenticator::TokenCache {
 public:
  // Changes with every Clear; what was verified before it is not stored after it.
  uint64_t generation() const { return generation_.load(); }

  std::shared_ptr<const Principal> Find(const Digest& digest, int64_t now_s) {
    Shard& shard = ShardOf(digest);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.tokens.find(digest);
    if (found == shard.tokens.end()) return nullptr;
    if (found->second.expires_s > now_s) return found->second.principal;
    shard.tokens.erase(found);
    return nullptr;
  }

  void Store(const Digest& digest, Verified verified, uint64_t generation, int64_t now_s) {
    Shard& shard = ShardOf(digest);
    const std::lock_guard lock(shard.mutex);
    if (generation != generation_.load()) return;
    if (shard.tokens.size() >= kCachedTokensPerShard) {
      std::erase_if(shard.tokens,
                    [&](const auto& entry) { return entry.second.expires_s <= now_s; });
    }
    // Any victim will do: a token that is used again only costs its signature again.
    if (shard.tokens.size() >= kCachedTokensPerShard) shard.tokens.erase(shard.tokens.begin());
    shard.tokens.insert_or_assign(digest, std::move(verified));
  }

  void Clear() {
    generation_.fetch_add(1);
    for (Shard& shard : shards_) {
      const std::lock_guard lock(shard.mutex);
      shard.tokens.clear();
    }
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<Digest, Verified, DigestHash> tokens;
  };

  Shard& ShardOf(const Digest& digest) { return shards_[digest.back() % kCacheShards]; }

  std::atomic<uint64_t> generation_{0};
  std::array<Shard, kCacheShards> shards_;
};

Authenticator::Authenticator(std::vector<JwtIssuer> issuers, std::function<int64_t()> real_now_s)
    : issuers_(std::move(issuers)),
      real_now_s_(std::move(real_now_s)),
      cache_(std::make_unique<TokenCache>()) {}

Authenticator::~Authenticator() = default;

Result<std::unique_ptr<Authenticator>> Authenticator::Create(std::vector<JwtIssuer> issuers,
                                                             std::function<int64_t()> real_now_s) {
  if (auto complaint = Complaint(issuers)) return ConfigurationError(std::move(*complaint));
  std::unique_ptr<Authenticator> made(new Authenticator(std::move(issuers), std::move(real_now_s)));
  const Status loaded = made->Reload();
  if (!loaded.ok()) return loaded.error();
  return made;
}

Status Authenticator::Reload() {
  auto keys = std::make_shared<Keys>();
  for (const JwtIssuer& issuer : issuers_) {
    auto jwks = LoadJwks(issuer.jwks_file);
    if (!jwks.ok()) return jwks.error();
    keys->by_issuer.push_back(std::move(*jwks));
  }
  {
    const std::lock_guard lock(mutex_);
    keys_ = std::move(keys);
  }
  cache_->Clear();
  return Ok();
}

std::shared_ptr<const Authenticator::Keys> Authenticator::CurrentKeys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

Result<std::shared_ptr<const Principal>> Authenticator::Authenticate(
    std::string_view authorization_header) {
  const auto token = BearerToken(authorization_header);
  if (!token) return Refuse("send one token of at most 8 KiB as `authorization: Bearer <JWT>`");
  const int64_t now_s = real_now_s_();
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char*>(token->data()), token->size(), digest.data());
  if (auto known = cache_->Find(digest, now_s)) return known;

  const uint64_t generation = cache_->generation();
  const auto jws = ParseJws(*token);
  if (!jws || !HeaderIsPlain(jws->header)) return RefuseToken();
  const auto name = StringMember(jws->claims, "iss");
  const auto issuer = std::find_if(issuers_.begin(), issuers_.end(),
                                   [&](const JwtIssuer& one) { return one.issuer == name; });
  if (issuer == issuers_.end()) return RefuseToken();
  const auto keys = CurrentKeys();
  const auto* key = FindKey(keys->by_issuer[issuer - issuers_.begin()], jws->header);
  if (key == nullptr || !key->Verify(jws->signed_part, jws->signature)) return RefuseToken();

  if (!AudienceFits(jws->claims, issuer->audience)) {
    return Refuse("the token is meant for another service: ask for one for this audience");
  }
  const auto expires_s = CheckTimes(jws->claims, *issuer, now_s);
  if (!expires_s.ok()) return expires_s.error();
  auto principal = ReadPrincipal(jws->claims, *issuer);
  if (principal.ok()) cache_->Store(digest, {*principal, *expires_s}, generation, now_s);
  return principal;
}

}  // namespace reinstate::rpc
