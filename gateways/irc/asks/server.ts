import type { Problem, Timer } from '../../gateway.js';
import type { Answer } from '../connection/labels.js';
import { DEFAULT_TIMEOUTS } from '../connection/settings.js';
import type { Refusing } from '../error-watch.js';
import { refusalBy, refusalOf } from '../refusals.js';
import { problemOf } from '../rooms/place.js';
import type { Session } from '../session.js';
import { composeCtcp } from '../text/ctcp.js';
import type { LineOut } from '../wire/serialise.js';

/** How long an answer may still come after a server seems to have said all, ms. */
const GRACE_MS = 2000;
/** Errors that are of messages alone (see `connection/labels.ts`). */
const OF_MESSAGES: ReadonlySet<string> = new Set(['404', '407', '411', '412', '413', '414', '415', '531']);

/** What the server told, or why it told nothing. */
export type Told<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Told to those who wait for an answer of which it is known that it will not come. */
class Unanswered {
  readonly problem: Problem;

  constructor(problem: Problem) {
    this.problem = problem;
  }
}

/**
 * Asks servers, and has them do things, so that it is known what came of it. A server that labels its answers (IRCv3
 * labeled-response) says so itself. Any other one works in the order of the lines: a PING behind them is answered when all
 * that there is to say to them has been said.
 */
export class Server {
  #last = 0;

  /** Sends lines, and tells why the server refuses any of them; undefined where it has done them all. */
  async perform(session: Session, lines: readonly LineOut[]): Promise<Problem | undefined> {
    if (lines.length === 0) return undefined;
    if (!session.up) return down();
    if (session.place.caps.has('labeled-response')) {
      const answers = await Promise.all(lines.map((line) => labelled(session, line)));
      return answers.find((problem) => problem !== undefined);
    }
    let refusal: Problem | undefined;
    const end = session.errors.watch((event) => {
      if (!concerns(session, event, lines)) return false;
      refusal ??= problemBy(event);
      return true;
    });
    for (const line of lines) session.place.send(line);
    const answered = await this.#behind(session);
    end();
    return refusal ?? (answered ? undefined : silent(session));
  }

  /** What the server tells under a key of `Session.asked`; whoever asks the same meanwhile gets the same. */
  inquire<T>(session: Session, key: string, line: LineOut): Promise<Told<T | undefined>> {
    return this.#ask(session, key, line, (problem) => new Unanswered(problem ?? NOTHING));
  }

  /** What the program of somebody says (CTCP). A refusal is told at once; somebody who does not answer takes all the time. */
  async ctcp(session: Session, nick: string, command: string, params?: string): Promise<Told<string>> {
    const key = `ctcp ${command} ${session.place.fold(nick)}`;
    const line = { command: 'PRIVMSG', params: [nick, composeCtcp(command, params)] };
    const told = await this.#ask<string>(session, key, line, (problem) =>
      problem === undefined ? undefined : new Unanswered(problem),
    );
    if (!told.ok) return told;
    return told.value === undefined ? { ok: false, problem: silent(session) } : { ok: true, value: told.value };
  }

  /** `after`: what those who wait are told when the line has been dealt with; nothing: they wait on. */
  async #ask<T>(
    session: Session,
    key: string,
    line: LineOut,
    after: (problem: Problem | undefined) => Unanswered | undefined,
  ): Promise<Told<T | undefined>> {
    if (!session.up) return { ok: false, problem: down() };
    const value = await new Promise<unknown>((resolve) => {
      if (!session.asked.wait(key, resolve)) return;
      void this.perform(session, [line]).then((problem) => {
        const end = after(problem);
        if (end === undefined) return;
        // A bouncer answers a PING itself, before the network has said anything.
        session.place.clock.after(problem === undefined ? GRACE_MS : 1, () => session.tellAsked(key, end));
      });
    });
    if (value === undefined) return { ok: false, problem: silent(session) };
    if (!(value instanceof Unanswered)) return { ok: true, value: value as T };
    return value.problem === NOTHING ? { ok: true, value: undefined } : { ok: false, problem: value.problem };
  }

  /** Whether the server has answered all that was sent before. */
  async #behind(session: Session): Promise<boolean> {
    this.#last += 1;
    const token = `after-${this.#last}`;
    return (await session.ask(`pong ${token}`, { command: 'PING', params: [token] })) === true;
  }
}

/** Stands for an answer that is complete and has nothing in it. */
const NOTHING: Problem = problemOf('cancel', 'item-not-found', 'irc.internal');

function labelled(session: Session, line: LineOut): Promise<Problem | undefined> {
  return new Promise((resolve) => {
    let late: Timer | undefined;
    // Whoever asks something does not wait until it is known whether the server has read it.
    const written = (): void => {
      late = session.place.clock.after(DEFAULT_TIMEOUTS.answer, () => resolve(silent(session)));
    };
    const answered = (answer: Answer): void => {
      late?.cancel();
      if (answer.kind === 'error') resolve(refusalOf(answer.message));
      else if (answer.kind === 'lost') resolve(lost());
      else resolve(answer.kind === 'silent' || answer.kind === 'unread' ? silent(session) : undefined);
    };
    session.place.send(line, { written, answered });
  });
}

/** Whether an error without a label can be about one of these lines: it names something that stands in it. */
function concerns(session: Session, event: Refusing, lines: readonly LineOut[]): boolean {
  if (event.type === 'standard-reply') {
    return event.kind === 'fail' && lines.some(({ command }) => command === event.command);
  }
  const { target } = event;
  if (target === undefined) return false;
  if (OF_MESSAGES.has(event.code) && !lines.some(({ command }) => command === 'PRIVMSG')) return false;
  return lines.some(
    ({ command, params }) =>
      command === target.toUpperCase() ||
      params.some((param) => session.place.same(param, target)) ||
      // 472 names the letter of the mode.
      (event.code === '472' && command === 'MODE' && params[1]?.includes(target) === true),
  );
}

function problemBy(event: Refusing): Problem {
  if (event.type === 'error') return refusalBy(event.code, event.text);
  const { command, code, context, text } = event;
  return refusalOf({ command: 'FAIL', params: [command, code, ...context, text], tags: new Map() });
}

function down(): Problem {
  return problemOf('wait', 'recipient-unavailable', 'irc.ask.not-connected');
}

function lost(): Problem {
  return problemOf('wait', 'recipient-unavailable', 'irc.not-connected');
}

function silent(session: Session): Problem {
  return session.up ? problemOf('wait', 'remote-server-timeout', 'irc.ask.silent') : lost();
}
