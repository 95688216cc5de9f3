// make.mjs FOLDER SUBJECT: attestations of an SBOM about sha256:SUBJECT, of every kind that Sigstore's own packages
// make, and what each becomes when somebody tampers with it. FOLDER/cases.json lists them: who must have signed,
// whom to believe, and whether it is to be believed.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import bundles from '@sigstore/bundle';
import sign from '@sigstore/sign';
import { startStack } from './stack.mjs';

const [folder, subject] = process.argv.slice(2);
const OTHER = '0'.repeat(64);
const IDENTITY = 'https://github.com/acme/api/.github/workflows/release.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';
const NAMED = { identity: IDENTITY, issuer: ISSUER };
const TYPE = 'application/vnd.in-toto+json';
const SBOM = {
  bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
  metadata: { timestamp: '2026-11-20T10:00:00Z', component: { type: 'container', name: 'api' } },
  components: [
    { type: 'operating-system', name: 'debian', version: '12' },
    { type: 'library', name: 'libssl3', version: '3.0.16-1', purl: 'pkg:deb/debian/libssl3@3.0.16-1?arch=amd64&distro=debian-12' },
    { type: 'library', name: 'libc6', version: '2.36-9', purl: 'pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12' }],
};
const statement = Buffer.from(JSON.stringify({
  _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'https://cyclonedx.org/bom',
  subject: [{ name: 'api', digest: { sha256: subject } }], predicate: SBOM,
}));

const stacks = {
  acme: await startStack('acme'), mallory: await startStack('mallory'),
  'acme-private': await startStack('acme-private', false), 'mallory-private': await startStack('mallory-private', false),
};
const { acme, mallory, 'acme-private': acmePrivate } = stacks;
const cases = [];

function write(name, text) {
  fs.writeFileSync(path.join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
  return name;
}
const roots = Object.fromEntries(Object.entries(stacks).map(([name, { root }]) => [name, write(`${name}.root.json`, root)]));
// `more`: root, key, identity and issuer, digest, accept, and `asks`: how many logs, certificate logs and times.
function add(name, bundle, more) {
  cases.push({ name, bundle: write(`${cases.length}.sigstore.json`, bundle), digest: subject, ...more });
}
function changed(bundle, change) {
  const copy = structuredClone(bundle);
  change(copy);
  return copy;
}
// Another byte, at the end of the part that is read.
function otherBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  bytes[bytes.length - 1] ^= 1;
  return bytes.toString('base64');
}

async function make(signer, witnesses, certificateChain = false) {
  const builder = new sign.DSSEBundleBuilder({ signer, witnesses, certificateChain });
  return bundles.bundleToJSON(await builder.create({ data: statement, type: TYPE }));
}
const claims = (values) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${
  Buffer.from(JSON.stringify(values)).toString('base64url')}.`;
const keyless = (stack) => new sign.FulcioSigner({
  fulcioBaseURL: stack.url,
  identityProvider: { getToken: async () => claims({ sub: IDENTITY, iss: ISSUER }) },
});
const rekor = (stack, entryType) => new sign.RekorWitness({ rekorBaseURL: stack.url, entryType });
const timestamps = (stack) => new sign.TSAWitness({ tsaBaseURL: stack.url });

// Keyless, by each kind of witness.
const byLogs = { stack: acme, root: roots.acme, otherRoot: roots.mallory, asks: [1, 1, 1] };
const byTime = { stack: acmePrivate, root: roots['acme-private'], otherRoot: roots['mallory-private'], asks: [0, 0, 1] };
const kinds = {
  'Rekor v1, dsse': [[rekor(acme, 'dsse')], byLogs],
  'Rekor v1, dsse, timestamp': [[rekor(acme, 'dsse'), timestamps(acme)], byLogs],
  'Rekor v1, intoto, timestamp': [[rekor(acme, 'intoto'), timestamps(acme)], byLogs],
  'Rekor v1, dsse, v0.2': [[rekor(acme, 'dsse')], byLogs, true],
  'Rekor v2, timestamp': [[acme.rekorV2, timestamps(acme)], byLogs],
  'timestamp alone': [[timestamps(acmePrivate)], byTime],
};
for (const [kind, [witnesses, trust, certificateChain]] of Object.entries(kinds)) {
  const { stack, root, otherRoot, asks } = trust;
  const bundle = await make(keyless(stack), witnesses, certificateChain);
  const another = (await make(keyless(stack), witnesses, certificateChain)).verificationMaterial;
  const good = { root, asks, ...NAMED };
  add(kind, bundle, { ...good, accept: true });
  add(`${kind}: another identity`, bundle, { ...good, identity: `${IDENTITY}x` });
  add(`${kind}: another issuer`, bundle, { ...good, issuer: `${ISSUER}/x` });
  add(`${kind}: another trust root`, bundle, { ...good, root: otherRoot });
  add(`${kind}: about another image`, bundle, { ...good, digest: OTHER });
  add(`${kind}: another payload`, changed(bundle, ({ dsseEnvelope }) => {
    dsseEnvelope.payload = Buffer.from(statement.toString().replace('3.0.16-1', '3.0.17-1')).toString('base64');
  }), good);
  add(`${kind}: another signature`, changed(bundle, ({ dsseEnvelope }) => {
    dsseEnvelope.signatures[0].sig = otherBase64(dsseEnvelope.signatures[0].sig);
  }), good);
  add(`${kind}: nothing says when`, changed(bundle, ({ verificationMaterial }) => {
    verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] };
    for (const entry of verificationMaterial.tlogEntries ?? []) delete entry.inclusionPromise;
  }), good);
  if (another.timestampVerificationData?.rfc3161Timestamps?.length > 0)
    add(`${kind}: another's timestamp`, changed(bundle, ({ verificationMaterial }) => {
      verificationMaterial.timestampVerificationData = another.timestampVerificationData;
    }), good);
  if (asks[0] === 0) continue;
  add(`${kind}: another's log entry`, changed(bundle, ({ verificationMaterial }) => {
    verificationMaterial.tlogEntries = another.tlogEntries;
  }), good);
  add(`${kind}: no log entry`, changed(bundle, ({ verificationMaterial }) => {
    verificationMaterial.tlogEntries = [];
  }), good);
  add(`${kind}: no inclusion proof`, changed(bundle, ({ verificationMaterial }) => {
    delete verificationMaterial.tlogEntries[0].inclusionProof;
  }), good);
  add(`${kind}: another entry`, changed(bundle, ({ verificationMaterial }) => {
    const entry = verificationMaterial.tlogEntries[0];
    entry.canonicalizedBody = otherBase64(entry.canonicalizedBody);
  }), good);
  add(`${kind}: another checkpoint`, changed(bundle, ({ verificationMaterial }) => {
    const { checkpoint } = verificationMaterial.tlogEntries[0].inclusionProof;
    checkpoint.envelope = checkpoint.envelope.replace(/\n[0-9]+\n/, '\n77\n');
  }), good);
}
{
  const bundle = await make(keyless(mallory), [rekor(acme, 'dsse')]);
  add('another authority, our log', bundle, { root: roots.acme, asks: [1, 1, 1], ...NAMED });
  const mixed = await make(keyless(acme), [rekor(mallory, 'dsse')]);
  add('our authority, another log', mixed, { root: roots.acme, asks: [1, 1, 1], ...NAMED });
}

