import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../../sandbox/free-port.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { GatewayProcesses, type Role } from '../support/gateway-processes.js';
import { Clock } from './clock.js';
import type { Links } from './links.js';

/** Why a process ends at its start where Redis does not answer, and how long until it is started again, ms. */
const NO_REDIS = 'isthmus run: Redis cannot be reached';
const RESTART_MS = 1000;
const READY_MS = 240_000;

/** The process of a role, on a machine of its own where there are links. */
interface Member {
  readonly role: Role;
  readonly processes: GatewayProcesses;
  readonly clock: Clock;
}

export interface InstallationOptions {
  readonly roles: readonly Role[];
  /** Without: all on one machine, with its clock. */
  readonly links: Links | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** Port of HTTP of each. */
  readonly httpPort: number;
}

/** Isthmus as one process a role, which are killed, stopped, cut off, and shown another time. */
export class Installation {
  readonly roles: readonly Role[];
  readonly links: Links | undefined;
  readonly #members: ReadonlyMap<Role, Member>;
  readonly #dir: string;
  /** Roles that should run. */
  readonly #wanted = new Set<Role>();
  #keeper: NodeJS.Timeout | undefined;

  private constructor(members: readonly Member[], links: Links | undefined, dir: string) {
    this.#members = new Map(members.map((member) => [member.role, member]));
    this.roles = members.map(({ role }) => role);
    this.links = links;
    this.#dir = dir;
  }

  /** Writes the configurations; starts nothing. */
  static async make({ roles, links, config, httpPort }: InstallationOptions): Promise<Installation> {
    const dir = await tempDir('installation');
    const members: Member[] = [];
    for (const role of roles) {
      const clock = await Clock.make(join(dir, `clock-${role}`));
      const listen =
        links === undefined
          ? `127.0.0.1:${role === 'alerts' ? httpPort : await freePort()}`
          : `${links.addressOf(role)}:${httpPort}`;
      const data = join(dir, links === undefined ? 'data' : `data-${role}`);
      await mkdir(data, { recursive: true });
      const whole = { ...config, dataDir: data, keyFile: join(dir, 'secret.key'), http: { listen } };
      const within = links?.within(role) ?? [];
      members.push({ role, clock, processes: await GatewayProcesses.make(whole, { env: clock.env(), within }) });
    }
    return new Installation(members, links, dir);
  }

  /** Starts all, and waits until they are ready. */
  async start(): Promise<void> {
    await Promise.all(this.roles.map((role) => this.startRole(role)));
    await Promise.all(this.roles.map((role) => this.#of(role).processes.ready(role, READY_MS)));
  }

  async startRole(role: Role): Promise<void> {
    await this.#of(role).processes.start(role);
    this.#wanted.add(role);
    this.#keeper ??= setInterval(() => this.#keepUp(), RESTART_MS);
  }

  async killRole(role: Role): Promise<void> {
    this.#wanted.delete(role);
    if (this.runs(role)) await this.#of(role).processes.kill(role);
  }

  /** Starts again who has ended because there was no Redis at its start, as systemd does. */
  #keepUp(): void {
    for (const role of this.#wanted) {
      if (!this.runs(role))
        void this.#of(role)
          .processes.start(role)
          .catch(() => undefined);
    }
  }

  runs(role: Role): boolean {
    return this.#of(role).processes.roles.includes(role);
  }

  signal(role: Role, signal: NodeJS.Signals): void {
    if (this.runs(role)) this.#of(role).processes.signal(role, signal);
  }

  /** From now on the process of a role has a time of day that is so much later, s. */
  async shiftClock(role: Role, seconds: number): Promise<void> {
    await this.#of(role).clock.shift(seconds);
  }

  /** Processes that ended by themselves for another reason than that there was no Redis. */
  get deaths(): readonly string[] {
    const all = [...this.#members.values()].flatMap(({ processes }) => processes.deaths);
    return all.filter((death) => !death.includes(NO_REDIS));
  }

  /** How often each warning and error was logged, by all. */
  get complaints(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { role, processes } of this.#members.values())
      for (const [what, times] of processes.complaints) sums[`${role}: ${what}`] = times;
    return sums;
  }

  /** Writes what each role has logged (the last MiB) into a folder. */
  async keepLogs(dir: string): Promise<void> {
    for (const { role, processes } of this.#members.values())
      await writeFile(join(dir, `${role}.log`), processes.output);
  }

  async stop(): Promise<void> {
    clearInterval(this.#keeper);
    for (const role of this.roles) this.signal(role, 'SIGCONT');
    await Promise.all([...this.#members.values()].map(({ processes }) => processes.stop()));
    await this.links?.stop();
    await removeTempDir(this.#dir);
  }

  #of(role: Role): Member {
    const member = this.#members.get(role);
    if (member === undefined) throw new Error(`there is no ${role}`);
    return member;
  }
}
