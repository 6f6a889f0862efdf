#include "tests/rpc/jwt_builder.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "server/rpc/base64url.h"

namespace reinstate::rpc {
namespace {

constexpr int kCoordinateBytes = 32;

// The number in base64url, with zeros in front up to `width` bytes.
std::string Encode(const BIGNUM* number, int width) {
  const int size = width > 0 ? width : BN_num_bytes(number);
  std::string bytes(static_cast<size_t>(size), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size);
  return bytes;
}

std::string Parameter(EVP_PKEY* key, const char* name, int width) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::runtime_error(name);
  std::string text = EncodeBase64Url(Encode(number, width));
  BN_free(number);
  return text;
}

std::string RawEcdsa(const std::string& der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size()));
  std::string raw = Encode(ECDSA_SIG_get0_r(signature), kCoordinateBytes) +
                    Encode(ECDSA_SIG_get0_s(signature), kCoordinateBytes);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

SigningKey SigningKey::Ec(const std::string& kid) {
  SigningKey made;
  made.key_.reset(EVP_EC_gen("P-256"), EVP_PKEY_free);
  made.jwk_ = {{"kty", "EC"}, {"crv", "P-256"}, {"kid", kid}};
  made.jwk_["x"] = Parameter(made.key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateBytes);
  made.jwk_["y"] = Parameter(made.key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateBytes);
  return made;
}

SigningKey SigningKey::Rsa(const std::string& kid, int bits) {
  SigningKey made;
  made.key_.reset(EVP_RSA_gen(static_cast<unsigned int>(bits)), EVP_PKEY_free);
  made.jwk_ = {{"kty", "RSA"}, {"kid", kid}, {"use", "sig"}, {"alg", "RS256"}};
  made.jwk_["n"] = Parameter(made.key_.get(), OSSL_PKEY_PARAM_RSA_N, 0);
  made.jwk_["e"] = Parameter(made.key_.get(), OSSL_PKEY_PARAM_RSA_E, 0);
  return made;
}

std::string SigningKey::Sign(const std::string& message) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  size_t size = 0;
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
  EVP_DigestSign(context, nullptr, &size, data, message.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                 message.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return jwk_["kty"] == "EC" ? RawEcdsa(signature) : signature;
}

std::string MintToken(const SigningKey& key, const std::string& header, const std::string& claims) {
  const std::string signed_part = EncodeBase64Url(header) + "." + EncodeBase64Url(claims);
  return signed_part + "." + EncodeBase64Url(key.Sign(signed_part));
}

std::string JwksText(std::initializer_list<const SigningKey*> keys) {
  nlohmann::json set = {{"keys", nlohmann::json::array()}};
  for (const SigningKey* key : keys) set["keys"].push_back(key->jwk());
  return set.dump();
}

TempFile::TempFile(const std::string& text) {
  std::string path = "/tmp/reinstate_rpc_test.XXXXXX";
  const int file = mkstemp(path.data());
  if (file < 0) throw std::runtime_error("no temporary file");
  close(file);
  path_ = path;
  Write(text);
}

TempFile::~TempFile() { unlink(path_.c_str()); }

void TempFile::Write(const std::string& text) {
  std::ofstream(path_, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace reinstate::rpc
