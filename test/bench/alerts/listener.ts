import type { Crowd } from '../irc/crowd.js';

const END = '</message>';

/** Hears at the XMPP server who is told of which alert. */
export class Listener {
  readonly #crowd: Crowd;
  #text = '';
  /** Called with the local part of each who is told, and the number of the alert (behind the `~` in its title). */
  onTold: (local: string, n: number) => void = () => {};

  constructor(crowd: Crowd) {
    this.#crowd = crowd;
    crowd.onData = (chunk) => this.#hear(chunk);
  }

  close(): void {
    this.#crowd.close();
  }

  #hear(chunk: Buffer): void {
    this.#text += chunk.toString('latin1');
    for (let end = this.#text.indexOf(END); end >= 0; end = this.#text.indexOf(END)) {
      const stanza = this.#text.slice(this.#text.lastIndexOf('<message', end), end);
      this.#text = this.#text.slice(end + END.length);
      const local = /\sto=['"]([^'"@]+)@/.exec(stanza)?.[1];
      const n = /~(\d+) /.exec(stanza)?.[1];
      if (local !== undefined && n !== undefined) this.onTold(local, Number(n));
    }
  }
}
