import { listKind } from './list-kinds.js';
import type { Network } from './network.js';
import { ownCopy } from './string-pool.js';
import { type Handler, secondsTime } from './turn.js';
import type { ListKind } from './views.js';

/** An entry: `me #c mask setter 1600000000`; older servers leave the last two out. */
function entry(kind: ListKind): Handler {
  return (net, { message }) => addEntry(net, kind, message.params.slice(1));
}

function addEntry(net: Network, kind: ListKind, [name = '', mask = '', by, seconds]: readonly string[]): void {
  if (mask === '') return;
  const draft = net.answers.maskLists.open(`${kind} ${net.fold(name)}`, () => ({
    channel: ownCopy(name),
    entries: [],
    truncated: false,
  }));
  if (draft.entries.length >= net.limits.listEntries) draft.truncated = true;
  else {
    const setter = by === undefined ? undefined : ownCopy(by);
    draft.entries.push({ mask: ownCopy(mask), by: setter, at: secondsTime(seconds) });
  }
}

function end(kind: ListKind): Handler {
  return (net, { message, at }) => endOf(net, kind, message.params[1] ?? '', at);
}

function endOf(net: Network, kind: ListKind, name: string, at: number): void {
  const draft = net.answers.maskLists.close(`${kind} ${net.fold(name)}`);
  const { entries, truncated } = draft ?? { entries: [], truncated: false };
  net.channel(name)?.setList(kind, [...entries], !truncated);
  net.emit({ type: 'mask-list', at, channel: net.channel(name)?.name ?? name, kind, entries, truncated });
}

/** 728: `me #c q mask setter 1600000000`: the letter tells which list. */
const quietEntry: Handler = (net, { message }) => {
  const [, name = '', letter = '', ...rest] = message.params;
  addEntry(net, listKind(letter, net.isupport) ?? 'quiet', [name, ...rest]);
};

const quietEnd: Handler = (net, { message, at }) => {
  const [, name = '', letter = ''] = message.params;
  endOf(net, listKind(letter, net.isupport) ?? 'quiet', name, at);
};

/** 322: `me #c 12 :topic`. */
const listed: Handler = (net, { message }) => {
  const [, channel = '', members = '', topic = ''] = message.params;
  if (channel === '') return;
  net.emit({ type: 'listed', channel, members: /^\d{1,9}$/.test(members) ? Number(members) : 0, topic });
};

/** Lists of masks, and of channels. */
export const LISTS: Readonly<Record<string, Handler>> = {
  '321': () => undefined,
  '322': listed,
  '323': (net) => net.emit({ type: 'list-end' }),
  '346': entry('invite-exception'),
  '347': end('invite-exception'),
  '348': entry('exception'),
  '349': end('exception'),
  '367': entry('ban'),
  '368': end('ban'),
  '728': quietEntry,
  '729': quietEnd,
};
