import type {
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
} from '../../operation.js';
import type { Ban } from '../../store/bans.js';
import { parseJid } from '../../xmpp/jid.js';
import type { Site } from '../site.js';
import type { Inside } from './inside.js';
import { endOf, gatewayNamed, given, isProblem } from './values.js';

type Parts = Pick<Inside, 'clock' | 'refresh'> & {
  readonly stores: Pick<Inside['stores'], 'bans'>;
  readonly sites: readonly { readonly gateway: Pick<Site['gateway'], 'name'>; readonly isAdmin: Site['isAdmin'] }[];
};

const MOST_REASON = 500;

const WHO: OperationArgument = {
  name: 'who',
  about: 'a JID, a domain (everybody there), or *@domain (everybody there but the domain itself)',
  required: true,
  positional: true,
};
const GATEWAY: OperationArgument = { name: 'gateway', about: 'only at this gateway; default: at all of them' };

/** Who may not use the gateways, though the config says that they may. */
export function banOperations(inside: () => Parts): readonly Operation[] {
  return [
    {
      noun: 'ban',
      verb: 'add',
      about: 'refuse all that a person or a domain sends, and end their sessions at once',
      arguments: [
        WHO,
        GATEWAY,
        { name: 'reason', about: 'why; whoever is banned reads it' },
        { name: 'for', about: 'how long, such as 2h or 7d; default: until it is removed', kind: 'duration' },
        { name: 'until', about: 'until when, such as 2026-03-01T18:00Z', kind: 'time' },
      ],
      changes: true,
      run: (call) => add(inside(), call),
    },
    {
      noun: 'ban',
      verb: 'list',
      about: 'the bans that are in force',
      arguments: [GATEWAY],
      run: (call) => list(inside(), call),
    },
    {
      noun: 'ban',
      verb: 'remove',
      about: 'lift a ban: the person is served again at once, and is registered as before',
      arguments: [WHO, { name: 'gateway', about: 'the gateway that the ban is for; default: the ban at all of them' }],
      changes: true,
      run: (call) => remove(inside(), call),
    },
  ];
}

async function add(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const target = targetOf(parts, call);
  if (isProblem(target)) return target;
  const now = parts.clock.now();
  const until = endOf(call, now);
  if (isProblem(until)) return until;
  const { rule, gateway } = target;
  if (parts.sites.some(({ isAdmin }) => isAdmin(rule))) {
    const sentence = call.say('{who} is an admin. Take them off access.admins in the config first.', { who: rule });
    return { problem: sentence };
  }
  const reason = (given(call, 'reason') ?? '').replace(/\s+/g, ' ');
  if (reason.length > MOST_REASON) {
    const params = { most: MOST_REASON };
    return { problem: call.say('The reason is longer than {most} characters. Say it shorter.', params) };
  }
  const ban: Ban = { rule, gateway, reason, since: now, by: call.actor, ...(until === undefined ? {} : { until }) };
  await parts.stores.bans.add(ban);
  await parts.refresh();
  const params = { who: rule, gateway };
  return {
    notes: [
      gateway === ''
        ? call.say('{who} is banned at all gateways; all processes follow within two seconds.', params)
        : call.say('{who} is banned at {gateway}; all processes follow within two seconds.', params),
    ],
  };
}

async function list(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const gateway = gatewayOf(parts, call);
  if (isProblem(gateway)) return gateway;
  const all = await parts.stores.bans.list(parts.clock.now());
  const rows = all
    .filter((ban) => gateway === '' || ban.gateway === '' || ban.gateway === gateway)
    .map((ban) => ({
      who: ban.rule,
      gateway: ban.gateway === '' ? 'all' : ban.gateway,
      reason: ban.reason,
      since: ban.since,
      until: ban.until ?? null,
      by: ban.by,
    }));
  return {
    table: {
      columns: [
        { name: 'who', label: 'Who' },
        { name: 'gateway', label: 'Gateway', kind: 'word' },
        { name: 'reason', label: 'Reason' },
        { name: 'since', label: 'Since', kind: 'time' },
        { name: 'until', label: 'Until', kind: 'time' },
        { name: 'by', label: 'By' },
      ],
      rows,
    },
  };
}

async function remove(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const target = targetOf(parts, call);
  if (isProblem(target)) return target;
  const { rule, gateway } = target;
  if (await parts.stores.bans.remove(target)) {
    await parts.refresh();
    const params = { who: rule, gateway };
    return {
      notes: [
        gateway === ''
          ? call.say('{who} is banned no more.', params)
          : call.say('{who} is banned no more at {gateway}.', params),
      ],
    };
  }
  const others = (await parts.stores.bans.list(parts.clock.now())).filter((ban) => ban.rule === rule);
  const where = others.map((ban) => (ban.gateway === '' ? call.say('all gateways') : ban.gateway)).join(', ');
  const next =
    others.length === 0
      ? call.say('Look at ban list.')
      : call.say('There are bans of it at {where}: name the gateway.', { where });
  return { problem: `${call.say('There is no such ban of {who}.', { who: rule })} ${next}` };
}

function targetOf(
  parts: Parts,
  call: OperationCall,
): { readonly rule: string; readonly gateway: string } | OperationProblem {
  const rule = ruleOf(call);
  if (isProblem(rule)) return rule;
  const gateway = gatewayOf(parts, call);
  return isProblem(gateway) ? gateway : { rule, gateway };
}

/** A rule in the form that stanzas are compared with. */
function ruleOf(call: OperationCall): string | OperationProblem {
  const written = given(call, 'who') ?? '';
  const wide = written.startsWith('*@');
  const jid = parseJid(wide ? written.slice(2) : written);
  if (jid === undefined || (wide && jid.local !== '')) {
    return { problem: call.say('"{written}" is no address. Write a JID, a domain, or *@domain.', { written }) };
  }
  if (jid.resource !== '') {
    return { problem: call.say('A ban is for a person, not for one client: write {jid}.', { jid: jid.bare }) };
  }
  return wide ? `*@${jid.domain}` : jid.bare;
}

/** Empty: all. */
function gatewayOf({ sites }: Parts, call: OperationCall): string | OperationProblem {
  const found = gatewayNamed(call, sites);
  return isProblem(found) ? found : (found?.gateway.name ?? '');
}
