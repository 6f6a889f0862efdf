// The public keys of one token issuer, from a local JWKS file (RFC 7517).

#pragma once

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "server/domain/error.h"

namespace reinstate::rpc {

// A key is pinned to one algorithm: what a token says about it can only agree or be refused.
enum class SignatureAlgorithm { kEs256, kRs256 };

class VerificationKey {
 public:
  SignatureAlgorithm algorithm() const { return algorithm_; }

  // The signature as it stands in a JWS: for ES256 the 64 bytes r || s. Any thread.
  bool Verify(std::string_view message, std::string_view signature) const;

 private:
  friend class JwksReader;
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };

  SignatureAlgorithm algorithm_ = SignatureAlgorithm::kEs256;
  std::unique_ptr<EVP_PKEY, Free> key_;
};

// By `kid`.
using Jwks = std::map<std::string, VerificationKey, std::less<>>;

// The error (INTERNAL, for the operator only) names the file and the key: unreadable, not a JWKS,
// no key, a kid that is missing or used twice, a private or symmetric key, RSA under 2048 bits, a
// curve other than P-256, a point off the curve.
Result<Jwks> LoadJwks(const std::string& file);

}  // namespace reinstate::rpc
