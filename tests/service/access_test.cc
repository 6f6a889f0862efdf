// Who may call what, and that nobody learns of another tenant's account.

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "reinstate/rpc/error_details.pb.h"
#include "server/rpc/method_policy.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

using google::protobuf::Message;

constexpr char kOwn[] = "own";
constexpr char kOther[] = "other";
constexpr char kAbsent[] = "absent";

// What the RPCs that change something of the account itself need.
void NameChange(Message& request) {
  if (auto* update = dynamic_cast<v1::UpdatePartnerProfileRequest*>(&request)) {
    update->mutable_update_mask()->add_paths("legal_name");
    update->set_etag("1");
  }
  if (auto* enroll = dynamic_cast<v1::EnrollProgramRequest*>(&request)) {
    enroll->set_program_id("developer");
  }
  if (auto* update = dynamic_cast<v1::UpdateAccountRequest*>(&request)) {
    update->mutable_update_mask()->add_paths("display_name");
  }
  if (auto* verification = dynamic_cast<v1::SetVerificationResultRequest*>(&request)) {
    verification->set_status(v1::VERIFICATION_STATUS_PENDING);
  }
}

// A valid request of the RPC about the account.
std::unique_ptr<Message> RequestFor(const rpc::MethodInfo& method, const std::string& account_id) {
  std::unique_ptr<Message> request(method.request_prototype->New());
  const auto* reflection = request->GetReflection();
  const auto* type = request->GetDescriptor();
  const auto set = [&](const char* field, const std::string& value) {
    if (const auto* found = type->FindFieldByName(field)) {
      reflection->SetString(request.get(), found, value);
    }
  };
  set("account_id", account_id);
  set("request_id", NewRequestId());
  set("hold_id", "H-1");
  set("invoice_id", "INV-1");
  set("payment_id", "PAY-1");
  set("dispute_id", "D-1");
  set("result_id", NewRequestId());
  set("signal_id", "SIG-1");
  set("exemption_id", "EX-1");
  set("reason", "a test");
  for (const char* field : {"provider_id", "issue_id"}) set(field, "P-1");
  set("ticket_id", "T-1");
  set("topic_id", "other");
  for (const char* field : {"subject", "description", "text"}) set(field, "a test");
  for (const char* field :
       {"operation", "cloud", "partner_type", "verdict", "outcome", "severity", "cause"}) {
    if (const auto* found = type->FindFieldByName(field)) {
      reflection->SetEnumValue(request.get(), found, 1);
    }
  }
  if (auto* invoice = dynamic_cast<v1::RecordInvoiceRequest*>(request.get())) {
    invoice->mutable_invoice()->set_invoice_id(NewRequestId());
    invoice->mutable_invoice()->mutable_total()->set_currency_code("USD");
    invoice->mutable_invoice()->mutable_total()->set_amount_minor(1);
    *invoice->mutable_invoice()->mutable_issued_on() = Day("2026-01-10");
  }
  if (auto* payment = dynamic_cast<v1::RecordPaymentRequest*>(request.get())) {
    payment->mutable_payment()->set_payment_id(NewRequestId());
    payment->mutable_payment()->mutable_amount()->set_currency_code("USD");
    payment->mutable_payment()->mutable_amount()->set_amount_minor(1);
  }
  if (auto* set_instructions = dynamic_cast<v1::SetPaymentInstructionsRequest*>(request.get())) {
    auto* instructions = set_instructions->mutable_instructions();
    instructions->set_method("wire");
    instructions->set_beneficiary("Contoso");
    instructions->set_account_number("DE02 1203 0000 0000 2020 51");
  }
  NameChange(*request);
  if (auto* batch = dynamic_cast<v1::BatchGetAccountStatusesRequest*>(request.get())) {
    batch->add_account_ids(account_id);
  }
  if (auto* batch = dynamic_cast<v1::BatchCheckOperationsRequest*>(request.get())) {
    batch->add_checks()->set_account_id(account_id);
    batch->mutable_checks(0)->set_operation(v1::OPERATION_VIEW_BILLING);
  }
  if (auto* watch = dynamic_cast<v1::WatchAccountStatusesRequest*>(request.get())) {
    watch->add_account_ids(account_id);
  }
  if (auto* import = dynamic_cast<v1::ImportDocumentsRequest*>(request.get())) {
    import->add_documents();
  }
  if (auto* clock = dynamic_cast<v1::SetClockRequest*>(request.get())) {
    *clock->mutable_now() = At("2026-01-10T12:00:00Z");
    clock->set_frozen(true);
  }
  if (auto* clock = dynamic_cast<v1::AdvanceClockRequest*>(request.get())) {
    clock->mutable_by()->set_nanos(1000);
  }
  return request;
}