// By a key: nobody else needs to vouch for it.
class KeySigner {
  constructor(type, options, hash, padding) {
    Object.assign(this, { ...crypto.generateKeyPairSync(type, options), hash, padding });
    this.pem = this.publicKey.export({ type: 'spki', format: 'pem' });
  }

  async sign(data) {
    const key = this.padding ? { key: this.privateKey, ...this.padding } : this.privateKey;
    return {
      signature: crypto.sign(this.hash, data, key),
      key: { $case: 'publicKey', publicKey: this.pem, hint: 'acme' },
    };
  }
}
const pss = { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const keys = {
  'P-256': () => new KeySigner('ec', { namedCurve: 'P-256' }, 'sha256'),
  'P-384 with SHA-256': () => new KeySigner('ec', { namedCurve: 'P-384' }, 'sha256'),
  'P-384 with SHA-384': () => new KeySigner('ec', { namedCurve: 'P-384' }, 'sha384'),
  'P-521 with SHA-512': () => new KeySigner('ec', { namedCurve: 'P-521' }, 'sha512'),
  Ed25519: () => new KeySigner('ed25519', {}, null),
  'RSA-2048, PKCS#1': () => new KeySigner('rsa', { modulusLength: 2048 }, 'sha256'),
  'RSA-3072, PSS': () => new KeySigner('rsa', { modulusLength: 3072 }, 'sha256', pss),
};
for (const [kind, generate] of Object.entries(keys)) {
  const [signer, other] = [generate(), generate()];
  const bundle = await make(signer, []);
  const good = { key: write(`${cases.length}.pub`, signer.pem), asks: [0, 0, 0] };
  const name = `key, ${kind}`;
  add(name, bundle, { ...good, accept: true });
  add(`${name}: another key`, bundle, { ...good, key: write(`${cases.length}.pub`, other.pem) });
  add(`${name}: about another image`, bundle, { ...good, digest: OTHER });
  add(`${name}: another payload`, changed(bundle, ({ dsseEnvelope }) => {
    dsseEnvelope.payload = Buffer.from(statement.toString().replace('3.0.16-1', '3.0.17-1')).toString('base64');
  }), good);
  add(`${name}: another signature`, changed(bundle, ({ dsseEnvelope }) => {
    dsseEnvelope.signatures[0].sig = otherBase64(dsseEnvelope.signatures[0].sig);
  }), good);
}
{
  const signer = keys['P-256']();
  const bundle = await make(signer, [rekor(acme, 'dsse')]);
  const good = { key: write(`${cases.length}.pub`, signer.pem), root: roots.acme, asks: [1, 0, 1] };
  add('key, Rekor v1', bundle, { ...good, accept: true });
  add('key, Rekor v1: another log', bundle, { ...good, root: roots.mallory });
}

// For one image with several: all say the same.
const several = [];
for (let i = 0; i < 10; ++i)
  several.push(write(`several.${i}.sigstore.json`, await make(keyless(acme), kinds[Object.keys(kinds)[i % 5]][0])));
write('cases.json', { cases, several, root: roots.acme, ...NAMED });
for (const stack of Object.values(stacks)) stack.close();
