import type { IrcLine } from '../../irc-line.js';
import type { Client } from './client.js';
import { clientTags, destination } from './messages.js';
import type { Network } from './network.js';

interface Open {
  readonly target: string;
  readonly clientTags: string;
  readonly label: string | undefined;
  command: 'PRIVMSG' | 'NOTICE';
  readonly lines: { text: string; concat: boolean }[];
}

const MAX_LINES = 100;

/** The messages of several lines (draft/multiline) that one client is about to send. */
export class Multiline {
  readonly #network: Network;
  readonly #client: Client;
  readonly #open = new Map<string, Open>();

  constructor(network: Network, client: Client) {
    this.#network = network;
    this.#client = client;
  }

  /** True where the line belongs to such a message. */
  take(line: IrcLine): boolean {
    const { command, params, tags } = line;
    if (command === 'BATCH') {
      const reference = (params[0] ?? '').slice(1);
      if (params[0]?.startsWith('+') === true) this.#begin(reference, line);
      else this.#end(reference);
      return true;
    }
    const batch = this.#open.get(tags.get('batch') ?? '');
    if (batch === undefined) return false;
    if (command === 'NOTICE') batch.command = 'NOTICE';
    batch.lines.push({ text: params[1] ?? '', concat: tags.has('draft/multiline-concat') });
    return true;
  }

  #begin(reference: string, line: IrcLine): void {
    const [, type, target = ''] = line.params;
    if (type !== 'draft/multiline') {
      this.#client.fail('BATCH', 'UNKNOWN_TYPE', reference, type ?? '*', 'Not a type of batch for clients');
      return;
    }
    const label = line.tags.get('label');
    this.#open.set(reference, { target, clientTags: clientTags(line), label, command: 'PRIVMSG', lines: [] });
  }

  #end(reference: string): void {
    const batch = this.#open.get(reference);
    this.#open.delete(reference);
    if (batch === undefined) return;
    const client = this.#client;
    client.labelled(batch.label, () => {
      if (batch.lines.length > MAX_LINES) {
        client.fail('BATCH', 'MULTILINE_MAX_LINES', String(MAX_LINES), 'Too many lines');
        return;
      }
      const target = destination(this.#network, client, batch.target);
      if (target !== undefined) this.#network.post(client.user, target, batch);
    });
  }
}
