import { type Resolve, systemResolve } from '../accounts/discovery/mail-dns.js';
import { type LineLink, TrialEnd } from '../accounts/line-link.js';
import { type Probe, type ProbeTarget, refusedLogin } from '../accounts/probe.js';
import { mechanismFor } from '../accounts/sasl.js';
import { trialOf } from '../accounts/trial.js';

/** Codes of a refusal that is not for good, or not about the password (RFC 5530 3). */
const NOT_NOW: ReadonlySet<string> = new Set(['UNAVAILABLE', 'LIMIT', 'INUSE', 'SERVERBUG']);
const MOST_LINES = 200;

/** Logs in at an IMAP server (RFC 9051), looks at the inbox without changing it, and leaves. */
export function imapProbe(resolve: Resolve = systemResolve): Probe {
  return trialOf((link, target) => new Trial(link, target).run(), resolve);
}

interface Answer {
  readonly status: string;
  /** Response code in capitals, without what stands behind it; may be empty. */
  readonly code: string;
  readonly text: string;
}

class Trial {
  readonly #link: LineLink;
  readonly #target: ProbeTarget;
  #tags = 0;

  constructor(link: LineLink, target: ProbeTarget) {
    this.#link = link;
    this.#target = target;
  }

  async run(): Promise<void> {
    const greeting = await this.#link.line();
    if (!greeting.startsWith('* OK')) throw new TrialEnd(byeFault(greeting), greeting.slice(5));
    if (this.#target.server.security === 'starttls') {
      const { status, text } = await this.#command('STARTTLS');
      if (status !== 'OK') throw new TrialEnd('tls-failed', text);
      await this.#link.secure();
    }
    await this.#login(await this.#capabilities());
    const { status, text } = await this.#command('EXAMINE INBOX');
    if (status !== 'OK') throw new TrialEnd('switched-off', text);
    this.#link.leave(`${this.#tag()} LOGOUT`);
  }

  async #capabilities(): Promise<ReadonlySet<string>> {
    const offered = new Set<string>();
    await this.#command('CAPABILITY', (line) => {
      const [star, name, ...words] = line.toUpperCase().split(' ');
      if (star === '*' && name === 'CAPABILITY') for (const word of words) offered.add(word);
    });
    return offered;
  }

  async #login(offered: ReadonlySet<string>): Promise<void> {
    const { login, server } = this.#target;
    const mechanisms = new Set([...offered].flatMap((word) => (word.startsWith('AUTH=') ? [word.slice(5)] : [])));
    const mechanism = mechanismFor(login, mechanisms, server);
    let answer: Answer;
    if (mechanism !== undefined) {
      // One line for one challenge; whatever the server wants to know beyond it, there is nothing more to say.
      answer = await this.#command(`AUTHENTICATE ${mechanism.name}`, undefined, [mechanism.response]);
    } else if ('password' in login && !offered.has('LOGINDISABLED')) {
      const [user, password] = [Buffer.from(login.user), Buffer.from(login.password)];
      const rest = [`${login.user} {${password.length}}`, login.password];
      answer = await this.#command(`LOGIN {${user.length}}`, undefined, rest);
    } else {
      throw new TrialEnd('no-password-login');
    }
    const { status, code, text } = answer;
    if (status === 'OK') return;
    if (NOT_NOW.has(code)) throw new TrialEnd('throttled', text);
    if (status === 'BAD') throw new TrialEnd('protocol', text);
    throw new TrialEnd(refusedLogin(`${code} ${text}`), text);
  }

  /** Sends a command, and a line of `rest` for each time that the server asks to go on, or an empty one. */
  async #command(command: string, untagged?: (line: string) => void, rest: readonly string[] = []): Promise<Answer> {
    const tag = this.#tag();
    this.#link.write(`${tag} ${command}`);
    const left = [...rest];
    for (let count = 0; count < MOST_LINES; count += 1) {
      const line = await this.#link.line();
      if (line.startsWith(`${tag} `)) return answerOf(line.slice(tag.length + 1));
      if (line.startsWith('+')) this.#link.write(left.shift() ?? '');
      else if (/^\* BYE\b/i.test(line)) throw new TrialEnd(byeFault(line), line.slice(6));
      else untagged?.(line);
    }
    throw new TrialEnd('protocol');
  }

  #tag(): string {
    this.#tags += 1;
    return `t${this.#tags}`;
  }
}

function answerOf(line: string): Answer {
  const [, status = '', code = '', text = ''] = /^(\S{1,10}) ?(?:\[([^\] ]*)(?: [^\]]*)?\])? ?(.*)$/.exec(line) ?? [];
  return { status: status.toUpperCase(), code: code.toUpperCase(), text };
}

function byeFault(line: string): 'throttled' | 'protocol' {
  return /^\* BYE\b/i.test(line) && refusedLogin(line) === 'throttled' ? 'throttled' : 'protocol';
}
