import { join } from 'node:path';
import type { Child } from './child.js';
import { startIsthmus, writeConfig } from './isthmus.js';
import { type Prosody, startProsody } from './prosody.js';
import { type Smsc, startSmsc } from './smsc/index.js';
import { removeTempDir, tempDir } from './temp-dir.js';

const SECRET = 'a secret of this computer alone';
const CARRIER = { systemId: 'isthmus', password: 'secret' };

/** What a person with a client of their own needs: a server with the domains of the documentation, a phone network, Isthmus. */
export class ClientWorld {
  readonly prosody: Prosody;
  readonly smsc: Smsc;
  readonly isthmus: Child;
  readonly #dir: string;

  private constructor(parts: { prosody: Prosody; smsc: Smsc; isthmus: Child; dir: string }) {
    this.prosody = parts.prosody;
    this.smsc = parts.smsc;
    this.isthmus = parts.isthmus;
    this.#dir = parts.dir;
  }

  /** `users`: accounts of `example.org` and their passwords. */
  static async start(users: Readonly<Record<string, string>>): Promise<ClientWorld> {
    const [dir, smsc, prosody] = await Promise.all([
      tempDir('client'),
      startSmsc({ ...CARRIER, dlr: {} }),
      startProsody({ domain: 'example.org', components: { 'sms.example.org': SECRET }, users }),
    ]);
    const config = await writeConfig(dir, {
      xmpp: { server: `127.0.0.1:${prosody.componentPort}`, domain: 'example.org' },
      access: { allow: ['example.org'] },
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
    return new ClientWorld({ prosody, smsc, isthmus, dir });
  }

  async stop(): Promise<void> {
    await this.isthmus.stop(15_000);
    await Promise.all([this.prosody.stop(), this.smsc.stop()]);
    await removeTempDir(this.#dir);
  }
}
