// Writes the file that keeps a user's servers; client/runtime/profiles.h reads it.

#pragma once

#include <filesystem>

#include "client/cli/failure.h"
#include "client/runtime/profiles.h"

namespace reinstate::cli {

// Replaces the file at once (a new file, mode 0600, synced and renamed over the old one), so that
// a reader sees the old or the new and never half. Makes the directory, mode 0700.
Outcome<bool> SaveProfiles(const std::filesystem::path& path, const client::Profiles& profiles);

}  // namespace reinstate::cli
