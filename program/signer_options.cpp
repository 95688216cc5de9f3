#include "program/signer_options.h"

namespace prodparity {

void declare_signer(Arguments& arguments, Signer& signer) {
  arguments.list("--key", "FILE", signer.keys, "A public key, PEM; several: any one of them");
  arguments.text("--certificate-identity", "ID", signer.identity,
                 "Who must have signed: the certificate's subject, exactly");
  arguments.text("--certificate-identity-regexp", "PATTERN", signer.identity_regexp,
                 "The same as a pattern (RE2), found anywhere in it: anchor it by ^ and $");
  arguments.text("--certificate-oidc-issuer", "URL", signer.issuer,
                 "Who must have vouched for that identity, exactly");
  arguments.text("--certificate-oidc-issuer-regexp", "PATTERN", signer.issuer_regexp,
                 "The same as a pattern");
}

}  // namespace prodparity
