import { joinMultiline } from '../text/multiline.js';
import type { IrcMessage } from '../wire/message.js';
import { learnAuthor, readSaid, type Said } from './messages.js';
import type { Network } from './network.js';
import { serverTime, type Turn, turnOf } from './turn.js';

/** Lines that came as one (IRCv3 batch), as the connection hands them on. */
export interface IrcBatch {
  readonly type: string;
  /** Those behind the type. */
  readonly params: readonly string[];
  /** The line that opened it: its tags and its source are those of the whole. */
  readonly start: IrcMessage;
  /** In order, inner batches in their place. */
  readonly items: readonly (IrcMessage | IrcBatch)[];
}

const MULTILINE = new Set(['draft/multiline', 'multiline']);
const HISTORY = new Set(['chathistory', 'draft/chathistory', 'znc.in/playback']);
const TARGETS = new Set(['draft/chathistory-targets', 'chathistory-targets']);

/** Whether it is a batch rather than a line (IRCv3 batch). */
export function isBatch(item: IrcMessage | IrcBatch): item is IrcBatch {
  return 'items' in item;
}

type Reader = (net: Network, batch: IrcBatch, now: number) => void;

/** What reads a batch that means something as a whole; undefined for those that are their lines, one by one. */
export function wholeReader({ type }: IrcBatch): Reader | undefined {
  if (MULTILINE.has(type)) return multiline;
  if (HISTORY.has(type)) return history;
  return TARGETS.has(type) ? historyTargets : undefined;
}

/** A message of several lines, said now. */
const multiline: Reader = (net, batch, now) => {
  const turn = multilineTurn(net, batch, now);
  if (turn === undefined) return;
  const event = readSaid(net, turn, learnAuthor(net, turn));
  if (event !== undefined) net.emit(event);
};

/** What was said before, and is told now. */
const history: Reader = (net, batch, now) => {
  const entries: Said[] = [];
  for (const item of batch.items) {
    const turn = isBatch(item)
      ? MULTILINE.has(item.type)
        ? multilineTurn(net, item, now)
        : undefined
      : turnOf(item, now);
    // Whoever has the nick now need not be the one who said it.
    const event = turn === undefined ? undefined : readSaid(net, turn, undefined);
    if (event !== undefined) entries.push(event);
  }
  net.emit({ type: 'history', target: batch.params[0] ?? '', entries });
};

/** `CHATHISTORY TARGETS #c 2026-01-01T00:00:00.000Z`: conversations in which something was said, and when last. */
const historyTargets: Reader = (net, batch) => {
  const targets = batch.items.flatMap((item) => {
    if (isBatch(item) || item.command !== 'CHATHISTORY') return [];
    const [, name, time] = item.params;
    const at = serverTime(time);
    return name === undefined || at === undefined ? [] : [{ name, at }];
  });
  net.emit({ type: 'history-targets', targets });
};

/** The lines of a multiline batch as one line: the tags are those of its opening. */
function multilineTurn(net: Network, { start, params, items }: IrcBatch, now: number): Turn | undefined {
  const lines = items.filter((item): item is IrcMessage => !isBatch(item));
  const first = lines[0];
  const target = params[0] ?? first?.params[0];
  if (first === undefined || target === undefined) return undefined;
  const kept: { readonly text: string; readonly concat: boolean }[] = [];
  let left = net.limits.text;
  for (const { params, tags } of lines) {
    const text = params[1] ?? '';
    left -= text.length + 1;
    if (left < 0) break;
    kept.push({ text, concat: tags.has('draft/multiline-concat') || tags.has('multiline-concat') });
  }
  const source = start.source ?? first.source;
  const line = { tags: start.tags, command: first.command, params: [target, joinMultiline(kept)] };
  return turnOf(source === undefined ? line : { ...line, source }, now);
}
