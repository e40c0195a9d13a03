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

/** An authority of its own for tests, and what it vouches for. */
export interface Authority {
  /** Its certificate, a PEM file. */
  readonly cert: string;
  /** Makes a certificate for a name, which may be of a server or a client. */
  issue(name: string): Promise<CertificateFiles>;
}

/** Makes an authority whose files lie in `dir`, with the openssl command. */
export async function certificateAuthority(dir: string, name: string): Promise<Authority> {
  const openssl = promisify(execFile);
  const fresh = (file: string) =>
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file] as const;
  const own = { cert: join(dir, `${name}.crt`), key: join(dir, `${name}.key`) };
  await openssl('openssl', [...fresh(own.key), '-out', own.cert, '-days', '30', '-subj', `/CN=${name}`]);
  return {
    cert: own.cert,
    issue: async (subject) => {
      const files = { cert: join(dir, `${name}-${subject}.crt`), key: join(dir, `${name}-${subject}.key`) };
      const signed = ['-CA', own.cert, '-CAkey', own.key, '-out', files.cert, '-days', '30'];
      const extensions = ['-addext', `subjectAltName=DNS:${subject}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
      await openssl('openssl', [...fresh(files.key), ...signed, '-subj', `/CN=${subject}`, ...extensions]);
      return files;
    },
  };
}
