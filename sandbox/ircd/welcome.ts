import type { Peer } from './peer.js';

/** How a client is let in: capabilities, 001 to 005, no message of the day. */
export interface WelcomeOptions {
  /** Capabilities offered, with the value each has behind `=`: `{ 'sasl': 'PLAIN', 'batch': '' }`. Default none at all. */
  readonly caps?: Readonly<Record<string, string>>;
  /** Tokens of 005, all in one line; default {@link ISUPPORT}. */
  readonly isupport?: string;
  /** The nick given in 001, where the server has changed it. */
  readonly nick?: string;
  readonly serverName?: string;
}

const ISUPPORT =
  'CASEMAPPING=rfc1459 CHANTYPES=# PREFIX=(ov)@+ CHANMODES=beI,k,l,imnst NICKLEN=30 CHANNELLEN=50 TOPICLEN=390 NETWORK=Scripted';

/**
 * Plays an orderly logging-on with a client, for scripts that are about what comes after it: grants what the client asks of
 * `caps`, refuses the rest (NAK), and welcomes. Resolves with the nick and with the capabilities that were granted.
 */
export async function welcome(
  peer: Peer,
  options: WelcomeOptions = {},
): Promise<{ readonly nick: string; readonly caps: ReadonlySet<string> }> {
  const { caps = {}, isupport = ISUPPORT, serverName = 'irc.test' } = options;
  const granted = new Set<string>();
  let nick = '';
  let user = false;
  let negotiating = false;
  while (nick === '' || !user || negotiating) {
    const { command, params } = await peer.expect(({ command }) => ['CAP', 'NICK', 'USER'].includes(command));
    if (command === 'NICK') nick = params[0] ?? '';
    if (command === 'USER') user = true;
    if (command !== 'CAP') continue;
    if (params[0] === 'LS') {
      negotiating = true;
      const offered = Object.entries(caps).map(([name, value]) => (value === '' ? name : `${name}=${value}`));
      peer.send(`:${serverName} CAP * LS :${offered.join(' ')}`);
    } else if (params[0] === 'REQ') {
      negotiating = true;
      const asked = (params[1] ?? '').split(' ').filter((name) => name !== '');
      const fine = asked.every((name) => Object.hasOwn(caps, name));
      if (fine) for (const name of asked) granted.add(name);
      peer.send(`:${serverName} CAP * ${fine ? 'ACK' : 'NAK'} :${params[1] ?? ''}`);
    } else if (params[0] === 'END') negotiating = false;
  }
  nick = options.nick ?? nick;
  peer.send(`:${serverName} 001 ${nick} :Welcome ${nick}`);
  peer.send(`:${serverName} 005 ${nick} ${isupport} :are supported by this server`);
  peer.send(`:${serverName} 422 ${nick} :MOTD File is missing`);
  return { nick, caps: granted };
}
