// verdicts.mjs FOLDER: what @sigstore/verify says of each case that make.mjs left there: a JSON list of "" (it is
// believed) and the error's code.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import bundles from '@sigstore/bundle';
import specs from '@sigstore/protobuf-specs';
import sigstore from '@sigstore/verify';

const folder = process.argv[2];
const read = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const nobody = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [], ctlogs: [], certificateAuthorities: [], timestampAuthorities: [],
};

function verdict({ bundle, root, key, identity, issuer, asks }) {
  const [tlogThreshold, ctlogThreshold, timestampThreshold] = asks;
  const trusted = specs.TrustedRoot.fromJSON(root ? JSON.parse(read(root)) : nobody);
  const keys = key && (() => ({ publicKey: crypto.createPublicKey(read(key)), validFor: () => true }));
  const verifier = new sigstore.Verifier(sigstore.toTrustMaterial(trusted, keys),
    { tlogThreshold, ctlogThreshold, timestampThreshold });
  const who = identity && { subjectAlternativeName: identity, extensions: { issuer } };
  try {
    verifier.verify(sigstore.toSignedEntity(bundles.bundleFromJSON(JSON.parse(read(bundle)))), who);
    return '';
  } catch (error) {
    return String(error.code ?? error.message);
  }
}
console.log(JSON.stringify(JSON.parse(read('cases.json')).cases.map(verdict)));
