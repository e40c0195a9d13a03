import type { IrcMessage, IrcSource } from '../wire/message.js';
import { learnAuthor, readSaid, type Said } from './messages.js';
import type { Network } from './network.js';
import { type Turn, turnOf } from './turn.js';

/** A whole batch (IRCv3 batch): what its opening line said, and what came in it, inner batches in their place. */
export interface IrcBatch {
  readonly type: string;
  /** Those behind the type. */
  readonly params: readonly string[];
  /** Of the opening line. */
  readonly tags: ReadonlyMap<string, string>;
  readonly source?: IrcSource;
  readonly messages: readonly (IrcMessage | IrcBatch)[];
}

const MULTILINE = new Set(['draft/multiline', 'multiline']);
const HISTORY = new Set(['chathistory', 'draft/chathistory', 'znc.in/playback']);

export function isBatch(item: IrcMessage | IrcBatch): item is IrcBatch {
  return 'messages' in item;
}

export function isMultiline(batch: IrcBatch): boolean {
  return MULTILINE.has(batch.type);
}

/** What is in it happened before, and changes nothing of now. */
export function isHistory(batch: IrcBatch): boolean {
  return HISTORY.has(batch.type);
}

/** A message of several lines, said now. */
export function multiline(net: Network, batch: IrcBatch, now: number): void {
  const turn = multilineTurn(net, batch, now);
  if (turn === undefined) return;
  const event = readSaid(net, turn, learnAuthor(net, turn));
  if (event !== undefined) net.emit(event);
}

/** What was said before, and what is told of it now. */
export function history(net: Network, batch: IrcBatch, now: number): void {
  const entries: Said[] = [];
  for (const item of batch.messages) {
    const turn = isBatch(item) ? (isMultiline(item) ? multilineTurn(net, item, now) : undefined) : turnOf(item, now);
    // Whoever has the nick now need not be the one who said it.
    const event = turn === undefined ? undefined : readSaid(net, turn, undefined);
    if (event !== undefined) entries.push(event);
  }
  net.emit({ type: 'history', target: batch.params[0] ?? '', entries });
}

/** The lines of a multiline batch as one line: the tags are those of its opening. */
function multilineTurn(net: Network, batch: IrcBatch, now: number): Turn | undefined {
  const lines = batch.messages.filter((item): item is IrcMessage => !isBatch(item));
  const first = lines[0];
  const target = batch.params[0] ?? first?.params[0];
  if (first === undefined || target === undefined) return undefined;
  let text = first.params[1] ?? '';
  for (const { params, tags } of lines.slice(1)) {
    const joined = tags.has('draft/multiline-concat') || tags.has('multiline-concat');
    const next = `${joined ? '' : '\n'}${params[1] ?? ''}`;
    if (text.length + next.length > net.limits.text) break;
    text += next;
  }
  const source = batch.source ?? first.source;
  const line = { tags: batch.tags, command: first.command, params: [target, text] };
  return turnOf(source === undefined ? line : { ...line, source }, now);
}
