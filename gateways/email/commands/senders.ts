import type { GatewayCall, GatewayCommand, GatewayDone, Problem } from '../../gateway.js';
import { contactOf } from '../address/contact-of.js';
import { readMailDomain } from '../address/mail-domain.js';
import { isNoReply } from '../address/special-contacts.js';
import { typedAddress } from '../address/typed-address.js';
import { KnownSenders, type Relation } from '../policy/known-senders.js';
import { asking, type CommandParts, contactIn, field, first, moment, table, wrong } from './parts.js';

const WHO = 'who';
const MOST_ROWS = 200;

const FULL: Problem = { type: 'wait', condition: 'resource-constraint', text: { key: 'email.command.senders.full' } };

interface Marking extends Pick<GatewayCommand, 'word' | 'under'> {
  readonly relation: Exclude<Relation, 'written'>;
  readonly on: boolean;
  /** What is still to be done when it is set. */
  readonly after?: (call: GatewayCall, who: string) => Promise<GatewayDone | undefined>;
}

/** Whom the user wants mail of, and whom not. */
export function senderCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    listing('blocked', 'blocked'),
    marking(parts, { word: 'block', under: 'blocked', relation: 'blocked', on: true }),
    marking(parts, { word: 'unblock', under: 'blocked', relation: 'blocked', on: false }),
    marking(parts, {
      word: 'accept',
      under: 'blocked',
      relation: 'accepted',
      on: true,
      // What waits of a whole domain comes with each of its senders.
      after: async (call, who) => {
        if (who.startsWith('@')) return undefined;
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'accept', contact: who });
        return 'problem' in answer ? answer : undefined;
      },
    }),
    listing('important', 'important'),
    marking(parts, { word: 'add-important', under: 'important', relation: 'important', on: true }),
    marking(parts, { word: 'remove-important', under: 'important', relation: 'important', on: false }),
  ];
}

function listing(word: string, relation: Relation): GatewayCommand {
  return {
    word,
    name: { key: `email.command.${word}` },
    about: { key: `email.command.${word}.about` },
    audience: 'registered',
    steps: [],
    run: async (call): Promise<GatewayDone> => {
      const all = await new KnownSenders(call.desk).list(call.jid, relation);
      if (all.length === 0) return { said: call.say({ key: `email.command.${word}.none` }) };
      const rows = all.slice(0, MOST_ROWS).map(({ who, since }) => ({ who: [who], since: [moment(since)] }));
      return table(call, ['who', 'since'], rows);
    },
  };
}

function marking(parts: CommandParts, { word, under, relation, on, after }: Marking): GatewayCommand {
  return asking({
    word,
    under,
    fields: (call) => [
      field(call, WHO, { required: true, description: call.say({ key: 'email.field.who.description' }) }),
    ],
    check: async (call, values) => {
      if (!values.has(WHO)) return undefined;
      const read = whoIn(parts, call, first(values, WHO));
      return 'problem' in read ? read.problem : undefined;
    },
    run: async (call) => {
      const read = whoIn(parts, call, first(call.values, WHO));
      if ('problem' in read) return read;
      const { who } = read;
      if (!(await new KnownSenders(call.desk).mark(call.jid, who, relation, on))) return { problem: FULL };
      const more = await after?.(call, who);
      return more ?? { said: call.say({ key: `email.command.${word}.done`, params: { who } }) };
    },
  });
}

/** An address, a list, or a whole domain as `@example.org`. */
function whoIn(
  parts: CommandParts,
  call: GatewayCall,
  typed: string,
): { readonly who: string } | { readonly problem: Problem } {
  if (typed.startsWith('@')) {
    const domain = readMailDomain(typed.slice(1))?.domain;
    return domain === undefined
      ? { problem: wrong('email.command.senders.domain', { domain: typed.slice(0, 100) }) }
      : { who: `@${domain}` };
  }
  const read = contactIn(parts, call, typed);
  if (!('problem' in read)) return { who: read.contact };
  // Who only writes can be written to by nobody, and be wanted or not all the same.
  const silent = contactOf(typedAddress(typed));
  return isNoReply(silent) ? { who: silent } : read;
}
