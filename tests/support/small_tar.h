#pragma once

#include <array>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace prodparity::test {

// A tar archive (POSIX ustar) of regular files.
inline std::string small_tar(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string tar;
  for (const auto& [name, bytes] : files) {
    std::array<char, 512> header{};
    std::memcpy(header.data(), name.data(), name.size());
    std::snprintf(&header[100], 8, "%07o", 0644U);
    std::snprintf(&header[124], 12, "%011zo", bytes.size());
    std::memcpy(&header[148], "        ", 8);
    header[156] = '0';
    std::memcpy(&header[257],
                "ustar\0"
                "00",
                8);
    unsigned sum = 0;
    for (const char c : header)
      sum += static_cast<unsigned char>(c);
    std::snprintf(&header[148], 8, "%06o", sum);
    tar.append(header.data(), header.size()).append(bytes);
    tar.append((512 - bytes.size() % 512) % 512, '\0');
  }
  return tar.append(1024, '\0');
}

}  // namespace prodparity::test
