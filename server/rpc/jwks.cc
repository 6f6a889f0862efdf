#include "server/rpc/jwks.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>

#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <utility>

#include "server/rpc/base64url.h"
#include "server/rpc/strict_json.h"

namespace reinstate::rpc {
namespace {

constexpr size_t kMaxFileBytes = 262144;
constexpr size_t kCoordinateBytes = 32;  // P-256
constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;  // beyond it a signature costs milliseconds to check

template <typename T, void (*kFree)(T*)>
struct Freer {
  void operator()(T* value) const { kFree(value); }
};
template <typename T, void (*kFree)(T*)>
using Owned = std::unique_ptr<T, Freer<T, kFree>>;

using Context = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Number MakeNumber(std::string_view bytes) {
  return Number(BN_bin2bn(Unsigned(bytes), static_cast<int>(bytes.size()), nullptr));
}

EVP_PKEY* FromParams(const char* type, OSSL_PARAM* params) {
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
    return nullptr;
  }
  return key;
}

bool PublicKeyIsSound(EVP_PKEY* key) {
  const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return EVP_PKEY_public_check(context.get()) == 1;
}

// r || s as the DER sequence that OpenSSL takes; empty where it cannot be one.
std::string EcdsaDer(std::string_view raw) {
  if (raw.size() != 2 * kCoordinateBytes) return {};
  const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
  Number r = MakeNumber(raw.substr(0, kCoordinateBytes));
  Number s = MakeNumber(raw.substr(kCoordinateBytes));
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());  // set0 took both
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return {};
  std::string text(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

bool VerificationKey::Verify(std::string_view message, std::string_view signature) const {
  std::string der;
  if (algorithm_ == SignatureAlgorithm::kEs256) {
    der = EcdsaDer(signature);
    if (der.empty()) return false;
    signature = der;
  }
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), Unsigned(signature), signature.size(), Unsigned(message),
                          message.size()) == 1;
}

class JwksReader {
 public:
  explicit JwksReader(std::string file) : file_(std::move(file)) {}

  Result<Jwks> Read() {
    std::ifstream stream(file_, std::ios::binary);
    std::string text(kMaxFileBytes + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(stream.gcount()));
    if (!stream.is_open() || stream.bad()) return Fault("cannot be read");
    if (text.size() > kMaxFileBytes) return Fault("is larger than 256 KiB");
    const auto set = ParseStrictObject(text);
    if (!set || !set->contains("keys") || !(*set)["keys"].is_array() || (*set)["keys"].empty()) {
      return Fault("is not a JWKS: it needs one JSON object with a non-empty array `keys`");
    }
    Jwks keys;
    for (const auto& jwk : (*set)["keys"]) {
      if (!jwk.is_object()) return Fault("has a key that is not an object");
      const auto kid = StringMember(jwk, "kid");
      if (!kid || kid->empty()) return Fault("has a key without a `kid`");
      if (keys.contains(*kid)) return Fault("has two keys with the kid `" + *kid + "`");
      auto key = ReadKey(jwk);
      if (!key.ok()) return Fault("has a key `" + *kid + "` that " + key.error().message);
      keys.emplace(*kid, std::move(*key));
    }
    return keys;
  }

 private:
  static Error Failure(std::string message) { return {Reason::kInternal, std::move(message)}; }
  Error Fault(const std::string& what) const { return Failure("the JWKS " + file_ + " " + what); }

  static Result<VerificationKey> ReadKey(const nlohmann::json& jwk) {
    if (jwk.contains("d") || jwk.contains("k")) {
      return Failure("holds a secret: only public keys belong here");
    }
    if (jwk.contains("use") && StringMember(jwk, "use") != "sig") {
      return Failure("is not for signatures (`use`)");
    }
    const auto type = StringMember(jwk, "kty");
    if (type == "EC") return ReadEcKey(jwk);
    if (type == "RSA") return ReadRsaKey(jwk);
    return Failure("is neither EC nor RSA (`kty`)");
  }

  static bool AlgorithmFits(const nlohmann::json& jwk, const char* name) {
    return !jwk.contains("alg") || StringMember(jwk, "alg") == name;
  }

  static std::string Bytes(const nlohmann::json& jwk, const char* member) {
    return DecodeBase64Url(StringMember(jwk, member).value_or("")).value_or("");
  }

  static Result<VerificationKey> ReadEcKey(const nlohmann::json& jwk) {
    if (StringMember(jwk, "crv") != "P-256") return Failure("is not on the curve P-256 (`crv`)");
    if (!AlgorithmFits(jwk, "ES256")) return Failure("is not for ES256 (`alg`)");
    const std::string x = Bytes(jwk, "x");
    const std::string y = Bytes(jwk, "y");
    if (x.size() != kCoordinateBytes || y.size() != kCoordinateBytes) {
      return Failure("needs `x` and `y` of 32 bytes in base64url");
    }
    const std::string point = "\x04" + x + y;
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
    VerificationKey key;
    key.algorithm_ = SignatureAlgorithm::kEs256;
    key.key_.reset(FromParams("EC", params.get()));
    if (!key.key_ || !PublicKeyIsSound(key.key_.get())) return Failure("is not a point of P-256");
    return key;
  }

  static Result<VerificationKey> ReadRsaKey(const nlohmann::json& jwk) {
    if (!AlgorithmFits(jwk, "RS256")) return Failure("is not for RS256 (`alg`)");
    const Number n = MakeNumber(Bytes(jwk, "n"));
    const Number e = MakeNumber(Bytes(jwk, "e"));
    if (!n || !e || BN_num_bits(n.get()) < kMinRsaBits || BN_num_bits(n.get()) > kMaxRsaBits) {
      return Failure("needs an `n` of 2048 to 8192 bits in base64url");
    }
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
    VerificationKey key;
    key.algorithm_ = SignatureAlgorithm::kRs256;
    key.key_.reset(FromParams("RSA", params.get()));
    if (!key.key_ || !PublicKeyIsSound(key.key_.get())) return Failure("is not an RSA public key");
    return key;
  }

  const std::string file_;
};

Result<Jwks> LoadJwks(const std::string& file) { return JwksReader(file).Read(); }

}  // namespace reinstate::rpc