// How the only item of a batch ended, as the call about it alone would have.
grpc::Status OfItem(const rpc::MethodInfo& method, grpc::ByteBuffer& bytes) {
  std::unique_ptr<Message> response(method.response_prototype->New());
  grpc::ProtoBufferReader reader(&bytes);
  EXPECT_TRUE(response->ParseFromZeroCopyStream(&reader));
  const auto* results = response->GetDescriptor()->FindFieldByName("results");
  const Message& result = response->GetReflection()->GetRepeatedMessage(*response, results, 0);
  const auto* field = result.GetDescriptor()->FindFieldByName("error");
  if (!result.GetReflection()->HasField(result, field)) return grpc::Status::OK;
  v1::ItemError error;
  error.CopyFrom(result.GetReflection()->GetMessage(result, field));
  rpc::ErrorInfo info;
  info.set_reason(error.reason());
  rpc::Status details;
  details.add_details()->set_value(info.SerializeAsString());
  return {static_cast<grpc::StatusCode>(error.code()), error.message(),
          details.SerializeAsString()};
}

// OK where the first message comes: a watch would go on.
grpc::Status OpenStream(const Caller& caller, const rpc::MethodInfo& method,
                        const grpc::ByteBuffer& request) {
  grpc::GenericStub stub(caller.channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  auto call = stub.PrepareCall(&context, "/" + method.name, &queue);
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  call->WriteLast(request, grpc::WriteOptions(), nullptr);
  queue.Next(&tag, &ok);
  grpc::ByteBuffer response;
  call->Read(&response, nullptr);
  queue.Next(&tag, &ok);
  const bool came = ok;
  if (came) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  return came ? grpc::Status::OK : status;
}

grpc::Status Send(const Caller& caller, const rpc::MethodInfo& method, const Message& request) {
  grpc::GenericStub stub(caller.channel);
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  grpc::ByteBuffer bytes, response;
  bool own_buffer = false;
  EXPECT_TRUE((
      grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(request, &bytes, &own_buffer).ok()));
  if (method.descriptor->server_streaming()) return OpenStream(caller, method, bytes);
  auto call = stub.PrepareUnaryCall(&context, "/" + method.name, bytes, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  if (status.ok() && method.policy.names_accounts()) return OfItem(method, response);
  return status;
}

std::vector<rpc::MethodInfo> AllMethods() {
  auto methods = rpc::LoadMethods({v1::GetAccountStatusRequest::descriptor()->file()->service(0),
                                   v1::RegisterAccountRequest::descriptor()->file()->service(0),
                                   v1::RecordInvoiceRequest::descriptor()->file()->service(0),
                                   v1::GetInvoiceRequest::descriptor()->file()->service(0),
                                   v1::CreateTicketRequest::descriptor()->file()->service(0),
                                   v1::GetClockRequest::descriptor()->file()->service(0)});
  return std::move(*methods);
}

// The role table of the API, written down a second time, by RPC and not by permission:
// 'o' own account, 'a' any, '-' none; roles in the order of rpc::Role.
using Rows = std::map<std::string, std::string>;

Rows StandingRows() {
  return {
      {"GetAccountStatus", "ooooaaaaaaaa"},
      {"CheckOperation", "ooooaaaaaaaa"},
      {"ListStatusTransitions", "ooooaaaaaaaa"},
      {"GetRestorationPlan", "oo---aa-aaaa"},
      {"EvaluateAccountStatus", "oo---aa-aaaa"},
      {"BatchGetAccountStatuses", "ooooaaaaaaaa"},
      {"BatchCheckOperations", "ooooaaaaaaaa"},
      {"GetPartnerProfile", "ooo---aaaaaa"},
      {"UpdatePartnerProfile", "o---------a-"},
      {"EnrollProgram", "o---------a-"},
      {"ListProgramVerifications", "ooo---aaaaaa"},
      {"WatchAccountStatuses", "ooooaaaaaaaa"},
      {"RegisterAccount", "----a-----a-"},
      {"SetVerificationResult", "------a---a-"},
      {"PlaceHold", "------a---a-"},
      {"ReleaseHold", "------a---a-"},
      {"ListHolds", "-----aaaaaaa"},
      {"ReinstateAccount", "----------a-"},
      {"RecordAbuseSignal", "------a---a-"},
      {"ResolveAbuseSignal", "------a---a-"},
      {"WithdrawAbuseSignal", "------a---a-"},
      {"ListAbuseSignals", "-----aaaaaaa"},
      {"GrantExemption", "---------aa-"},
      {"RevokeExemption", "---------aa-"},
      {"ListExemptions", "-----aaaaaaa"},
      {"ListAccounts", "-----aaaaaaa"},
      {"GetAccount", "-----aaaaaaa"},
      {"ListAuditEntries", "----------aa"},
      {"PreviewPolicy", "----------a-"},
      {"CreatePolicy", "----------a-"},
      {"RevokePolicy", "----------a-"},
      {"GetPolicy", "------a-aaaa"},
      {"ListPolicies", "------a-aaaa"},
  };
}

Rows BillRows() {
  return {
      {"RecordInvoice", "-----a----a-"},
      {"RecordPayment", "-----a----a-"},
      {"ImportDocuments", "-----a----a-"},
      {"VoidInvoice", "-----a----a-"},
      {"WriteOffInvoice", "----------a-"},
      {"OpenDispute", "-----a----a-"},
      {"ResolveDispute", "-----a----a-"},
      {"SettlePayment", "-----a----a-"},
      {"FailPayment", "-----a----a-"},
      {"ReversePayment", "-----a----a-"},
      {"VoidPayment", "-----a----a-"},
      {"SetPaymentTerms", "-----a----a-"},
      {"SetPaymentInstructions", "----------a-"},
      {"ListInvoices", "ooo--a-aaaaa"},
      {"GetInvoice", "ooo--a-aaaaa"},
      {"GetBillingSummary", "ooo--a-aaaaa"},
      {"GetInvoiceFile", "ooo--a-aaaaa"},
      {"DownloadInvoiceFile", "ooo--a-aaaaa"},
      {"StreamReconciliation", "ooo--a-aaaaa"},
      {"ListPayments", "ooo--a-aaaaa"},
      {"ListSupportTopics", "aaaa----aaaa"},
      {"CreateTicket", "oooo----aa--"},
      {"GetTicket", "oooo----aaaa"},
      {"ListTickets", "oooo----aaaa"},
      {"AddComment", "oooo----aa--"},
      {"ListComments", "oooo----aaaa"},
      {"WithdrawReinstatement", "o-------aa--"},
      {"DecideReinstatement", "---------aa-"},
      {"ListLedgerEntries", "ooo--a-aaaaa"},
      {"SetClock", "----------a-"},
      {"AdvanceClock", "----------a-"},
      {"GetClock", "----------a-"},
      {"UpdateAccount", "----a-----a-"},
      {"CloseAccount", "----a-----a-"},
      {"LinkProvider", "----a-----a-"},
      {"UnlinkProvider", "----a-----a-"},
      {"ReportProviderIssue", "------a---a-"},
      {"UpdateProviderIssue", "------a---a-"},
      {"ResolveProviderIssue", "------a---a-"},
      {"ListProviderIssues", "-----aaaaaaa"},
      {"ListAffectedResellers", "-----aaaaaaa"},
  };
}

const Rows& Table() {
  static const Rows* const table = [] {
    auto* all = new Rows(StandingRows());
    all->merge(BillRows());
    return all;
  }();
  return *table;
}

bool Refused(const grpc::Status& status) { return ReasonOf(status) == "NOT_PERMITTED"; }

TEST(Access, EveryRpcOfEveryRoleOnOwnOtherAndAbsentAccounts) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register(kOwn, "2026-01-01T00:00:00Z");
  fixture.Register(kOther, "2026-01-01T00:00:00Z");
  for (const rpc::MethodInfo& method : AllMethods()) {
    const std::string& row = Table().at(method.descriptor->name());
    for (int i = 0; i < static_cast<int>(row.size()); ++i) {
      const auto role = static_cast<rpc::Role>(i);
      SCOPED_TRACE(method.name + " as " + rpc::RoleName(role));
      const bool partner = rpc::IsPartnerRole(role);
      const Caller caller = fixture.As(role, partner ? kOwn : "");
      const char reach = row[static_cast<size_t>(i)];
      const auto own = Send(caller, method, *RequestFor(method, kOwn));
      const auto other = Send(caller, method, *RequestFor(method, kOther));
      const std::string fresh = kAbsent + NewRequestId();  // RegisterAccount makes them exist
      const auto absent = Send(caller, method, *RequestFor(method, fresh));
      EXPECT_EQ(Refused(own), reach == '-') << own.error_message();
      EXPECT_EQ(Refused(other), reach != 'a') << other.error_message();
      EXPECT_EQ(Refused(absent), reach != 'a') << absent.error_message();
      if (reach != 'a') {
        EXPECT_EQ(other.error_message(), absent.error_message());
        EXPECT_EQ(other.error_details(), absent.error_details());
      }
    }
  }
}

TEST(Access, TheTableNamesEveryRpc) {
  std::set<std::string> served;
  for (const rpc::MethodInfo& method : AllMethods()) served.insert(method.descriptor->name());
  for (const auto& [name, row] : Table()) EXPECT_EQ(served.count(name), 1u) << name;
  EXPECT_EQ(served.size(), Table().size());
}

TEST(Access, NoTokenABadTokenAndTwoTokensAreUnauthenticated) {
  ServerFixture fixture;
  v1::GetAccountStatusRequest request;
  request.set_account_id(kOwn);
  v1::GetAccountStatusResponse response;
  grpc::ClientContext none, bad, two;
  const auto code = [](const grpc::Status& status) { return status.error_code(); };
  EXPECT_EQ(code(fixture.WithToken("").status->GetAccountStatus(&none, request, &response)),
            grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(code(fixture.WithToken("a.b.c").status->GetAccountStatus(&bad, request, &response)),
            grpc::StatusCode::UNAUTHENTICATED);
  two.AddMetadata("authorization", "Bearer " + fixture.Token(rpc::Role::kOperator));
  EXPECT_EQ(
      code(fixture.As(rpc::Role::kOperator).status->GetAccountStatus(&two, request, &response)),
      grpc::StatusCode::UNAUTHENTICATED);
}

TEST(Access, AmountsAreShownOnlyToRolesThatMayReadBilling) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register(kOwn, "2026-01-01T00:00:00Z");
  fixture.RecordInvoice(kOwn, "INV-1", 500, "2026-01-10", "2026-01-10");
  const auto shows_amount = [&](rpc::Role role, const std::string& account_id) {
    v1::GetAccountStatusRequest request;
    request.set_account_id(kOwn);
    grpc::ClientContext context;
    v1::GetAccountStatusResponse response;
    EXPECT_TRUE(
        fixture.As(role, account_id).status->GetAccountStatus(&context, request, &response).ok());
    return response.status().causes(0).explanations(0).has_residual();
  };
  EXPECT_TRUE(shows_amount(rpc::Role::kGlobalAdmin, kOwn));
  EXPECT_TRUE(shows_amount(rpc::Role::kSvcReader, ""));
  EXPECT_FALSE(shows_amount(rpc::Role::kHelpdeskAgent, kOwn));
  EXPECT_FALSE(shows_amount(rpc::Role::kSvcRisk, ""));
}

TEST(Access, AnInternalHoldShowsItsCauseButNotItsReasonToPartners) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register(kOwn, "2026-01-01T00:00:00Z");
  v1::PlaceHoldRequest place;
  place.set_account_id(kOwn);
  place.set_request_id(NewRequestId());
  place.set_hold_id("H-1");
  place.set_reason("suspicious sign-ins");
  place.set_internal(true);
  v1::PlaceHoldResponse placed;
  grpc::ClientContext place_context;
  ASSERT_TRUE(
      fixture.As(rpc::Role::kSvcRisk).admin->PlaceHold(&place_context, place, &placed).ok());
  v1::GetAccountStatusRequest request;
  request.set_account_id(kOwn);
  v1::GetAccountStatusResponse partner, staff;
  grpc::ClientContext partner_context, staff_context;
  ASSERT_TRUE(fixture.As(rpc::Role::kGlobalAdmin, kOwn)
                  .status->GetAccountStatus(&partner_context, request, &partner)
                  .ok());
  ASSERT_TRUE(fixture.As(rpc::Role::kSupportAgent)
                  .status->GetAccountStatus(&staff_context, request, &staff)
                  .ok());
  ASSERT_EQ(partner.status().causes_size(), 1);
  EXPECT_EQ(partner.DebugString().find("suspicious"), std::string::npos);
  EXPECT_EQ(staff.status().causes(0).explanations(0).internal_note(), "suspicious sign-ins");
}

