#include "server/services/invoice_file_service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/files/listed_lines.h"
#include "server/services/billing_convert.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

constexpr size_t kChunkBytes = 64 * 1024;
constexpr size_t kLinesOfMessage = 500;

files::FileKind FromProto(v1::InvoiceFileKind kind) {
  return kind == v1::INVOICE_FILE_KIND_PDF ? files::FileKind::kPdf
                                           : files::FileKind::kReconciliationCsv;
}

v1::InvoiceFileLink LinkTo(const files::FileLinks& links, const std::string& account_id,
                           const std::string& invoice_id, v1::InvoiceFileKind kind) {
  files::FileLink link = links.Sign({account_id, invoice_id, FromProto(kind)});
  v1::InvoiceFileLink proto;
  proto.set_kind(kind);
  proto.set_url(std::move(link.url));
  *proto.mutable_expires_at() = ToProto(link.expires_at);
  return proto;
}

Error BeyondEnd(const char* what, size_t end) {
  return {.reason = Reason::kOffsetBeyondEnd,
          .message = "there are " + std::to_string(end) + " " + what + " only; begin anew with 0"};
}

}  // namespace

void AddFileLinks(MaybeFileLinks links, const std::string& account_id, v1::Invoice& invoice) {
  if (links == nullptr) return;
  for (const auto kind : {v1::INVOICE_FILE_KIND_PDF, v1::INVOICE_FILE_KIND_RECONCILIATION_CSV}) {
    *invoice.add_file_links() = LinkTo(*links, account_id, invoice.invoice_id(), kind);
  }
}

void InvoiceFileService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.BillingSummaryService/";
  handlers.Add(service + "GetInvoiceFile", this, &InvoiceFileService::GetInvoiceFile);
  handlers.AddStream(service + "DownloadInvoiceFile", this,
                     &InvoiceFileService::DownloadInvoiceFile);
  handlers.AddStream(service + "StreamReconciliation", this,
                     &InvoiceFileService::StreamReconciliation);
}

Status InvoiceFileService::GetInvoiceFile(const rpc::Call& call,
                                          const v1::GetInvoiceFileRequest& request,
                                          v1::GetInvoiceFileResponse& response) {
  const files::FileId file{request.account_id(), request.invoice_id(), FromProto(request.kind())};
  const auto content = files_.Fetch(call.account(), file, call.deadline);
  if (!content.ok()) return content.error();
  if (links_ != nullptr) {
    *response.mutable_link() = LinkTo(*links_, file.account_id, file.invoice_id, request.kind());
  }
  response.set_sha256(content->sha256_hex);
  response.set_size_bytes(static_cast<int64_t>(content->bytes.size()));
  response.set_file_name(files::FileName(file));
  response.set_media_type(files::MediaType(file.kind));
  return Ok();
}

Result<rpc::Pull<v1::DownloadInvoiceFileResponse>> InvoiceFileService::DownloadInvoiceFile(
    const rpc::Call& call, const v1::DownloadInvoiceFileRequest& request) {
  if (request.offset() < 0) return InvalidField("offset", "must not be negative");
  const files::FileId file{request.account_id(), request.invoice_id(), FromProto(request.kind())};
  auto made = files_.Fetch(call.account(), file, call.deadline);
  if (!made.ok()) return made.error();
  const auto offset = static_cast<size_t>(request.offset());
  if (offset > made->bytes.size()) return BeyondEnd("bytes", made->bytes.size());
  return rpc::Pull<v1::DownloadInvoiceFileResponse>(
      [content = std::move(*made), next = offset](
          const rpc::Call&, v1::DownloadInvoiceFileResponse& chunk) mutable -> Result<bool> {
        if (next == content.bytes.size()) return false;
        chunk.set_offset(static_cast<int64_t>(next));
        chunk.set_data(content.bytes.substr(next, kChunkBytes));
        chunk.set_sha256(content.sha256_hex);
        chunk.set_size_bytes(static_cast<int64_t>(content.bytes.size()));
        next += chunk.data().size();
        return true;
      });
}

Result<rpc::Pull<v1::StreamReconciliationResponse>> InvoiceFileService::StreamReconciliation(
    const rpc::Call& call, const v1::StreamReconciliationRequest& request) {
  if (request.cursor() < 0) return InvalidField("cursor", "must not be negative");
  const auto document = files_.Read(call.account(), request.invoice_id(), call.deadline);
  if (!document.ok()) return document.error();
  auto listed = files::ListedLines(*document);
  if (!listed.ok()) return listed.error();
  const auto cursor = static_cast<size_t>(request.cursor());
  if (cursor > listed->size()) return BeyondEnd("lines", listed->size());
  v1::ReconciliationControl control;
  control.set_line_count(static_cast<int32_t>(listed->size()));
  *control.mutable_total() = ToMoney(document->invoice.total_minor, document->invoice.currency);
  return rpc::Pull<v1::StreamReconciliationResponse>(
      [lines = std::move(*listed), control = std::move(control), next = cursor, done = false](
          const rpc::Call&, v1::StreamReconciliationResponse& message) mutable -> Result<bool> {
        if (done) return false;
        const size_t end = std::min(lines.size(), next + kLinesOfMessage);
        for (; next < end; ++next) *message.add_lines() = ToProto(lines[next]);
        message.set_cursor(static_cast<int32_t>(end));
        done = end == lines.size();
        if (done) *message.mutable_control() = control;
        return true;
      });
}

}  // namespace reinstate::services
