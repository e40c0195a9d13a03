import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** PEM files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a certificate for a domain that nobody vouches for, valid for 30 days, with the openssl command. Clients ask before
 * they accept it. Undefined where there is no openssl.
 */
export async function selfSignedCertificate(dir: string, domain: string): Promise<CertificateFiles | undefined> {
  const files = { cert: join(dir, `${domain}.crt`), key: join(dir, `${domain}.key`) };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', files.key];
  const names = ['-subj', `/CN=${domain}`, '-addext', `subjectAltName=DNS:${domain}`];
  try {
    await promisify(execFile)('openssl', ['req', '-x509', ...key, '-out', files.cert, '-days', '30', ...names]);
    return files;
  } catch {
    return undefined;
  }
}