TEST(Access, ARiskServiceReleasesOnlyTheHoldsItPlaced) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register(kOwn, "2026-01-01T00:00:00Z");
  v1::PlaceHoldRequest place;
  place.set_account_id(kOwn);
  place.set_request_id(NewRequestId());
  place.set_hold_id("H-1");
  place.set_reason("a check");
  v1::PlaceHoldResponse placed;
  grpc::ClientContext place_context;
  ASSERT_TRUE(fixture.As(rpc::Role::kSvcRisk, "", "risk-1")
                  .admin->PlaceHold(&place_context, place, &placed)
                  .ok());
  const auto release = [&](const std::string& subject) {
    v1::ReleaseHoldRequest request;
    request.set_account_id(kOwn);
    request.set_request_id(NewRequestId());
    request.set_hold_id("H-1");
    grpc::ClientContext context;
    v1::ReleaseHoldResponse response;
    return ReasonOf(fixture.As(rpc::Role::kSvcRisk, "", subject)
                        .admin->ReleaseHold(&context, request, &response));
  };
  EXPECT_EQ(release("risk-2"), "NOT_PERMITTED");
  EXPECT_EQ(release("risk-1"), "OK");
  EXPECT_EQ(release("risk-1"), "HOLD_RELEASED");
}

}  // namespace
}  // namespace reinstate::testing
