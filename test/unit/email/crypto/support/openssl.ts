/** The command of OpenSSL, as the peer that shares no code with ours. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Certificate } from '../../../../../gateways/email/crypto/certificate.js';

/** A directory of files that `openssl` reads and writes. */
export class Desk {
  readonly #directory = mkdtempSync(join(tmpdir(), 'isthmus-crypto-'));

  path(name: string): string {
    return join(this.#directory, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  /** Runs a command; what it writes to its output. Throws where it fails. */
  run(...words: readonly string[]): Buffer {
    return execFileSync('openssl', words, { cwd: this.#directory, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Whether a command succeeds. */
  succeeds(...words: readonly string[]): boolean {
    try {
      this.run(...words);
      return true;
    } catch {
      return false;
    }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export interface CertificateOptions {
  /** Lines of an extension section of openssl. */
  readonly extensions: readonly string[];
  /** Arguments of `-newkey`. */
  readonly key?: readonly string[];
  /** Who signs; missing: itself. */
  readonly by?: string;
  /** From now, days; negative: in the past. */
  readonly days?: number;
  readonly digest?: string;
  readonly subject?: string;
}

export const CA = ['basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign,cRLSign'];

/** What a certificate of a person has. */
export function person(address: string, ...more: readonly string[]): readonly string[] {
  return [
    'basicConstraints=CA:false',
    'keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement',
    'extendedKeyUsage=emailProtection',
    `subjectAltName=email:${address}`,
    ...more,
  ];
}

const RSA = ['rsa:2048'];
export const EC = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

let serial = 100;

/** Makes `<name>.key` and `<name>.crt`. */
export function makeCertificate(desk: Desk, name: string, options: CertificateOptions): Certificate {
  const { extensions, key = RSA, by = name, days = 30, digest = 'sha256', subject = `/CN=${name}` } = options;
  serial += 1;
  desk.write(`${name}.ext`, ['[x]', 'subjectKeyIdentifier=hash', ...extensions].join('\n'));
  const [kind = '', ...rest] = key;
  desk.run(
    'req',
    '-new',
    '-newkey',
    kind,
    ...rest,
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-subj',
    subject,
  );
  const signer = by === name ? ['-signkey', `${name}.key`] : ['-CA', `${by}.crt`, '-CAkey', `${by}.key`];
  const request = ['x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`, `-${digest}`];
  desk.run(
    ...request,
    '-days',
    String(days),
    '-set_serial',
    String(serial),
    '-extfile',
    `${name}.ext`,
    '-extensions',
    'x',
    ...signer,
  );
  const [made] = Certificate.readPem(desk.read(`${name}.crt`).toString());
  if (made === undefined) throw new Error(`${name}: no certificate was made`);
  return made;
}
