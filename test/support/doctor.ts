import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { runCli } from '../../src/cli/cli.js';
import type { CoreArea } from '../../src/cli/doctor/area.js';
import { doctorCommand } from '../../src/cli/doctor/doctor.js';
import { Networks } from '../../src/cli/networks.js';

/** One finding as `isthmus doctor --json` prints it. */
export interface PrintedFinding {
  readonly area: string;
  readonly severity: string;
  readonly code: string;
  readonly subject: string;
  readonly found: string;
  readonly why: string;
  readonly write?: string;
  readonly where?: string;
}

/** What one run of the doctor said. */
class Consultation {
  readonly exit: number;
  readonly findings: readonly PrintedFinding[];
  readonly well: readonly string[];
  readonly #text: string;

  constructor(exit: number, text: string) {
    this.exit = exit;
    this.#text = text;
    const printed = JSON.parse(text) as { findings: PrintedFinding[]; well: { text: string }[] };
    this.findings = printed.findings;
    this.well = printed.well.map((one) => one.text);
  }

  get codes(): readonly string[] {
    return this.findings.map(({ code }) => code);
  }

  /** The finding of this code, which is told with why, and with what to write where; fails where it is not there. */
  one(code: string): PrintedFinding {
    const finding = this.findings.find((one) => one.code === code);
    assert.ok(finding, `not found: ${code}; found: ${this.#text}`);
    assert.ok(finding.why.length > 20 && finding.write !== undefined && finding.where !== undefined, this.#text);
    return finding;
  }

  fine(pattern: RegExp): void {
    assert.ok(
      this.well.some((line) => pattern.test(line)),
      `${pattern}: ${this.#text}`,
    );
  }
}

/** An installation that was never started: a folder with a config file, and the doctor. */
export class Practice {
  readonly dir: string;
  readonly #networks: Networks;

  private constructor(dir: string) {
    this.dir = dir;
    this.#networks = new Networks({
      sms: async () => (await import('../../gateways/sms/module.js')).smsModule as never,
      email: async () => (await import('../../gateways/email/module.js')).emailModule as never,
      irc: async () => (await import('../../gateways/irc/module.js')).ircModule as never,
      alerts: async () => (await import('../../gateways/alerts/module.js')).alertsModule as never,
      echo: async () => (await import('../../gateways/example/module.js')).echoModule as never,
    });
  }

  static async open(): Promise<Practice> {
    return new Practice(await tempDir('doctor'));
  }

  async close(): Promise<void> {
    await removeTempDir(this.dir);
  }

  /** Writes a file into the folder; gives its path. */
  file(name: string, text: string, mode = 0o600): string {
    const path = join(this.dir, name);
    writeFileSync(path, text, { mode });
    return path;
  }

  /** Writes a config file with these sections; what is missing is filled in with what does no harm. */
  config(sections: Readonly<Record<string, unknown>>): string {
    return this.file(
      `config-${randomBytes(4).toString('hex')}.yaml`,
      stringify({
        xmpp: { domain: 'example.org' },
        access: { allow: ['example.org'] },
        dataDir: join(this.dir, 'data'),
        keyFile: join(this.dir, 'secret.key'),
        gateways: { echo: { domain: 'echo.example.org', secret: 's3cret' } },
        ...sections,
      }),
    );
  }

  /** Runs `isthmus doctor --json` over one area. */
  async examine(
    area: string,
    sections: Readonly<Record<string, unknown>>,
    {
      areas,
      args = [],
      limit,
    }: { readonly areas?: readonly CoreArea[]; readonly args?: readonly string[]; readonly limit?: number } = {},
  ): Promise<Consultation> {
    const [out, err]: [string[], string[]] = [[], []];
    const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), env: {} };
    const argv = ['doctor', '--config', this.config(sections), '--json', '--only', area, ...args];
    const exit = await runCli(
      [
        doctorCommand(this.#networks, {
          patience: 1500,
          ...(areas === undefined ? {} : { areas }),
          ...(limit === undefined ? {} : { limit }),
        }),
      ],
      argv,
      io,
    );
    assert.notEqual(out.length, 0, err.join('\n'));
    return new Consultation(exit, out.join('\n'));
  }
}
