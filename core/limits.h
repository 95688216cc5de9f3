#pragma once

#include <cstddef>

// Everything that input can make grow has its bound here, with a test at it and one past it.
// Sizes are bytes unless the name says otherwise.
namespace prodparity::limits {

inline constexpr std::size_t kib = 1024;
inline constexpr std::size_t mib = 1024 * kib;

// Text that goes into a Component. Debian names end at ~100 characters; purl has no limit.
inline constexpr std::size_t name_bytes = 1024;
inline constexpr std::size_t version_bytes = 1024;
inline constexpr std::size_t relations_bytes = 64 * kib;  // Depends + Recommends of one package

// Package databases. The largest real status file seen is 6 MB (5,800 packages).
inline constexpr std::size_t package_database_bytes = 128 * mib;
inline constexpr std::size_t metadata_bytes = 4 * mib;      // one METADATA or PKG-INFO
inline constexpr std::size_t record_bytes = 64 * mib;       // one RECORD
inline constexpr std::size_t file_list_bytes = 64 * mib;    // one info/*.list
inline constexpr std::size_t journal_updates = 100'000;     // files in dpkg's updates/
inline constexpr std::size_t apt_history_bytes = 16 * mib;  // apt's history.log
inline constexpr std::size_t apt_runs = 100'000;
inline constexpr std::size_t command_line_bytes = 4096;  // kept of a command line
inline constexpr std::size_t components = 1'000'000;     // of one Inventory
// What apt is about to do. All of the largest system seen (5,800 packages) upgraded at once is
// 1.7 MB of apt's text, and 380 kB as a request.
inline constexpr std::size_t apt_plan_bytes = 8 * mib;
inline constexpr std::size_t planned_changes = 10'000;
inline constexpr std::size_t pip_report_bytes = 64 * mib;  // each description is in it
inline constexpr std::size_t pushed_refs_bytes = 8 * mib;  // a push of 40,000 refs
inline constexpr std::size_t reason_bytes = 1024;          // why somebody lets a plan through
inline constexpr std::size_t architectures = 64;           // of one package that a journal changes
inline constexpr std::size_t unread_stanzas = 100;         // told one by one, of one unit

// Discovery of environments below a workspace (DESIGN: depth 4).
inline constexpr std::size_t workspace_depth = 4;
inline constexpr std::size_t listed_paths = 1'000'000;
inline constexpr std::size_t discovery_rounds = 8;    // places that lead on to further places
inline constexpr std::size_t workspace_watches = 24;  // direct children of it

// SBOMs are streamed: the size bounds time, not memory.
inline constexpr std::size_t sbom_bytes = 2048 * mib;
inline constexpr std::size_t sbom_depth = 64;
inline constexpr std::size_t sbom_string_bytes = 16 * mib;   // one string, while streaming
inline constexpr std::size_t sbom_text_bytes = 64 * kib;     // one string that is kept
inline constexpr std::size_t sbom_dependencies = 1'000'000;  // kept; the rest only groups less
inline constexpr std::size_t reference_file_bytes = 256 * mib;

// What is fetched for a reference (core/material.h).
inline constexpr std::size_t material_line_bytes = 256 * kib;  // certificates are in it
inline constexpr std::size_t material_parts = 4096;
inline constexpr std::size_t material_part_bytes = 128 * mib;
inline constexpr std::size_t material_bytes = 1024 * mib;
inline constexpr std::size_t reference_keys = 64;  // that a reference may be signed with

// Production's build files: Dockerfiles, requirements, lock files.
inline constexpr std::size_t ship_file_bytes = 4 * mib;
inline constexpr std::size_t dockerfile_bytes = 1 * mib;
inline constexpr std::size_t ship_files = 32;                // read, and watched
inline constexpr std::size_t ship_words = 16'384;            // of one script
inline constexpr std::size_t ship_variable_bytes = 1 * kib;  // of a variable's value
inline constexpr std::size_t ship_entries = 20'000;          // of one file, and of all of them
inline constexpr std::size_t dockerfile_instructions = 10'000;

// Small JSON: configuration, protocol, attestation parts (parse_json).
inline constexpr std::size_t json_depth = 64;
inline constexpr std::size_t config_bytes = 1024 * kib;
inline constexpr std::size_t rules = 100'000;
inline constexpr std::size_t pattern_bytes = 4096;   // one glob or regular expression
inline constexpr std::size_t compared_lines = 2000;  // line by line; more are shown as replaced

// Questions to production.
inline constexpr std::size_t question_bytes = 4096;
inline constexpr std::size_t version_clauses = 64;     // of one requirement; extras, too
inline constexpr std::size_t asked_bytes = 256 * mib;  // of file lists read for one question
inline constexpr std::size_t answer_owners = 16;       // that one name leads to
inline constexpr std::size_t answer_packages = 1000;   // told one by one of what would have to ship

// The local socket: one JSON-RPC message a line. The largest is a plan (above); all sessions at
// once are then 32 MiB, and only as long as they send.
inline constexpr std::size_t request_bytes = 512 * kib;
inline constexpr std::size_t response_bytes = 64 * mib;
inline constexpr std::size_t subscriber_queue = 256;  // messages; a slower reader is dropped
inline constexpr std::size_t sessions = 64;
inline constexpr std::size_t raw_events = 1024;        // kept for `debug`
inline constexpr std::size_t applied_entries = 1000;   // of one run of a package manager
inline constexpr std::size_t agent_sessions = 256;     // whose cursors are kept, the newest
inline constexpr std::size_t waiting_for_agents = 32;  // of `sessions`: for idle agents' sessions
inline constexpr std::size_t woken_findings = 256;     // that one session was woken for
inline constexpr std::size_t agents = 64;              // whose last calls are kept
inline constexpr std::size_t agent_name_bytes = 32;
inline constexpr std::size_t agent_session_bytes = 128;

// Who made a change: what is kept of commands and processes.
inline constexpr std::size_t tool_command_bytes = 500;       // a tool call's, redacted
inline constexpr std::size_t package_command_bytes = 300;    // a package manager's own words
inline constexpr std::size_t environment_bytes = 256 * kib;  // of one process
inline constexpr std::size_t ancestors = 64;                 // processes from one up to the first
inline constexpr std::size_t processes_looked_at = 4096;     // for pip, when its folder changes
inline constexpr std::size_t tool_windows = 256;             // the newest
inline constexpr std::size_t sightings = 64;                 // of package managers, the newest
inline constexpr std::size_t recent_changes = 64;            // that may be judged again, the newest
inline constexpr std::size_t causes = 8;                     // named of one change
inline constexpr std::size_t attributed_components = 20'000;

// The journal on disk, rotated before it grows past this.
inline constexpr std::size_t journal_bytes = 16 * mib;
inline constexpr std::size_t journal_line_bytes = 64 * kib;
inline constexpr std::size_t snapshot_bytes = 256 * kib;

inline constexpr std::size_t watches = 64;  // inotify watches of a usual container

// GitHub refuses a comment of more than 65,536 characters.
inline constexpr std::size_t markdown_characters = 65'000;

}  // namespace prodparity::limits
