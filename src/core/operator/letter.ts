import type { Account, MessageEvent } from '../../../gateways/gateway.js';
import { LaneRefused } from '../../lanes/adder.js';
import type { Envelope } from '../../lanes/envelope.js';
import type {
  Column,
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
} from '../../operation.js';
import type { Letter } from '../../store/letters.js';
import { nextTry } from '../dead-letters.js';
import { type Site, standing } from '../site.js';
import { laneOf } from '../xmpp-lanes.js';
import type { Inside } from './inside.js';
import { gatewayNamed, given, isProblem } from './values.js';

type Parts = Pick<Inside, 'sites' | 'stores' | 'lanes' | 'clock'>;

const ID: OperationArgument = {
  name: 'id',
  about: 'id of the letter, as letter list shows it',
  required: true,
  positional: true,
};

const COLUMNS: readonly Column[] = [
  { name: 'id', label: 'Letter' },
  { name: 'gateway', label: 'Gateway' },
  { name: 'jid', label: 'User' },
  { name: 'contact', label: 'Contact' },
  { name: 'direction', label: 'Direction', kind: 'word' },
  { name: 'at', label: 'Failed', kind: 'time' },
  { name: 'sent', label: 'Sent', kind: 'time' },
  { name: 'lane', label: 'Lane' },
  { name: 'reason', label: 'Reason' },
  { name: 'tries', label: 'Tries', kind: 'number' },
];

/** Messages that failed for a reason that an admin may have removed. What they say is never shown. */
export function letterOperations(inside: () => Parts): readonly Operation[] {
  return [
    {
      noun: 'letter',
      verb: 'list',
      about: 'messages that could not be carried and are kept, the newest first',
      arguments: [
        { name: 'gateway', about: 'only of this gateway' },
        { name: 'after', about: 'where the page before ended' },
      ],
      run: (call) => list(inside(), call),
    },
    {
      noun: 'letter',
      verb: 'show',
      about: 'all that is known of one of them, but what it says',
      arguments: [ID],
      run: async (call) => {
        const letter = await letterOf(inside(), call);
        if (isProblem(letter)) return letter;
        return { fields: COLUMNS.map((column) => ({ ...column, value: letter[column.name as keyof Letter] })) };
      },
    },
    {
      noun: 'letter',
      verb: 'retry',
      about: 'put it into its lane again, behind what waits there; its sender was told that it failed',
      arguments: [ID],
      changes: true,
      run: (call) => retry(inside(), call),
    },
    {
      noun: 'letter',
      verb: 'drop',
      about: 'forget it for good',
      arguments: [ID],
      changes: true,
      confirm: 'The message is gone then, and nobody can have it carried any more.',
      run: async (call) => {
        const letter = await letterOf(inside(), call);
        if (isProblem(letter)) return letter;
        await inside().stores.letters.remove(letter.id);
        return { notes: [call.say('{id} is forgotten.', { id: letter.id })] };
      },
    },
  ];
}

async function list(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const site = gatewayNamed(call, parts.sites);
  if (isProblem(site)) return site;
  const after = given(call, 'after');
  const { letters, total, next } = await parts.stores.letters.page({
    ...(site === undefined ? {} : { gateway: site.gateway.name }),
    ...(after === undefined ? {} : { after }),
  });
  return {
    notes: [total === 1 ? call.say('One letter is kept.') : call.say('{total} letters are kept.', { total })],
    table: { columns: COLUMNS, rows: letters.map((letter) => ({ ...letter })) },
    ...(next === undefined ? {} : { next }),
  };
}

async function letterOf({ stores }: Parts, call: OperationCall): Promise<Letter | OperationProblem> {
  const id = given(call, 'id') ?? '';
  const found = await stores.letters.find(id);
  return found ?? { problem: call.say('There is no letter "{id}". Look at letter list.', { id }) };
}

async function retry(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const letter = await letterOf(parts, call);
  if (isProblem(letter)) return letter;
  const site = parts.sites.find(({ gateway }) => gateway.name === letter.gateway);
  if (site === undefined) {
    const { gateway } = letter;
    return { problem: call.say('There is no gateway {gateway} any more. Drop the letter.', { gateway }) };
  }
  const opened = await parts.stores.letters.open(letter.id);
  if (opened === undefined) return { problem: call.say('Somebody else has retried or dropped it just now.') };
  const old = JSON.parse(opened.content) as Envelope<MessageEvent>;
  const place = await placeOf(call, site, letter, old);
  if (isProblem(place)) return place;
  const now = parts.clock.now();
  const envelope: Envelope = {
    ...old,
    id: nextTry(letter.id),
    at: now,
    ...(letter.direction === 'in' ? {} : { expires: now + (site.gateway.lasts ?? site.limits.expiry) }),
  };
  try {
    await parts.lanes.add(place, envelope, { giveUpAfter: site.limits.patience });
  } catch (error) {
    if (!(error instanceof LaneRefused)) throw error;
    const params = { lane: place, reason: error.reason };
    return { problem: call.say('The lane {lane} takes nothing at present ({reason}). Try again later.', params) };
  }
  // Only now: whoever dies in between leaves it in both places, the other order would lose it.
  await parts.stores.letters.remove(letter.id);
  const params = { lane: place, id: envelope.id };
  return { notes: [call.say('It waits in {lane} as {id}. If it fails again, it comes back as a letter.', params)] };
}

/** The lane for another try, and whether there may be one at all. */
async function placeOf(
  call: OperationCall,
  site: Site,
  { account, jid, contact, direction, lane }: Letter,
  { born, conversation }: Envelope,
): Promise<string | OperationProblem> {
  const found = await standing(site, account, born);
  if (found === undefined) return { problem: call.say('The account that it belongs to has ended. Drop the letter.') };
  if (site.bans.refusal(jid) !== undefined)
    return { problem: call.say('{jid} is banned. Lift the ban first.', { jid }) };
  if (direction === 'in') return laneOf(site, jid);
  return outward(call, site, { contact, conversation, lane, account: found.account });
}

function outward(
  call: OperationCall,
  { gateway, words }: Site,
  {
    contact,
    conversation,
    lane,
    account,
  }: { readonly contact: string; readonly conversation: string; readonly lane: string; readonly account: Account },
): string | OperationProblem {
  const lanes = gateway.lanesFor(contact, conversation, account);
  if ('type' in lanes) return { problem: words.text(lanes.text, call.language) };
  // Where it was before, as long as that can carry it: what follows in its conversation may be there.
  const place = lanes.includes(lane) ? lane : lanes[0];
  return place ?? { problem: call.say('No lane can carry it any more. Look at lane list.') };
}
