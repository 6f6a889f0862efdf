#include "client/cli/file_download.h"

#include <openssl/sha.h>
#include <reinstate/v1/billing_summary_client.h>

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "client/runtime/retry.h"

namespace reinstate::cli {
namespace {

constexpr int kAttempts = 4;

std::string Sha256Hex(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

// Adds what comes to the file; the error that ended it early.
std::optional<client::CallError> Receive(Session* session, v1::DownloadInvoiceFileRequest request,
                                         DownloadedFile* file) {
  request.set_offset(static_cast<int64_t>(file->bytes.size()));
  for (const auto& chunk :
       session->Stream(&client::BillingSummaryClient::DownloadInvoiceFile, request)) {
    if (!chunk.ok()) return chunk.error();
    if (!file->sha256.empty() && file->sha256 != chunk->sha256()) {
      // Made anew by another release in between: what came before is of no use.
      *file = {};
      return Receive(session, std::move(request), file);
    }
    file->sha256 = chunk->sha256();
    file->bytes += chunk->data();
  }
  return std::nullopt;
}

}  // namespace

Outcome<DownloadedFile> Download(Session* session, v1::DownloadInvoiceFileRequest request) {
  DownloadedFile file;
  for (int attempt = 1;; ++attempt) {
    const auto error = Receive(session, request, &file);
    if (!error) break;
    if (attempt == kAttempts || !client::IsRetryable(*error)) return session->Explain(*error);
    const client::RetryRules rules = client::RealRetryRules({});
    std::this_thread::sleep_for(client::RetryDelay(rules.policy, attempt, *error, rules.spread()));
  }
  if (Sha256Hex(file.bytes) == file.sha256) return file;
  return Failure{ExitCode::kUnavailable, "the file came damaged", "run the command again"};
}

Outcome<bool> WriteWhole(const std::string& path, const std::string& bytes) {
  const std::string part = path + ".part." + std::to_string(getpid());
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  std::error_code renamed;
  if (out) std::filesystem::rename(part, path, renamed);
  if (out && !renamed) return true;
  const std::string why = renamed ? renamed.message() : std::strerror(errno);
  std::filesystem::remove(part, renamed);
  return Failure{ExitCode::kRefused, path + " cannot be written: " + why, ""};
}

}  // namespace reinstate::cli
