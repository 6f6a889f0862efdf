// SQL as it is embedded at build: one complete static statement a file in db/queries.

#pragma once

namespace reinstate::db {

struct Statement {
  const char* name;  // "billing/insert_invoice": what logs call it
  const char* text;
};

struct Migration {
  int number;
  const char* name;
  const char* checksum;  // SHA-256 of the text, hexadecimal
  const char* text;
};

}  // namespace reinstate::db
