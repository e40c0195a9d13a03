import assert from 'node:assert/strict';
import { connectIrc, type IrcClient, type RegisterOptions } from '../../sandbox/irc-client.js';
import type { IrcLine } from '../../sandbox/irc-line.js';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import { matchIrcLine, octets } from './irc-line-match.js';
import type { ScriptStep } from './script.js';
import type { Variables } from './stanza-match.js';

/** An IRC network that a script is about. */
export interface ScriptNetwork {
  readonly port: number;
  /** Makes an account with the services; undefined where there are none. */
  readonly register?: ((account: string, password: string) => Promise<void>) | undefined;
  /** Ends the server at once, and starts it again; undefined where it cannot be. */
  readonly kill?: (() => Promise<unknown>) | undefined;
  readonly start?: (() => Promise<unknown>) | undefined;
  /** What a server of the sandbox does when it is told to; undefined for others. */
  readonly stage?: IrcStage | undefined;
}

/** What a network can be made to do to those who are on it. */
export interface IrcStage {
  /** Puts people into a channel: `n0` to `n<count-1>`. */
  populate(channel: string, count: number): void;
  /** All of them are lost at once, and come back. */
  split(): void;
  rejoin(): void;
  /** Whoever joins a channel is answered by a numeric from now on. */
  refuse(channel: string, numeric: string, text: string): void;
  /** A line to whoever has a nick, whatever the server knows. */
  tell(nick: string, line: string): void;
  /** Ends the connection of whoever has a nick. */
  drop(nick: string): void;
}

/**
 * What happens on the IRC side of a stanza script:
 *
 *     irc alice connects with message-tags, server-time
 *     irc alice joins {channel}
 *     irc alice: PRIVMSG {channel} :Hello
 *     irc alice gets: :romeo PRIVMSG {channel} :\x02Hi\x02
 *     irc alice gets nothing else
 *
 *     The IRC server refuses {channel} with 405 You have joined too many channels
 *     The IRC server tells {nick}: :irc.honest.test NOTICE {nick} :Beware
 *     The IRC server has 3 people in {channel}
 *     The IRC server drops {nick}
 *     The IRC server splits
 *     The IRC server is whole again
 *
 * Several lines, or one that ends with a colon, stand below `irc alice:` and `irc alice gets:`. How lines are compared is said
 * at matchIrcLine.
 */
