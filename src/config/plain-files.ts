import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { finding } from './explain.js';
import type { Finding, Path } from './finding.js';
import { explainReason } from './reason.js';
import { isSecretFile } from './secret-files.js';
import { keysOf, type Shape, shapeAt } from './shape.js';
import type { Source } from './source.js';

/** Files of certificates: one without any lets nobody in, and nobody says why. */
const OF_CERTIFICATES = new Set(['caFile']);
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Read, and told of, where it is used. */
const ELSEWHERE = new Set(['avatarFile']);

interface PlainFiles {
  /** The value with absolute paths. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/**
 * Handles keys `xFile` that the schema knows by their path, such as `caFile`: relative paths begin at `folder`, and a file that
 * cannot be read, or should hold certificates and does not, is a finding. To be called after `resolveSecrets`, which has handled those of secrets.
 *
 * @param value The section after that, whose paths of secrets are absolute already.
 */
export function resolvePlainFiles(
  value: unknown,
  shape: Shape,
  base: Path,
  source: Source,
  folder: string,
): PlainFiles {
  const findings: Finding[] = [];

  function walk(current: unknown, path: Path): unknown {
    if (Array.isArray(current)) return current.map((item, index) => walk(item, [...path, index]));
    if (typeof current !== 'object' || current === null) return current;
    const at = shapeAt(shape, path);
    const known = keysOf(at);
    const entries = Object.entries(current).map(([name, item]): [string, unknown] => {
      const isFile = name.endsWith('File') && known.includes(name) && !ELSEWHERE.has(name) && !isSecretFile(name, at);
      if (!isFile || typeof item !== 'string' || item === '') return [name, walk(item, [...path, name])];
      return [name, readable(item, [...base, ...path, name])];
    });
    return Object.fromEntries(entries);
  }

  function readable(item: string, path: Path): string {
    const file = resolve(folder, item);
    try {
      const text = readFileSync(file, 'latin1');
      const wrong = OF_CERTIFICATES.has(String(path.at(-1))) ? certificateTrouble(text) : undefined;
      if (wrong !== undefined) {
        const fix =
          'write certificates in PEM into it, from -----BEGIN CERTIFICATE----- on; one of DER: openssl x509 -inform der';
        findings.push(finding(source, path, item, wrong, fix));
      }
    } catch (error) {
      const message = `cannot be read: ${explainReason(error)}`;
      findings.push(finding(source, path, item, message, 'correct the path, or let the user of Isthmus read it'));
    }
    return file;
  }

  return { value: walk(value, []), findings };
}

/** Why nobody can be trusted by a file; undefined where that is possible. */
function certificateTrouble(text: string): string | undefined {
  const found = text.match(CERTIFICATE) ?? [];
  if (found.length === 0) return 'holds no certificate';
  const index = found.findIndex((pem) => !isCertificate(pem));
  return index < 0 ? undefined : `holds something else where its certificate ${index + 1} should be`;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
