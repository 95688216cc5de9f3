#pragma once

#include "core/inventory.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Pure passes over a whole Inventory, in this order: file lists wanted -> ownership and ships ->
// shadowing. Each is a function of values; the engine only reads the lists it is told to.
namespace prodparity {

// One package's info/NAME.list or NAME:ARCH.list.
struct FileList {
  std::string package;  // "python3-yaml" or "libc6:amd64", from the file name
  std::string_view bytes;
};

// What of one list the passes need, small enough to be kept for every package of a root.
struct ListFacts {
  std::string package;                // as in FileList
  Ships ships = Ships::unknown;       // nothing or runtime_files, see attribute_owners()
  std::vector<std::string> metadata;  // folders or files *-info it names, each once, without /usr
};
ListFacts facts_of(const FileList& list);

// The debs whose file lists decide something: those that may own the Python distributions found
// (by their name or a relation to python3), and those whose name the policy's name rule (ssl,
// crypto, tls, cert, pki) looks at. "NAME:ARCH", or "NAME" for all architectures; dpkg has the
// list as info/NAME:ARCH.list where the package is `Multi-Arch: same`, else as info/NAME.list.
std::vector<std::string> wanted_file_lists(const Inventory& inventory);

// Sets `owner` of each PyPI component whose metadata folder or file a deb's list names, and
// `ships` of each deb whose list is given. Lists may say /lib for /usr/lib. Returns the metadata
// folders still unowned below /usr/lib/python3 or /usr/lib/python3.*: for those the engine reads
// the remaining lists once.
//
// runtime_files is any of
// - a shared library: *.so or *.so.N... below /lib*, /usr/lib*, /usr/local/lib or /opt; plugins
//   and engines too. Not: Python's extension modules (dist-packages, site-packages, lib-dynload),
//   detached debug symbols (/usr/lib/debug), and a -dev package's *.so, a link for the linker.
// - a certificate or key: anything below /usr/share/ca-certificates, /etc/ssl/certs or
//   /etc/ssl/private; *.crt, *.cer, *.pem, *.key, *.p12, *.jks elsewhere but in documentation
//   (/usr/share/doc, a folder example(s)), tests (a folder test(s)) and openssl's links into
//   /etc/ssl (/usr/lib/ssl).
// - a keyring: *.gpg, *.pgp, *.asc below /usr/share/keyrings, /etc/apt/keyrings or
//   /etc/apt/trusted.gpg.d.
// openssl itself, a program and its configuration, ships none of these; libssl3 does.
std::vector<std::string> attribute_owners(Inventory& inventory,
                                          std::span<const ListFacts* const> lists);

// Where no file list tells: sets `owner` of each unowned PyPI component in Debian's folder, or of
// unknown place, whose name and upstream version are those of a deb python3-NAME ("PyYAML" is
// python3-yaml). The same rule on both sides of a comparison. Returns their indices.
std::vector<std::size_t> pair_python_with_debs(std::vector<Component>& components);

// "1:6.0-3+b2" and "23.0.1+dfsg-1" without what Debian adds: "6.0", "23.0.1".
std::string_view debian_upstream(std::string_view version);

// /usr/lib/python3/dist-packages and its like: pip never writes there.
bool is_debian_python_folder(std::string_view place);

// Sets `hides` where two distributions of one name are on one interpreter's import path: the
// earlier place wins (a virtual environment and user site before /usr/local, /usr/local before
// /usr/lib/python3; an environment sees the others only if its pyvenv.cfg says so). Only the one
// that `import` gets has `hides`: "deb:NAME@VERSION" of the deb that owns the hidden one, else
// "pypi:NAME@VERSION". Interpreters are told apart by their prefix and X.Y; Debian's own folder
// belongs to each python3.N the debs bring. Compared are names of distributions, which are not
// always the names one imports ("PyYAML" is imported as "yaml").
void mark_shadowing(Inventory& inventory);

}  // namespace prodparity
