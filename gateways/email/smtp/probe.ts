import { type Resolve, systemResolve } from '../accounts/discovery/mail-dns.js';
import { type LineLink, TrialEnd } from '../accounts/line-link.js';
import { type Probe, type ProbeTarget, refusedLogin } from '../accounts/probe.js';
import { mechanismFor } from '../accounts/sasl.js';
import { trialOf } from '../accounts/trial.js';

const MOST_LINES = 100;

/** Logs in at a submission server (RFC 6409, RFC 4954) and leaves. */
export function smtpProbe(resolve: Resolve = systemResolve): Probe {
  return trialOf((link, target) => new Trial(link, target).run(), resolve);
}

interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

class Trial {
  readonly #link: LineLink;
  readonly #target: ProbeTarget;

  constructor(link: LineLink, target: ProbeTarget) {
    this.#link = link;
    this.#target = target;
  }

  async run(): Promise<void> {
    expect(await this.#reply(), 220);
    let offered = await this.#hello();
    if (this.#target.server.security === 'starttls') {
      const { code, lines } = await this.#command('STARTTLS');
      if (code !== 220) throw new TrialEnd('tls-failed', lines.join(' '));
      await this.#link.secure();
      offered = await this.#hello();
    }
    await this.#login(offered);
    this.#link.leave('QUIT');
  }

  /** Mechanisms that the server offers, in capitals. */
  async #hello(): Promise<ReadonlySet<string>> {
    const reply = await this.#command(`EHLO ${this.#link.ownLiteral}`);
    expect(reply, 250);
    // Some write `AUTH=` for clients of long ago.
    const words = reply.lines.flatMap((line) => (/^AUTH[ =]/i.test(line) ? line.slice(5).split(' ') : []));
    return new Set(words.map((word) => word.toUpperCase()));
  }

  async #login(offered: ReadonlySet<string>): Promise<void> {
    const { login, server } = this.#target;
    const mechanism = mechanismFor(login, offered, server);
    let reply: Reply;
    if (mechanism !== undefined) {
      reply = await this.#command(`AUTH ${mechanism.name} ${mechanism.response}`);
      // A challenge here is what is wrong with a token (RFC 7628 3.2.3); the refusal follows.
      if (reply.code === 334) reply = await this.#command('');
    } else if ('password' in login && offered.has('LOGIN')) {
      reply = await this.#command('AUTH LOGIN');
      if (reply.code === 334) reply = await this.#command(Buffer.from(login.user).toString('base64'));
      if (reply.code === 334) reply = await this.#command(Buffer.from(login.password).toString('base64'));
    } else {
      throw new TrialEnd('no-password-login');
    }
    const { code, lines } = reply;
    if (code === 235) return;
    const said = lines.join(' ');
    if (code < 500) throw new TrialEnd('throttled', said);
    // 534: the mechanism is too weak; 538: it wants encryption (RFC 4954 6).
    const why = refusedLogin(said);
    throw new TrialEnd(code === 538 && why === 'login-refused' ? 'no-password-login' : why, said);
  }

  #command(line: string): Promise<Reply> {
    this.#link.write(line);
    return this.#reply();
  }

  /** A reply of one or several lines (RFC 5321 4.2.1). */
  async #reply(): Promise<Reply> {
    const lines: string[] = [];
    for (let count = 0; count < MOST_LINES; count += 1) {
      const [, code = '', more = '', text = ''] = /^([2-5]\d\d)([ -]?)(.*)$/.exec(await this.#link.line()) ?? [];
      if (code === '') throw new TrialEnd('protocol');
      lines.push(text);
      if (more !== '-') return { code: Number(code), lines };
    }
    throw new TrialEnd('protocol');
  }
}

function expect({ code, lines }: Reply, wanted: number): void {
  if (code !== wanted) throw new TrialEnd(code >= 400 && code < 500 ? 'throttled' : 'protocol', lines.join(' '));
}
