#pragma once

#include "core/byte_source.h"
#include "core/limits.h"
#include "core/result.h"
#include "io/unique_fd.h"

#include <cstddef>
#include <memory>
#include <string>

namespace prodparity {

// The bytes of a file, unpacked when it is gzip, xz or zstd by its first bytes, in parts of 64 KiB
// and then at most `limit_bytes` of them. "-" is standard input. Only regular files are opened
// (O_NONBLOCK: a FIFO is an error, not a wait). Errors: not_found, denied, io, malformed and
// truncated (compressed data), too_large.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path,
                                                std::size_t limit_bytes = limits::sbom_bytes);

// The same of bytes that are packed and come from elsewhere. Errors: those of `packed` as they are,
// malformed (also where they are not packed), truncated, too_large.
Result<std::unique_ptr<ByteSource>> unpacked_source(std::unique_ptr<ByteSource> packed,
                                                    std::size_t limit_bytes);

// The same where `source` may be packed or not. Errors: those of both.
Result<std::unique_ptr<ByteSource>> unpacked_if_packed(std::unique_ptr<ByteSource> source,
                                                       std::size_t limit_bytes);

// A regular file's bytes as they are, packed or not. Errors: not_found, denied, io.
Result<std::unique_ptr<ByteSource>> open_as_it_is(const std::string& path);

// An open file's bytes as they are, from where it stands, in parts of 64 KiB; `path` names it in
// errors. Errors: io.
std::unique_ptr<ByteSource> descriptor_source(UniqueFd file, std::string path);

}  // namespace prodparity
