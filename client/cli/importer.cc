#include "client/cli/importer.h"

#include <google/protobuf/util/message_differencer.h>

#include <optional>
#include <string_view>
#include <utility>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

constexpr std::size_t kMaxBatch = 1000;  // documents, by the contract
// Far below what a server takes in one request; invoices with many lines reach it first.
constexpr std::size_t kMaxBatchBytes = std::size_t{1} << 20U;
// Rows wait for others of their account; this bounds the memory a long unsorted file takes.
constexpr std::size_t kMaxPending = 200000;  // documents

using google::protobuf::util::MessageDifferencer;

std::size_t DocumentsOf(const ImportRow& row) { return row.payment ? 2 : 1; }

std::size_t BytesOf(const ImportRow& row) {
  return row.invoice.ByteSizeLong() + (row.payment ? row.payment->ByteSizeLong() : 0);
}

bool SameContent(const ImportRow& a, const ImportRow& b) {
  return MessageDifferencer::Equals(a.invoice, b.invoice) &&
         a.payment.has_value() == b.payment.has_value() &&
         (!a.payment || MessageDifferencer::Equals(*a.payment, *b.payment));
}

v1::ImportDocumentsRequest MakeRequest(const std::string& account_id, const std::string& reason,
                                       const std::vector<ImportRow>& rows) {
  v1::ImportDocumentsRequest request;
  request.set_account_id(account_id);
  request.set_reason(reason);
  for (const ImportRow& row : rows) {
    *request.add_documents()->mutable_invoice() = row.invoice;
    if (row.payment) *request.add_documents()->mutable_payment() = *row.payment;
  }
  return request;
}

// The N of a violation's path "documents[N]...".
std::optional<std::size_t> DocumentIndex(std::string_view path) {
  constexpr std::string_view kPrefix = "documents[";
  if (path.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  path.remove_prefix(kPrefix.size());
  std::size_t index = 0;
  std::size_t digits = 0;
  while (digits < path.size() && digits < 4 && path[digits] >= '0' && path[digits] <= '9') {
    index = index * 10 + static_cast<std::size_t>(path[digits++] - '0');
  }
  if (digits == 0 || digits == path.size() || path[digits] != ']') return std::nullopt;
  return index;
}

// Why each row is malformed, by its position; empty where the error names no rows.
std::map<std::size_t, std::string> MalformedRows(const client::CallError& error,
                                                 const std::vector<ImportRow>& rows) {
  std::vector<std::size_t> row_of_document;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    row_of_document.insert(row_of_document.end(), DocumentsOf(rows[i]), i);
  }
  std::map<std::size_t, std::string> malformed;
  for (const auto& violation : error.fields) {
    const auto index = DocumentIndex(violation.field);
    if (!index || *index >= row_of_document.size()) return {};
    // The position in the request says nothing to whom looks at the file.
    std::string field = violation.field.substr(violation.field.find(']') + 1);
    if (!field.empty()) field = field.substr(1) + " ";
    malformed.try_emplace(row_of_document[*index], field + violation.description);
  }
  return malformed;
}

// Names what was not taken only where there is some.
std::string CountsText(const DocumentCounts& counts, std::string_view singular,
                       std::string_view plural) {
  std::string text = Count(counts.recorded, singular, plural) + " recorded, " +
                     std::to_string(counts.unchanged) + " unchanged";
  if (counts.later > 0) {
    text += ", " + std::to_string(counts.later) + " of the future (import them again then)";
  }
  if (counts.left_out > 0) {
    text += ", " + std::to_string(counts.left_out) + " left out (after --payments-through)";
  }
  return text;
}

}  // namespace

Importer::Importer(ImportCalls calls, ImporterOptions options, Report report)
    : calls_(std::move(calls)), options_(std::move(options)), report_(std::move(report)) {}

void Importer::AddBad(std::int64_t line, const std::string& why) {
  ++counts_.rows;
  ++counts_.bad_rows;
  report_(line, why);
}

Outcome<bool> Importer::Add(ImportRow row) {
  if (!IsCreditNote(row)) return AddNow(std::move(row));
  credit_notes_.push_back(std::move(row));
  return true;
}

Outcome<bool> Importer::AddNow(ImportRow row) {
  const std::string account_id = row.account_id;
  Batch& batch = batches_[account_id];
  const auto twin = batch.row_of_invoice.find(row.invoice.invoice_id());
  if (twin != batch.row_of_invoice.end()) {
    const ImportRow& first = batch.rows[twin->second];
    if (!SameContent(first, row)) {
      AddBad(row.line, "invoice " + row.invoice.invoice_id() + " stands on line " +
                           std::to_string(first.line) + " with other content");
      return true;
    }
  }
  ++counts_.rows;
  if (row.payment_left_out) ++counts_.payments.left_out;
  if (batch.documents + DocumentsOf(row) > kMaxBatch ||
      (batch.documents > 0 && batch.bytes + BytesOf(row) > kMaxBatchBytes)) {
    Batch full = std::move(batch);
    batch = Batch();
    pending_documents_ -= full.documents;
    Outcome<bool> sent = Send(account_id, std::move(full));
    if (!sent.ok()) return sent;
  }
  batch.row_of_invoice.try_emplace(row.invoice.invoice_id(), batch.rows.size());
  batch.documents += DocumentsOf(row);
  batch.bytes += BytesOf(row);
  pending_documents_ += DocumentsOf(row);
  batch.rows.push_back(std::move(row));
  if (pending_documents_ >= kMaxPending) return FlushAll();
  return true;
}

