// Keys and tokens for tests, made on the spot.

#pragma once

#include <openssl/evp.h>

#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace reinstate::rpc {

class SigningKey {
 public:
  static SigningKey Ec(const std::string& kid);
  static SigningKey Rsa(const std::string& kid, int bits);

  // The public half.
  const nlohmann::json& jwk() const { return jwk_; }
  // As it stands in a JWS.
  std::string Sign(const std::string& message) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  nlohmann::json jwk_;
};

// A compact JWS with a good signature, whatever header and claims say.
std::string MintToken(const SigningKey& key, const std::string& header, const std::string& claims);

std::string JwksText(std::initializer_list<const SigningKey*> keys);

// Gone with the object.
class TempFile {
 public:
  explicit TempFile(const std::string& text);
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  void Write(const std::string& text);
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace reinstate::rpc
