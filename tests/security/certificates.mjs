// SPDX-License-Identifier: MIT
// An authority and the certificates it gives out, good and bad, made with openssl.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const settings = `
[ca]
default_ca = here
[here]
database = index.txt
rand_serial = yes
new_certs_dir = .
default_md = sha256
policy = any
email_in_dn = no
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
`;

/** A folder of certificates; `remove` it in the end. */
export function makeAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'playsync-ca-'));
  const file = (name) => join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
  const ask = (name, subject) =>
    openssl('req', '-new', '-config', 'ca.cnf', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`);
  writeFileSync(file('ca.cnf'), settings);
  writeFileSync(file('index.txt'), '');

  /** `by` signs `name`: null means itself. `names` is its subjectAltName; '' leaves it out. */
  const issue = (name, { subject = name, by = 'root', names = '', authority = false, until = '20991231235959Z' } = {}) => {
    ask(name, subject);
    writeFileSync(file(`${name}.ext`), names ? `[leaf]\nsubjectAltName = ${names}\n` : '[leaf]\nbasicConstraints = CA:false\n');
    const signer = by ? ['-cert', `${by}.pem`, '-keyfile', `${by}.key`] : ['-selfsign', '-keyfile', `${name}.key`];
    const extensions = authority ? ['-extensions', 'authority'] : ['-extfile', `${name}.ext`, '-extensions', 'leaf'];
    openssl('ca', '-batch', '-notext', '-config', 'ca.cnf', ...signer, ...extensions, '-startdate', '20200101000000Z', '-enddate', until, '-in', `${name}.csr`, '-out', `${name}.pem`);
    return { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)) };
  };
  const fingerprint = (name) => openssl('x509', '-in', `${name}.pem`, '-noout', '-fingerprint', '-sha256').split('=')[1].trim();
  return { file, issue, fingerprint, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
