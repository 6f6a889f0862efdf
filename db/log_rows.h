// How rows of several queries on the log are read. For db/ only.

#pragma once

#include <pqxx/pqxx>

#include "server/domain/transitions.h"

namespace reinstate::db {

Transition ReadTransition(const pqxx::row& row);

}  // namespace reinstate::db
