// A Sigstore of its own on loopback, out of @sigstore/mock: certificate authority, certificate log, Rekor v1,
// timestamp authority; and a Rekor v2, which the mock has not (its handler's entries are none that a verifier takes).
import crypto from 'node:crypto';
import http from 'node:http';
import mock from '@sigstore/mock';
import specs from '@sigstore/protobuf-specs';

const { HashAlgorithm, PublicKeyDetails, TrustedRoot } = specs;
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), crypto.createHash('sha256')).digest();
const keyPair = () => crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

// The mock writes down what was proposed; a real Rekor writes the entry that it makes of it.
function entryOfProposal(body) {
  const proposal = JSON.parse(body);
  if (proposal.kind !== 'dsse' || !proposal.spec.proposedContent) return body;
  const { envelope, verifiers } = proposal.spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  const digest = (bytes) => ({ algorithm: 'sha256', value: sha256(bytes).toString('hex') });
  return JSON.stringify({
    apiVersion: '0.0.1', kind: 'dsse',
    spec: {
      envelopeHash: digest(envelope), payloadHash: digest(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }) => ({ signature: sig, verifier: verifiers[0] })),
    },
  });
}

// Rekor v2: entries in a tree of five, ours the fourth, its checkpoint signed by a witness first.
export class RekorV2 {
  constructor(origin) {
    this.origin = origin;
    this.key = crypto.generateKeyPairSync('ed25519');
    this.spki = this.key.publicKey.export({ type: 'spki', format: 'der' });
    this.id = sha256(`${origin}\n`, Buffer.from([1]), this.spki.subarray(-32));
  }

  // As a Witness of @sigstore/sign.
  async testify(content, certificate) {
    const envelope = content.dsseEnvelope;
    const pae = Buffer.concat([
      Buffer.from(`DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${envelope.payload.length} `),
      envelope.payload]);
    const rawBytes = Buffer.from(certificate.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('base64');
    const body = Buffer.from(JSON.stringify({
      apiVersion: '0.0.2', kind: 'hashedrekord',
      spec: {
        hashedRekordV002: {
          data: { algorithm: 'SHA2_256', digest: sha256(pae).toString('base64') },
          signature: {
            content: envelope.signatures[0].sig.toString('base64'),
            verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', x509Certificate: { rawBytes } },
          },
        },
      },
    }));
    const [index, size] = [3, 5];
    const inner = (left, right) => sha256(Buffer.from([1]), left, right);
    const leaves = Array.from({ length: size }, () => crypto.randomBytes(32));
    leaves[index] = sha256(Buffer.from([0]), body);
    const left = inner(leaves[0], leaves[1]);
    const root = inner(inner(left, inner(leaves[2], leaves[3])), leaves[4]);
    const hashes = [leaves[2], left, leaves[4]].map((hash) => hash.toString('base64'));
    return {
      tlogEntries: [{
        logIndex: String(index), logId: { keyId: this.id },
        kindVersion: { kind: 'hashedrekord', version: '0.0.2' }, integratedTime: '0', inclusionPromise: undefined,
        inclusionProof: {
          logIndex: String(index), rootHash: root, treeSize: String(size),
          hashes: hashes.map((hash) => Buffer.from(hash, 'base64')),
          checkpoint: { envelope: this.checkpoint(size, root) },
        },
        canonicalizedBody: body,
      }],
    };
  }

  checkpoint(size, root) {
    const note = `${this.origin}\n${size}\n${root.toString('base64')}\n`;
    const signature = Buffer.concat([this.id.subarray(0, 4), crypto.sign(null, Buffer.from(note), this.key.privateKey)]);
    const witness = crypto.randomBytes(68).toString('base64');
    return `${note}\n— witness.example/w1 ${witness}\n— ${this.origin} ${signature.toString('base64')}\n`;
  }
}

// Answers until `close()`. Each part has a key of its own. `hasLogs`: as the public-good instance; without any it is
// as GitHub's own, whose certificates no log has promised to log.
export async function startStack(name, hasLogs = true) {
  const handlers = {};
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', async () => {
      const handler = handlers[request.url];
      if (!handler) return response.writeHead(404).end();
      const answer = await handler(body);
      response.writeHead(answer.statusCode, { 'Content-Type': answer.contentType ?? 'text/plain' });
      return response.end(typeof answer.response === 'string' ? answer.response : Buffer.from(answer.response));
    });
  });
  await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
  const url = `http://127.0.0.1:${server.address().port}`;
  // A whole second, not before now: pkijs writes fractions of one in a way that @sigstore/core does not read.
  const clock = new Date((Math.floor(Date.now() / 1000) + 1) * 1000);
  const ctLog = await mock.initializeCTLog(keyPair(), clock);
  const authority = await mock.initializeCA(keyPair(), hasLogs ? ctLog : undefined, clock);
  const rekor = await mock.initializeTLog(url, keyPair(), clock);
  const timestamps = await mock.initializeTSA(keyPair(), clock);
  const rekorV2 = new RekorV2(`log2026.${name}.example`);
  const [forFulcio, forRekor, forTimestamps] =
    [mock.fulcioHandler(authority), mock.rekorHandler(rekor), mock.tsaHandler(timestamps)];
  handlers[forFulcio.path] = forFulcio.fn;
  handlers[forRekor.path] = (body) => forRekor.fn(entryOfProposal(body));
  handlers[forTimestamps.path] = forTimestamps.fn;

  const start = new Date(Date.now() - 3600e3);
  const authorityOf = (...certificates) => ({
    subject: { commonName: name, organization: name }, uri: url, validFor: { start }, operator: name,
    certChain: { certificates: certificates.map((one) => ({ rawBytes: Buffer.from(one) })) },
  });
  const logOf = (baseUrl, spki, keyId, keyDetails) => ({
    baseUrl, logId: { keyId }, hashAlgorithm: HashAlgorithm.SHA2_256, checkpointKeyId: undefined, operator: name,
    publicKey: { rawBytes: spki, keyDetails, validFor: { start } },
  });
  const ecdsaLog = (spki) => logOf(url, spki, sha256(spki), PublicKeyDetails.PKIX_ECDSA_P256_SHA_256);
  const root = TrustedRoot.toJSON({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [authorityOf(authority.rootCertificate)],
    timestampAuthorities: [authorityOf(timestamps.intCertificate, timestamps.rootCertificate)],
    ctlogs: hasLogs ? [ecdsaLog(ctLog.publicKey)] : [],
    tlogs: hasLogs ? [ecdsaLog(rekor.publicKey),
      logOf(`https://${rekorV2.origin}`, rekorV2.spki, rekorV2.id, PublicKeyDetails.PKIX_ED25519)] : [],
  });
  return { url, rekorV2, root, close: () => server.close() };
}
