import { type LineOut, serialiseLine } from '../wire/serialise.js';
import { CLIENT_TAGS_OCTETS } from '../wire/tags.js';
import type { Answer, Labels } from './labels.js';
import type { SendQueue } from './send-queue.js';

/** What the sender of a line wants to know. */
export interface SendHooks {
  /** The line, or the last of several, has been handed to the network. */
  readonly written?: () => void;
  /** What became of it; exactly once where the line was queued. */
  readonly answered?: (answer: Answer) => void;
}

/**
 * `full`: too much waits already. `closed`: there is no connection that is ready. `too-long`: a server would cut one of the
 * lines, or end the connection. But for `queued` nothing was taken, and no hook is called.
 */
export type Sent = 'queued' | 'full' | 'closed' | 'too-long';

interface SenderOptions {
  readonly queue: SendQueue;
  readonly labels: Labels;
  /** Enabled capabilities. */
  readonly caps: () => ReadonlyMap<string, string>;
  /** LINELEN, octets. */
  readonly lineOctets: () => number;
  /** Octets of a line as it is written. */
  readonly octets: (line: string) => number;
}

/** Makes lines of what is to be said, as the server can take them, and has their answers looked for. */
export class Sender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Queues lines that go out together, in order; `label` and `answered` are of the first. */
  send(lines: readonly LineOut[], { written, answered }: SendHooks): Sent {
    const [first] = lines;
    if (first === undefined) return 'closed';
    const { queue, labels } = this.#options;
    const tagged = answered === undefined ? first : this.#labelled(first);
    const texts = lines.map((line, index) => serialiseLine(this.#fit(index === 0 ? tagged : line)));
    if (texts.some((text) => this.#isTooLong(text))) return 'too-long';
    const queued = queue.push({
      lines: texts,
      flow: flowOf(first),
      written: () => {
        if (answered !== undefined) labels.add(tagged, answered);
        written?.();
      },
      ...(answered === undefined ? {} : { dropped: () => answered({ kind: 'lost', written: false }) }),
    });
    return queued ? 'queued' : 'full';
  }

  /** Whether a line is short enough for the server. */
  fits(line: LineOut): boolean {
    return !this.#isTooLong(serialiseLine(this.#fit(line)));
  }

  /** Whether a line has more octets than the server takes, CR LF included; tags are counted apart (IRCv3 message-tags). */
  #isTooLong(text: string): boolean {
    const { lineOctets, octets } = this.#options;
    const most = lineOctets();
    // No unit of UTF-16 has more than four octets in any charset.
    if (text.length * 4 + 2 <= most) return false;
    const tags = text.startsWith('@') ? text.indexOf(' ') + 1 : 0;
    return tags > CLIENT_TAGS_OCTETS || octets(text.slice(tags)) + 2 > most;
  }

  #labelled(line: LineOut): LineOut {
    const { caps, labels } = this.#options;
    if (!caps().has('labeled-response')) return line;
    return { ...line, tags: new Map([...(line.tags ?? []), ['label', labels.next()]]) };
  }

  /** Tags are for servers that know them: to others they would be the command. */
  #fit(line: LineOut): LineOut {
    const { tags, command, params } = line;
    const caps = this.#options.caps();
    if (tags === undefined || caps.has('message-tags')) return line;
    const allowed = [...tags].filter(([name]) => caps.has(name === 'label' ? 'labeled-response' : name));
    return { tags: new Map(allowed.filter(([name]) => name === 'label' || name === 'batch')), command, params };
  }
}

/** Lines about one name stay in order; all others are one flow. */
function flowOf({ command, params }: LineOut): string {
  switch (command) {
    case 'PRIVMSG':
    case 'NOTICE':
    case 'TAGMSG':
    case 'JOIN':
    case 'PART':
    case 'KICK':
    case 'MODE':
    case 'TOPIC':
      return (params[0] ?? '').toLowerCase();
    case 'BATCH':
      return (params[2] ?? '').toLowerCase();
    default:
      return '';
  }
}
