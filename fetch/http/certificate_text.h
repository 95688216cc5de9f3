#pragma once

#include <openssl/types.h>

#include <string>

namespace prodparity::fetch {

// Why the verification that stands at an error refuses the certificate of `host`: what is wrong,
// whose certificate it is and who issued it, and what to do.
std::string why_refused(X509_STORE_CTX* verification, const std::string& host);

}  // namespace prodparity::fetch
