import { newEnvelopeId } from '../../lanes/envelope.js';
import type {
  Operation,
  OperationArgument,
  OperationCall,
  OperationProblem,
  OperationResult,
} from '../../operation.js';
import { NOTICE_KINDS, type Notice, type NoticeKind } from '../../store/notices.js';
import { announce } from '../announcements.js';
import type { Site } from '../site.js';
import type { Inside } from './inside.js';
import { gatewayNamed, given, isGiven, isProblem } from './values.js';

type Parts = Pick<Inside, 'sites' | 'stores' | 'refresh' | 'clock'>;

/** As long as a message that every client shows. */
const MOST_TEXT = 4000;

const KIND: OperationArgument = {
  name: 'kind',
  about: 'motd: told once to everybody who comes online; welcome: told to whoever has just registered',
  kind: 'choice',
  choices: NOTICE_KINDS,
  required: true,
  positional: true,
};
const GATEWAY: OperationArgument = { name: 'gateway', about: 'only of this gateway; default: of all of them' };

/** Standing messages to the users: the message of the day, and a welcome besides the gateway's own. */
export function noticeOperations(inside: () => Parts): readonly Operation[] {
  return [
    {
      noun: 'notice',
      verb: 'list',
      about: 'the messages that are told at a login or a registration',
      arguments: [GATEWAY],
      run: (call) => list(inside(), call),
    },
    {
      noun: 'notice',
      verb: 'set',
      about: 'set the message of the day, which goes to who is online at once, or the welcome',
      arguments: [
        KIND,
        { name: 'text', about: 'the message', required: true, positional: true },
        GATEWAY,
        { name: 'quietly', about: 'correct the one that is there: who was told it is not told again', kind: 'flag' },
      ],
      changes: true,
      run: (call) => set(inside(), call),
    },
    {
      noun: 'notice',
      verb: 'remove',
      about: 'tell it no more',
      arguments: [KIND, GATEWAY],
      changes: true,
      run: (call) => remove(inside(), call),
    },
  ];
}

async function list(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const sites = sitesOf(parts, call);
  if (isProblem(sites)) return sites;
  const names = new Set(sites.map(({ gateway }) => gateway.name));
  const all = await parts.stores.notices.list();
  return {
    table: {
      columns: [
        { name: 'kind', label: 'Kind' },
        { name: 'gateway', label: 'Gateway' },
        { name: 'text', label: 'Text' },
        { name: 'since', label: 'Since', kind: 'time' },
        { name: 'by', label: 'By' },
      ],
      rows: all
        .filter(({ gateway }) => names.has(gateway))
        .map(({ kind, gateway, text, since, by }) => ({ kind, gateway, text, since, by })),
    },
  };
}

async function set(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const { stores, refresh, clock } = parts;
  const sites = sitesOf(parts, call);
  if (isProblem(sites)) return sites;
  const kind = kindOf(call);
  const text = (given(call, 'text') ?? '').trim();
  if (text === '') return { problem: call.say('The message has no text. Write one, or use notice remove.') };
  if (text.length > MOST_TEXT) {
    return { problem: call.say('The text is longer than {most} characters. Say it shorter.', { most: MOST_TEXT }) };
  }
  const quietly = isGiven(call, 'quietly');
  const notices: { readonly site: Site; readonly notice: Notice; readonly isNew: boolean }[] = [];
  for (const site of sites) {
    const gateway = site.gateway.name;
    const before = quietly ? await stores.notices.get(kind, gateway) : undefined;
    const id = before?.id ?? newEnvelopeId();
    const notice: Notice = { kind, gateway, text, id, since: clock.now(), by: call.actor };
    notices.push({ site, notice, isNew: before === undefined });
  }
  for (const { notice } of notices) await stores.notices.set(notice);
  await refresh();
  const where = sites.map(({ gateway }) => gateway.domain).join(', ');
  if (kind === 'welcome') {
    return { notes: [call.say('Whoever registers with {where} is told this besides the usual welcome.', { where })] };
  }
  for (const { site, notice, isNew } of notices) {
    if (isNew) await announce(site, { type: 'announcement', to: 'online', text, motd: notice.id });
  }
  return {
    notes: [
      notices.some(({ isNew }) => isNew)
        ? call.say(
            'Who is online with {where} is told it now, about 50 a second, and everybody else at their next login.',
            { where },
          )
        : call.say('Corrected at {where}: who was told the message before is not told again.', { where }),
    ],
  };
}

async function remove(parts: Parts, call: OperationCall): Promise<OperationResult | OperationProblem> {
  const sites = sitesOf(parts, call);
  if (isProblem(sites)) return sites;
  const kind = kindOf(call);
  const removed: string[] = [];
  for (const { gateway } of sites) {
    if (await parts.stores.notices.remove(kind, gateway.name)) removed.push(gateway.domain);
  }
  if (removed.length === 0) {
    return { problem: call.say('There is no {kind} to remove. Look at notice list.', { kind }) };
  }
  await parts.refresh();
  const params = { kind, where: removed.join(', ') };
  return { notes: [call.say('The {kind} of {where} is removed; all processes follow within two seconds.', params)] };
}

function kindOf(call: OperationCall): NoticeKind {
  return given(call, 'kind') === 'welcome' ? 'welcome' : 'motd';
}

function sitesOf({ sites }: Parts, call: OperationCall): readonly Site[] | OperationProblem {
  const found = gatewayNamed(call, sites);
  if (isProblem(found)) return found;
  return found === undefined ? sites : [found];
}
