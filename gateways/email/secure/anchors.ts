import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { turn } from '../compose/turns.js';
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

/** Reads them: some 150 ms for those of Node.js, in turns with whatever else there is to do. */
export async function readAnchors({ system, pem }: AnchorSource): Promise<readonly Certificate[]> {
  const read = [...Certificate.readPem(pem)];
  for (const one of system ? rootCertificates : []) {
    read.push(...Certificate.readPem(one));
    await turn();
  }
  return read;
}
