import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSignedCertificate } from './certificate.js';
import type { Child } from './child.js';
import { startIsthmus, writeConfig } from './isthmus.js';
import { type Prosody, startProsody } from './prosody.js';
import { type Smsc, startSmsc } from './smsc/index.js';
import { removeTempDir, tempDir } from './temp-dir.js';

const SECRET = 'a secret of this computer alone';
const DOMAIN = 'example.org';
const CARRIER = { systemId: 'isthmus', password: 'secret' };

/** What a person with a client of their own needs: a server with the domains of the documentation, a phone network, Isthmus. */
export class ClientWorld {
  readonly prosody: Prosody;
  readonly smsc: Smsc;
  readonly isthmus: Child;
  /** PEM file: the certificate of the server, which nobody vouches for. */
  readonly trusted: string;
  readonly #dir: string;

  private constructor(parts: { prosody: Prosody; smsc: Smsc; isthmus: Child; dir: string; trusted: string }) {
    this.prosody = parts.prosody;
    this.smsc = parts.smsc;
    this.isthmus = parts.isthmus;
    this.#dir = parts.dir;
    this.trusted = parts.trusted;
  }

  /** `users`: accounts of `example.org` and their passwords. */
  static async start(users: Readonly<Record<string, string>>): Promise<ClientWorld> {
    const dir = await tempDir('client');
    // Graphical clients run as somebody else, and read the certificate that they are to trust.
    await chmod(dir, 0o711);
    const certificate = await selfSignedCertificate(dir, DOMAIN);
    if (certificate === undefined) throw new Error('there is no openssl');
    const [smsc, prosody] = await Promise.all([
      startSmsc({ ...CARRIER, dlr: {} }),
      startProsody({ domain: DOMAIN, components: { 'sms.example.org': SECRET }, users, certificate }),
    ]);
    const config = await writeConfig(dir, {
      xmpp: { server: `127.0.0.1:${prosody.componentPort}`, domain: DOMAIN },
      access: { allow: [DOMAIN] },
      dataDir: join(dir, 'data'),
      keyFile: join(dir, 'secret.key'),
      gateways: {
        sms: {
          domain: 'sms.example.org',
          secret: SECRET,
          defaultCountry: 'US',
          numbers: { shared: ['+12025550100'] },
          carriers: [{ name: 'main', host: '127.0.0.1', port: smsc.port, ...CARRIER }],
        },
      },
    });
    const isthmus = await startIsthmus(config);
    await isthmus.waitForLog(/"msg":"ready"/, 240_000);
    return new ClientWorld({ prosody, smsc, isthmus, dir, trusted: certificate.cert });
  }

  async stop(): Promise<void> {
    await this.isthmus.stop(15_000);
    await Promise.all([this.prosody.stop(), this.smsc.stop()]);
    await removeTempDir(this.#dir);
  }
}