export function ircSteps(network: ScriptNetwork): { readonly steps: readonly ScriptStep[]; end(): Promise<void> } {
  const clients = new Map<string, IrcClient>();
  const client = (who = ''): IrcClient => {
    const found = clients.get(who);
    if (found === undefined) throw new Error(`${who} is not on IRC`);
    return found;
  };
  const connect = async (who: string, options: RegisterOptions): Promise<void> => {
    const fresh = await connectIrc({ port: network.port });
    clients.set(who, fresh);
    await fresh.register(who, options);
    await skip(fresh);
  };
  const step = (
    pattern: RegExp,
    run: (groups: readonly string[], body: string) => Promise<void> | undefined | void,
  ) => ({
    pattern,
    run: async (groups: readonly string[], body: string): Promise<undefined> => void (await run(groups, body)),
  });
  const stage = (): IrcStage => {
    if (network.stage === undefined) throw new Error('this server does nothing that a script tells it');
    return network.stage;
  };
  const say = (who: string | undefined, lines: readonly string[]): undefined => {
    for (const line of lines) client(who).send(octets(line));
  };

  const steps: readonly ScriptStep[] = [
    step(/^irc (\S+) connects$/, ([who = '']) => connect(who, {})),
    step(/^irc (\S+) connects with (.+)$/, ([who = '', caps = '']) => connect(who, { caps: caps.split(/,\s*/) })),
    step(/^irc (\S+) logs in as (\S+) with (\S+)$/, ([who = '', account = '', password = '']) =>
      connect(who, { sasl: { account, password } }),
    ),
    step(/^irc (\S+) joins (\S+)(?: with (\S+))?$/, async ([who, channel = '', key]) => {
      await client(who).join(channel, key);
      await skip(client(who));
    }),
    step(/^irc (\S+) gets nothing else$/, async ([who]) => {
      await client(who).settle();
      assert.deepEqual(client(who).inbox.map(rawOf), []);
    }),
    { pattern: /^irc (\S+) gets: (.+)$/, run: ([who, line = '']) => get(client(who), [line]) },
    { pattern: /^irc (\S+) gets:$/, run: ([who], body) => get(client(who), linesOf(body)) },
    step(/^irc (\S+): (.+)$/, ([who, line = '']) => say(who, [line])),
    step(/^irc (\S+):$/, ([who], body) => say(who, linesOf(body))),
    step(/^irc (\S+) disconnects$/, async ([who = '']) => {
      await client(who).quit();
      clients.delete(who);
    }),
    step(/^irc (\S+) loses the connection$/, ([who = '']) => {
      client(who).drop();
      clients.delete(who);
      return undefined;
    }),
    step(/^Services know (\S+) with the password (\S+)$/, async ([account = '', password = '']) => {
      if (network.register === undefined) throw new Error('this network has no services');
      await network.register(account, password);
    }),
    step(/^The IRC server refuses (\S+) with (\d{3}) (.+)$/, ([channel = '', numeric = '', text = '']) =>
      stage().refuse(channel, numeric, text),
    ),
    step(/^The IRC server tells (\S+): (.+)$/, ([nick = '', line = '']) => stage().tell(nick, octets(line))),
    step(/^The IRC server drops (\S+)$/, ([nick = '']) => stage().drop(nick)),
    step(/^The IRC server has (\d+) people in (\S+)$/, ([count, channel = '']) =>
      stage().populate(channel, Number(count)),
    ),
    step(/^The IRC server splits$/, () => stage().split()),
    step(/^The IRC server is whole again$/, () => stage().rejoin()),
    step(/^The IRC server goes away$/, async () => {
      if (network.kill === undefined) throw new Error('this server cannot go away');
      await network.kill();
    }),
    step(/^The IRC server is back$/, async () => {
      if (network.start === undefined) throw new Error('this server cannot come back');
      await network.start();
    }),
  ];
  return {
    steps,
    end: async () => {
      await Promise.all([...clients.values()].map((each) => each.quit()));
    },
  };
}

/** Takes the lines out of the inbox, each when it comes; what the first one finds is known to the next. */
async function get(client: IrcClient, expected: readonly string[]): Promise<Variables> {
  let variables: Variables = {};
  for (const line of expected) {
    const fits = (received: IrcLine) => {
      const match = matchIrcLine(line, received, variables);
      if (match.fits) variables = match.variables;
      return match.fits;
    };
    await client.waitFor(fits, `it: ${line}`, PATIENCE_MS).catch((error: Error) => {
      throw new Error(`${error.message}\n${nearest(line, client.inbox, variables)}`);
    });
  }
  return variables;
}

/** How the received line that differs least differs. */
function nearest(expected: string, inbox: readonly IrcLine[], variables: Variables): string {
  const compared = inbox
    .map((line) => ({ line, match: matchIrcLine(expected, line, variables) }))
    .flatMap(({ line, match }) => (match.fits ? [] : [{ line, differences: match.differences }]))
    .sort((a, b) => a.differences.length - b.differences.length);
  const [first] = compared;
  if (first === undefined) return 'Nothing else has been received.';
  return `Nearest is: ${first.line.raw}\nIt differs: ${first.differences.join('; ')}`;
}

/** Takes what the server has said so far out of the inbox: the welcome, the names. */
async function skip(client: IrcClient): Promise<void> {
  await client.settle();
  while (client.inbox.length > 0) await client.waitFor(() => true, 'anything');
}

const rawOf = ({ raw }: IrcLine) => raw;

function linesOf(body: string): string[] {
  return body
    .trimEnd()
    .split('\n')
    .map((line) => line.trimStart());
}
