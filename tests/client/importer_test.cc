#include "client/cli/importer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace reinstate::cli {
namespace {

client::CallError Error(client::StatusCode code, const std::string& reason) {
  client::CallError error;
  error.code = code;
  error.message = "words";
  error.reason = reason;
  return error;
}

ImportRow Row(const std::string& account, const std::string& invoice, std::int64_t line,
              bool paid = true) {
  ImportRow row;
  row.line = line;
  row.account_id = account;
  row.invoice.set_invoice_id(invoice);
  if (paid) {
    row.payment.emplace();
    row.payment->set_payment_id("pay-" + invoice);
  }
  return row;
}

// Stands in for the server: answers RECORDED unless `answer` says otherwise.
class ImporterTest : public testing::Test {
 protected:
  Importer Make(ImporterOptions options = {}) {
    ImportCalls calls;
    calls.register_account = [this](const v1::RegisterAccountRequest& request) {
      registrations_.push_back(request);
      return register_answer_
                 ? register_answer_(request)
                 : client::Result<v1::RegisterAccountResponse>(v1::RegisterAccountResponse());
    };
    calls.import_documents = [this](const v1::ImportDocumentsRequest& request) {
      requests_.push_back(request);
      return import_answer_ ? import_answer_(request) : AllRecorded(request);
    };
    calls.explain = [](const client::CallError& error) {
      return FailureOfCall(error, "localhost:8443");
    };
    return Importer(std::move(calls), std::move(options),
                    [this](std::int64_t line, const std::string& why) {
                      reports_.push_back(std::to_string(line) + ": " + why);
                    });
  }

  static client::Result<v1::ImportDocumentsResponse> AllRecorded(
      const v1::ImportDocumentsRequest& request) {
    v1::ImportDocumentsResponse response;
    for (int i = 0; i < request.documents_size(); ++i) {
      response.add_results()->set_outcome(v1::DOCUMENT_OUTCOME_RECORDED);
    }
    response.set_episodes_opened(1);
    return response;
  }

