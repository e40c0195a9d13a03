import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { StartError } from '../command.js';

/** Where questions are put and answers come from. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Asks one question after the other, at a terminal or of a pipe. */
export class Asker {
  readonly #terminal: Terminal;
  readonly #lines: string[] = [];
  readonly #interface: Interface;
  #muted = false;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const { input, output } = terminal;
    // What is typed is shown by readline itself, and so can be kept from being shown.
    const shown = new Writable({
      write: (chunk: Buffer, _, done) => {
        if (!this.#muted) output.write(chunk);
        done();
      },
    });
    this.#interface = createInterface({ input, output: shown, terminal: input.isTTY === true });
    this.#interface.on('line', (line) => {
      this.#lines.push(line);
      this.#wake?.();
    });
    this.#interface.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
    // Ctrl-C ends it as Ctrl-D does: nothing has been written yet.
    this.#interface.on('SIGINT', () => this.#interface.close());
  }

  /** The answer without blanks around it. Throws `StartError` where there is none any more. */
  async ask(question: string, secret = false): Promise<string> {
    this.#terminal.output.write(`${question} `);
    this.#muted = secret;
    while (this.#lines.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#muted = false;
    const line = this.#lines.shift();
    if (secret || this.#terminal.input.isTTY !== true) this.#terminal.output.write('\n');
    if (line === undefined) throw new StartError('it ended before all was answered; nothing was written');
    return line.trim();
  }

  tell(text: string): void {
    this.#terminal.output.write(`${text}\n`);
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const closed = once(this.#interface, 'close');
    this.#interface.close();
    await closed;
  }
}
