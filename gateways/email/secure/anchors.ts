import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Certificate } from '../crypto/certificate.js';
import type { SmimeConfig } from './config.js';

/** Who may vouch for certificates of people; plain data, so that threads can have it. */
export interface AnchorSource {
  /** Those that Node.js brings count as well. */
  readonly system: boolean;
  /** More, in PEM. */
  readonly pem: string;
}

/** What the admin has chosen. Throws where the file cannot be read, or holds no certificate. */
export function anchorSource({ caFile, systemRoots }: SmimeConfig): AnchorSource {
  return { system: systemRoots, pem: caFile === undefined ? '' : pemOf(caFile) };
}

/** The text of a file with certificates. Throws where there is none in it. */
export function pemOf(file: string): string {
  const pem = readFileSync(file, 'utf8');
  if (Certificate.readPem(pem).length === 0) throw new Error(`there is no certificate in ${file}`);
  return pem;
}

/** Reads them, which takes some 150 ms for those of Node.js: once in a process or thread. */
export function readAnchors({ system, pem }: AnchorSource): readonly Certificate[] {
  const roots = system ? rootCertificates.flatMap((one) => Certificate.readPem(one)) : [];
  return [...Certificate.readPem(pem), ...roots];
}
