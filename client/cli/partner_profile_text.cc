#include "client/cli/partner_profile_text.h"

#include <functional>

#include "client/cli/dates.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Every text of the message and of those within it.
void ForEachField(
    Message* message, const std::string& prefix,
    const std::function<void(const std::string&, Message*, const FieldDescriptor*)>& visit) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    const std::string path = prefix + field->name();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      ForEachField(message->GetReflection()->MutableMessage(message, field), path + ".", visit);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      visit(path, message, field);
    }
  }
}

Table::Colour ColourOf(v1::VerificationStatus status) {
  switch (status) {
    case v1::VERIFICATION_STATUS_AUTHORIZED:
      return Table::Colour::kGreen;
    case v1::VERIFICATION_STATUS_REJECTED:
    case v1::VERIFICATION_STATUS_FAILED:
      return Table::Colour::kRed;
    default:
      return Table::Colour::kYellow;
  }
}

// "EMAIL_NOT_CONFIRMED: nobody answered"; either part may be missing.
std::string ReasonText(const v1::VerificationState& state) {
  std::string text;
  if (state.reason_code() != v1::VERIFICATION_REASON_CODE_UNSPECIFIED) {
    text = Word(state.reason_code());
  }
  if (state.public_reason().empty()) return text;
  return text + (text.empty() ? "" : ": ") + state.public_reason();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ProfileFields(const v1::PartnerProfile& profile) {
  v1::PartnerProfile copy = profile;
  std::vector<std::pair<std::string, std::string>> fields;
  ForEachField(&copy, "",
               [&](const std::string& path, Message* message, const FieldDescriptor* field) {
                 fields.emplace_back(path, message->GetReflection()->GetString(*message, field));
               });
  return fields;
}

Outcome<std::string> SetProfileField(const std::string& assignment, v1::PartnerProfile* profile) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) {
    return UsageFailure("'" + assignment + "' sets nothing", "write it as FIELD=VALUE");
  }
  const std::string path = assignment.substr(0, equals);
  bool found = false;
  std::vector<std::string> known;
  ForEachField(profile, "",
               [&](const std::string& other, Message* message, const FieldDescriptor* field) {
                 known.push_back(other);
                 if (other != path) return;
                 message->GetReflection()->SetString(message, field, assignment.substr(equals + 1));
                 found = true;
               });
  if (found) return path;
  return UsageFailure("the partner profile has no field '" + path + "'",
                      "it has " + Join(known, ", "));
}

std::string ProfileText(const v1::GetPartnerProfileResponse& response, std::size_t width) {
  const v1::VerificationState& state = response.verification();
  std::vector<std::string> lines;
  lines.push_back(
      response.complete()
          ? "The profile is complete"
          : "The profile lacks " +
                Join({response.missing_fields().begin(), response.missing_fields().end()}, ", "));
  std::string verification =
      "Verification: " + Word(state.status()) + " since " + FormatInstant(state.since());
  const std::string reason = ReasonText(state);
  if (!reason.empty()) verification += " (" + reason + ")";
  const bool other_counts = response.final_status() != v1::VERIFICATION_STATUS_UNSPECIFIED &&
                            response.final_status() != state.status();
  if (other_counts) verification += "; until it ends " + Word(response.final_status()) + " counts";
  lines.push_back(verification);
  lines.push_back("Next: " + state.next_step());
  lines.push_back("etag " + response.etag() + ", revision " + std::to_string(response.revision()));
  std::string text;
  for (const std::string& line : lines) text += Wrap(EscapeControls(line), width, "", "  ") + '\n';
  return text;
}

std::string ProgramLine(const v1::ProgramVerification& verification) {
  return EscapeControls(verification.program().program_id() + " (" +
                        verification.program().display_name() +
                        "): " + Word(verification.status()) + ", enrolled " +
                        FormatInstant(verification.enrolled_at())) +
         "\n";
}

Table ProgramTable(const v1::ProgramVerification& verification) {
  Table table(
      {{"CHECK"}, {"STATUS"}, {"SINCE"}, {"REASON", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::CheckVerification& check : verification.checks()) {
    const v1::VerificationState& state = check.state();
    table.Add({Word(check.check()),
               {Word(state.status()), ColourOf(state.status())},
               FormatInstant(state.since()),
               ReasonText(state)});
  }
  return table;
}

std::string NextSteps(const v1::ProgramVerification& verification, std::size_t width) {
  std::string text;
  for (const v1::CheckVerification& check : verification.checks()) {
    if (check.state().next_action() == v1::VERIFICATION_ACTION_NOTHING) continue;
    const std::string line = "Next for " + Word(check.check()) + ": " + check.state().next_step();
    text += Wrap(EscapeControls(line), width, "", "  ") + '\n';
  }
  return text;
}

}  // namespace reinstate::cli
