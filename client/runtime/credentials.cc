#include "client/runtime/credentials.h"

#include <utility>

#include "client/runtime/files.h"

namespace reinstate::client {

BearerToken::BearerToken(const std::string& token, std::string token_file)
    : token_file_(token.empty() ? std::move(token_file) : "") {
  if (!token.empty()) credentials_ = grpc::AccessTokenCredentials(token);
  if (!token_file_.empty()) ReadFile();
}

std::shared_ptr<grpc::CallCredentials> BearerToken::Current() {
  if (token_file_.empty()) return credentials_;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (std::chrono::steady_clock::now() - read_at_ > kReadAgain) ReadFile();
  return credentials_;
}

void BearerToken::ReadFile() {
  read_at_ = std::chrono::steady_clock::now();
  Result<std::string> token = ReadToken(token_file_);
  if (!token.ok() || *token == token_) return;
  token_ = std::move(*token);
  credentials_ = grpc::AccessTokenCredentials(token_);
}

}  // namespace reinstate::client
