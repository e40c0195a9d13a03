import type { IrcLine } from '../../irc-line.js';
import type { Client } from './client.js';
import { type Channel, type Network, sourceOf } from './network.js';
import { mayOperate } from './rights.js';

/** MODE of a channel: `o` and `v` of members, bans, the key, and the plain ones. Of a user it only tells. */
export function changeModes(network: Network, client: Client, { params }: IrcLine): void {
  const [name = '', modes, ...values] = params;
  const channel = network.channel(name);
  if (channel === undefined) {
    if (name.startsWith('#')) client.numeric('403', name, 'No such channel');
    else client.numeric('221', '+i');
  } else if (modes === undefined) client.numeric('324', channel.name, `+${[...channel.modes].join('')}`);
  else if (/^\+?b$/.test(modes) && values.length === 0) {
    for (const mask of channel.bans) client.numeric('367', channel.name, mask);
    client.numeric('368', channel.name, 'End of channel ban list');
  } else if (mayOperate(client, channel)) {
    const done = apply(network, client, channel, modes, values);
    if (done === '') return;
    const change = {
      source: sourceOf(client.user),
      account: client.user.account,
      text: `MODE ${channel.name} ${done}`,
    };
    network.tell(channel.members.keys(), change);
  }
}

/** Makes the changes that can be made; returns them as they are announced: `+ov alice bob`. */
function apply(network: Network, client: Client, channel: Channel, modes: string, values: string[]): string {
  let adds = true;
  let sign = '';
  let letters = '';
  const used: string[] = [];
  const done = (letter: string, value?: string) => {
    const wanted = adds ? '+' : '-';
    letters += (sign === wanted ? '' : wanted) + letter;
    sign = wanted;
    if (value !== undefined) used.push(value);
  };
  for (const letter of modes) {
    if (letter === '+' || letter === '-') adds = letter === '+';
    else if (letter === 'o' || letter === 'v') {
      const nick = values.shift() ?? '';
      const user = network.user(nick);
      const held = user === undefined ? undefined : channel.members.get(user);
      if (user === undefined || held === undefined) {
        client.numeric('441', nick, channel.name, "They aren't on that channel");
      } else {
        if (adds) held.add(letter);
        else held.delete(letter);
        done(letter, user.nick);
      }
    } else if (letter === 'b') {
      const mask = values.shift() ?? '';
      const at = channel.bans.indexOf(mask);
      if (adds && at < 0) channel.bans.push(mask);
      if (!adds && at >= 0) channel.bans.splice(at, 1);
      done('b', mask);
    } else if (letter === 'k') {
      const key = values.shift() ?? '*';
      channel.key = adds ? key : undefined;
      done('k', key);
    } else if ('imnst'.includes(letter)) {
      if (adds) channel.modes.add(letter);
      else channel.modes.delete(letter);
      done(letter);
    } else client.numeric('472', letter, 'is unknown mode char to me');
  }
  return [letters, ...used].join(' ');
}
