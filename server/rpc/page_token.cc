#include "server/rpc/page_token.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <memory>
#include <optional>

#include "server/rpc/base64url.h"

namespace reinstate::rpc {
namespace {

constexpr size_t kMacBytes = SHA256_DIGEST_LENGTH;
constexpr size_t kMaxTokenCharacters = 1024;

const unsigned char* Unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Lengths go in front, so that no two lists of parts make the same input.
void AppendPart(std::string& input, std::string_view part) {
  const uint64_t size = part.size();
  for (int shift = 0; shift < 64; shift += 8) {
    input.push_back(static_cast<char>((size >> shift) & 0xff));
  }
  input.append(part);
}

std::string Mac(std::string_view key, const PageBinding& binding, std::string_view cursor) {
  std::string input;
  // The key may serve other purposes: this name keeps their inputs apart.
  AppendPart(input, "reinstate page token 1");
  AppendPart(input, binding.method);
  AppendPart(input, binding.principal);
  AppendPart(input, binding.request_hash);
  AppendPart(input, cursor);
  std::string mac(kMacBytes, '\0');
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Unsigned(input), input.size(),
       reinterpret_cast<unsigned char*>(mac.data()), nullptr);
  return mac;
}

}  // namespace

std::string SealPageToken(std::string_view key, const PageBinding& binding,
                          std::string_view cursor) {
  std::string bytes = Mac(key, binding, cursor);
  bytes.append(cursor);
  return EncodeBase64Url(bytes);
}

Result<std::string> OpenPageToken(std::string_view key, const PageBinding& binding,
                                  std::string_view token) {
  if (token.size() <= kMaxTokenCharacters) {
    const auto bytes = DecodeBase64Url(token);
    if (bytes && bytes->size() >= kMacBytes) {
      std::string cursor = bytes->substr(kMacBytes);
      const std::string mac = Mac(key, binding, cursor);
      if (CRYPTO_memcmp(mac.data(), bytes->data(), kMacBytes) == 0) return cursor;
    }
  }
  const char* const message = "the page token is not of this list; start again without one";
  return Error{Reason::kInvalidPageToken, message, {{"page_token", message}}};
}

std::string RequestHash(const google::protobuf::Message& request,
                        std::initializer_list<std::string_view> without_fields) {
  const std::unique_ptr<google::protobuf::Message> copy(request.New());
  copy->CopyFrom(request);
  for (const auto name : without_fields) {
    const auto* field = copy->GetDescriptor()->FindFieldByName(std::string(name));
    if (field != nullptr) copy->GetReflection()->ClearField(copy.get(), field);
  }
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);  // maps in the order of their keys
    copy->SerializePartialToCodedStream(&coded);
  }
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(Unsigned(bytes), bytes.size(), reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace reinstate::rpc