Outcome<bool> Importer::Finish() {
  Outcome<bool> invoices = FlushAll();
  if (!invoices.ok()) return invoices;
  for (ImportRow& row : std::exchange(credit_notes_, {})) {
    Outcome<bool> added = AddNow(std::move(row));
    if (!added.ok()) return added;
  }
  return FlushAll();
}

Outcome<bool> Importer::FlushAll() {
  while (!batches_.empty()) {
    auto node = batches_.extract(batches_.begin());
    pending_documents_ -= node.mapped().documents;
    if (node.mapped().rows.empty()) continue;
    Outcome<bool> sent = Send(node.key(), std::move(node.mapped()));
    if (!sent.ok()) return sent;
  }
  return true;
}

// Once an account in each import. An account that exists with other attributes is as good.
Outcome<bool> Importer::Register(const std::string& account_id) {
  if (!registered_.insert(account_id).second) return true;
  ++counts_.accounts;
  if (!options_.register_accounts || options_.dry_run) return true;
  v1::RegisterAccountRequest request = options_.registration;
  request.set_account_id(account_id);
  const auto result = calls_.register_account(request);
  if (result.ok()) {
    counts_.episodes_opened += result->episodes_opened();
    return true;
  }
  if (result.error().reason == "FACT_CONFLICT") return true;
  return calls_.explain(result.error());
}

Outcome<bool> Importer::Send(const std::string& account_id, Batch batch) {
  Outcome<bool> registered = Register(account_id);
  if (!registered.ok()) return registered;
  if (options_.dry_run) {
    CountDryRun(batch.rows);
    return true;
  }
  return SendRows(account_id, std::move(batch.rows));
}

// A request that is refused for malformed rows is sent again without them, as a new request.
Outcome<bool> Importer::SendRows(const std::string& account_id, std::vector<ImportRow> rows) {
  while (!rows.empty()) {
    const v1::ImportDocumentsRequest request = MakeRequest(account_id, options_.reason, rows);
    const auto result = calls_.import_documents(request);
    if (result.ok()) {
      if (result->results_size() != request.documents_size()) {
        return Failure{ExitCode::kRefused, "the server did not answer for every document",
                       "import the file again: what is recorded stays as it is"};
      }
      CountResults(rows, *result);
      return true;
    }
    const auto malformed = MalformedRows(result.error(), rows);
    if (malformed.empty()) return calls_.explain(result.error());
    std::vector<ImportRow> rest;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto why = malformed.find(i);
      if (why == malformed.end()) {
        rest.push_back(std::move(rows[i]));
      } else {
        ++counts_.bad_rows;
        report_(rows[i].line, why->second);
      }
    }
    rows = std::move(rest);
  }
  return true;
}

DocumentCounts* Importer::CountsFor(const ImportRow& row) {
  return IsCreditNote(row) ? &counts_.credit_notes : &counts_.invoices;
}

void Importer::CountResults(const std::vector<ImportRow>& rows,
                            const v1::ImportDocumentsResponse& response) {
  counts_.episodes_opened += response.episodes_opened();
  int next = 0;
  for (const ImportRow& row : rows) {
    std::string why;
    for (DocumentCounts* counts : {CountsFor(row), &counts_.payments}) {
      const bool is_payment = counts == &counts_.payments;
      if (is_payment && !row.payment) continue;
      const v1::DocumentResult& result = response.results(next++);
      if (result.outcome() == v1::DOCUMENT_OUTCOME_RECORDED) {
        ++counts->recorded;
      } else if (result.outcome() == v1::DOCUMENT_OUTCOME_UNCHANGED) {
        ++counts->unchanged;
      } else if (result.outcome() == v1::DOCUMENT_OUTCOME_LATER) {
        ++counts->later;
      } else {
        if (result.reason() == "BACKDATED") backdated_ = true;
        if (!why.empty()) why += "; ";
        why += (is_payment ? "payment " + row.payment->payment_id()
                           : (IsCreditNote(row) ? "credit note " : "invoice ") +
                                 row.invoice.invoice_id()) +
               " refused: " + result.message() + " [" + result.reason() + "]";
      }
    }
    if (why.empty()) continue;
    ++counts_.bad_rows;
    report_(row.line, why);
  }
}

void Importer::CountDryRun(const std::vector<ImportRow>& rows) {
  for (const ImportRow& row : rows) {
    ++CountsFor(row)->recorded;
    if (row.payment) ++counts_.payments.recorded;
  }
}

std::string SummaryText(const ImportCounts& counts) {
  const DocumentCounts& notes = counts.credit_notes;
  std::string text = Count(counts.rows, "row", "rows") + ": " +
                     CountsText(counts.invoices, "invoice", "invoices") + "; ";
  if (notes.recorded + notes.unchanged + notes.later > 0) {
    text += CountsText(notes, "credit note", "credit notes") + "; ";
  }
  text += CountsText(counts.payments, "payment", "payments") + "; " +
          Count(counts.bad_rows, "bad row", "bad rows") + "; ";
  if (counts.bad_lines > 0) text += Count(counts.bad_lines, "bad line", "bad lines") + "; ";
  return text + Count(counts.accounts, "account", "accounts") + "; " +
         Count(counts.episodes_opened, "episode", "episodes") + " of suspension opened";
}

}  // namespace reinstate::cli