  std::function<client::Result<v1::RegisterAccountResponse>(const v1::RegisterAccountRequest&)>
      register_answer_;
  std::function<client::Result<v1::ImportDocumentsResponse>(const v1::ImportDocumentsRequest&)>
      import_answer_;
  std::vector<v1::RegisterAccountRequest> registrations_;
  std::vector<v1::ImportDocumentsRequest> requests_;
  std::vector<std::string> reports_;
};

TEST_F(ImporterTest, GroupsRowsByAccountAndRegistersEachOnce) {
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Add(Row("B", "1", 3, /*paid=*/false)).ok());
  EXPECT_TRUE(importer.Add(Row("A", "2", 4)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_EQ(registrations_.size(), 2U);
  ASSERT_EQ(requests_.size(), 2U);
  EXPECT_EQ(requests_[0].account_id(), "A");
  EXPECT_EQ(requests_[0].documents_size(), 4);
  EXPECT_EQ(requests_[1].documents_size(), 1);
  EXPECT_EQ(SummaryText(importer.counts()),
            "3 rows: 3 invoices recorded, 0 unchanged; 2 payments recorded, 0 unchanged; 0 bad "
            "rows; 2 accounts; 2 episodes of suspension opened");
}

TEST_F(ImporterTest, NeverSendsMoreThan1000DocumentsAtOnce) {
  Importer importer = Make();
  for (int i = 0; i < 1201; ++i) {
    EXPECT_TRUE(importer.Add(Row("A", "i" + std::to_string(i), i, i % 3 != 0)).ok());
  }
  EXPECT_TRUE(importer.Finish().ok());
  int documents = 0;
  for (const auto& request : requests_) {
    EXPECT_LE(request.documents_size(), 1000);
    documents += request.documents_size();
  }
  EXPECT_EQ(documents, 1201 + 800);
  EXPECT_EQ(requests_.size(), 3U);
  EXPECT_EQ(registrations_.size(), 1U);
  EXPECT_EQ(importer.counts().invoices.recorded, 1201);
  EXPECT_EQ(importer.counts().payments.recorded, 800);
}

TEST_F(ImporterTest, GoesOnWhereTheAccountExistsOtherwise) {
  register_answer_ = [](const auto&) {
    return Error(client::StatusCode::kAlreadyExists, "FACT_CONFLICT");
  };
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_EQ(importer.counts().invoices.recorded, 1);
}

TEST_F(ImporterTest, StopsWhereTheAccountCannotBeRegistered) {
  register_answer_ = [](const auto&) {
    return Error(client::StatusCode::kPermissionDenied, "BACKDATED");
  };
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  const auto done = importer.Finish();
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ExitCode::kNotPermitted);
  EXPECT_NE(done.error().todo.find("--reason"), std::string::npos);
  EXPECT_TRUE(requests_.empty());
}

TEST_F(ImporterTest, EndsWhereACallFails) {
  import_answer_ = [](const auto&) { return Error(client::StatusCode::kUnavailable, ""); };
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  const auto done = importer.Finish();
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ExitCode::kUnavailable);
  EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(ImporterTest, CountsEachOutcome) {
  import_answer_ = [](const auto& request) -> client::Result<v1::ImportDocumentsResponse> {
    v1::ImportDocumentsResponse response;
    const v1::DocumentOutcome outcomes[] = {
        v1::DOCUMENT_OUTCOME_UNCHANGED, v1::DOCUMENT_OUTCOME_LATER, v1::DOCUMENT_OUTCOME_RECORDED,
        v1::DOCUMENT_OUTCOME_REFUSED};
    for (int i = 0; i < request.documents_size(); ++i) {
      auto* result = response.add_results();
      result->set_outcome(outcomes[i % 4]);
      if (i % 4 == 3) {
        result->set_reason("BACKDATED");
        result->set_message("too old");
      }
    }
    return response;
  };
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Add(Row("A", "2", 3)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_EQ(importer.counts().invoices.unchanged, 1);
  EXPECT_EQ(importer.counts().payments.later, 1);
  EXPECT_NE(SummaryText(importer.counts()).find(", 1 of the future (import them again then); "),
            std::string::npos);
  EXPECT_EQ(importer.counts().invoices.recorded, 1);
  EXPECT_EQ(importer.counts().bad_rows, 1);
  EXPECT_TRUE(importer.backdated());
  EXPECT_EQ(reports_, std::vector<std::string>{"3: payment pay-2 refused: too old [BACKDATED]"});
}

TEST_F(ImporterTest, ReportsASecondInvoiceWithOtherContent) {
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Add(Row("A", "1", 3, /*paid=*/false)).ok());
  EXPECT_TRUE(importer.Add(Row("B", "1", 4, /*paid=*/false)).ok());
  EXPECT_TRUE(importer.Add(Row("A", "1", 5)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_EQ(reports_, std::vector<std::string>{"3: invoice 1 stands on line 2 with other content"});
  EXPECT_EQ(importer.counts().rows, 4);
  EXPECT_EQ(importer.counts().bad_rows, 1);
}

TEST_F(ImporterTest, SendsTheRestWhereTheServerCallsARowMalformed) {
  import_answer_ = [](const auto& request) -> client::Result<v1::ImportDocumentsResponse> {
    for (int i = 0; i < request.documents_size(); ++i) {
      if (request.documents(i).invoice().invoice_id() != "bad") continue;
      auto error = Error(client::StatusCode::kInvalidArgument, "INVALID_FIELD");
      error.fields.push_back(
          {"documents[" + std::to_string(i) + "].invoice.due_on", "lies before issued_on"});
      return error;
    }
    return AllRecorded(request);
  };
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Add(Row("A", "bad", 3)).ok());
  EXPECT_TRUE(importer.Add(Row("A", "2", 4)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_EQ(reports_, std::vector<std::string>{"3: invoice.due_on lies before issued_on"});
  EXPECT_EQ(importer.counts().invoices.recorded, 2);
  EXPECT_EQ(importer.counts().bad_rows, 1);
  ASSERT_EQ(requests_.size(), 2U);
}

TEST_F(ImporterTest, DoesNotTrustAnAnswerThatLeavesDocumentsOut) {
  import_answer_ = [](const auto&) { return v1::ImportDocumentsResponse(); };
  Importer importer = Make();
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_FALSE(importer.Finish().ok());
}

TEST_F(ImporterTest, SendsCreditNotesAfterAllInvoices) {
  Importer importer = Make();
  ImportRow note = Row("A", "note", 2, /*paid=*/false);
  note.invoice.set_document_type(v1::DOCUMENT_TYPE_CREDIT_NOTE);
  note.invoice.set_amends("i1000");
  EXPECT_TRUE(importer.Add(note).ok());
  for (int i = 0; i < 1001; ++i) {
    EXPECT_TRUE(importer.Add(Row("A", "i" + std::to_string(i), i + 3, /*paid=*/false)).ok());
  }
  EXPECT_TRUE(importer.Finish().ok());
  ASSERT_EQ(requests_.size(), 3U);
  ASSERT_EQ(requests_[2].documents_size(), 1);
  EXPECT_EQ(requests_[2].documents(0).invoice().invoice_id(), "note");
  EXPECT_EQ(SummaryText(importer.counts()),
            "1002 rows: 1001 invoices recorded, 0 unchanged; 1 credit note recorded, 0 unchanged; "
            "0 payments recorded, 0 unchanged; 0 bad rows; 1 account; 3 episodes of suspension "
            "opened");
}

TEST_F(ImporterTest, SendsInvoicesWithManyLinesInSmallerRequests) {
  Importer importer = Make();
  for (int i = 0; i < 10; ++i) {
    ImportRow row = Row("A", "i" + std::to_string(i), i, /*paid=*/false);
    for (int j = 0; j < 1000; ++j) row.invoice.add_lines()->set_description(std::string(200, 'x'));
    EXPECT_TRUE(importer.Add(std::move(row)).ok());
  }
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_EQ(requests_.size(), 2U);
  for (const auto& request : requests_) EXPECT_LT(request.ByteSizeLong(), 2U << 20U);
  EXPECT_EQ(importer.counts().invoices.recorded, 10);
}

TEST_F(ImporterTest, SendsNothingInADryRun) {
  ImporterOptions options;
  options.dry_run = true;
  Importer importer = Make(options);
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  EXPECT_TRUE(requests_.empty());
  EXPECT_TRUE(registrations_.empty());
  EXPECT_EQ(importer.counts().accounts, 1);
}

TEST_F(ImporterTest, RegistersWithTheGivenAttributes) {
  ImporterOptions options;
  options.reason = "migration";
  options.registration.set_cloud(v1::CLOUD_US_GOVERNMENT);
  options.registration.set_reason("migration");
  Importer importer = Make(options);
  EXPECT_TRUE(importer.Add(Row("A", "1", 2)).ok());
  EXPECT_TRUE(importer.Finish().ok());
  ASSERT_EQ(registrations_.size(), 1U);
  EXPECT_EQ(registrations_[0].account_id(), "A");
  EXPECT_EQ(registrations_[0].cloud(), v1::CLOUD_US_GOVERNMENT);
  EXPECT_EQ(requests_[0].reason(), "migration");
}

}  // namespace
}  // namespace reinstate::cli
