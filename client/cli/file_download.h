// Files of invoices, from the server to the disk.

#pragma once

#include <reinstate/v1/billing_summary_service.pb.h>

#include <string>

#include "client/cli/failure.h"
#include "client/cli/session.h"

namespace reinstate::cli {

struct DownloadedFile {
  std::string bytes;
  std::string sha256;  // 64 lower-case hexadecimal digits; that of the bytes
};

// All of it; goes on where a download broke off. The request's offset is set here.
Outcome<DownloadedFile> Download(Session* session, v1::DownloadInvoiceFileRequest request);

// The file has all the bytes or is as it was before.
Outcome<bool> WriteWhole(const std::string& path, const std::string& bytes);

}  // namespace reinstate::cli
