// From a bearer token to the principal it proves (RFC 7519, RFC 8725).

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/error.h"
#include "server/rpc/principal.h"

namespace reinstate::rpc {

// One issuer of tokens and what it may grant.
struct JwtIssuer {
  std::string issuer;     // compared with `iss`, bytewise
  std::string audience;   // must be in `aud`
  std::string jwks_file;  // its public keys; no other issuer's keys sign for it
  std::chrono::seconds max_lifetime{900};
  std::vector<Role> roles;  // a token that carries another is refused as a whole
};

class Authenticator {
 public:
  // The error (INTERNAL, for the operator only) says which issuer or JWKS is wrong and why.
  // `real_now_s` gives seconds since 1970 and is called from any thread; the domain clock plays no
  // part here.
  static Result<std::unique_ptr<Authenticator>> Create(std::vector<JwtIssuer> issuers,
                                                       std::function<int64_t()> real_now_s);
  ~Authenticator();

  // `authorization_header` is the value of that metadata key, "Bearer <token>". UNAUTHENTICATED
  // for whatever is not a good token; the message never repeats any of it, and tells details only
  // about tokens whose signature is good. Any thread.
  Result<std::shared_ptr<const Principal>> Authenticate(std::string_view authorization_header);

  // Reads every JWKS file again and forgets the verified tokens, so that keys that are gone refuse
  // at once. On an error nothing changes. Any thread.
  Status Reload();

 private:
  struct Keys;
  class TokenCache;

  Authenticator(std::vector<JwtIssuer> issuers, std::function<int64_t()> real_now_s);
  std::shared_ptr<const Keys> CurrentKeys() const;

  const std::vector<JwtIssuer> issuers_;
  const std::function<int64_t()> real_now_s_;
  mutable std::mutex mutex_;  // guards keys_
  std::shared_ptr<const Keys> keys_;
  const std::unique_ptr<TokenCache> cache_;
};

}  // namespace reinstate::rpc
