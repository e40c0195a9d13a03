/** Writes the tour so that it can be read like a play: numbered steps, who sent what to whom, what came of it. */
export class Transcript {
  readonly #out: NodeJS.WritableStream;

  constructor(out: NodeJS.WritableStream) {
    this.#out = out;
  }

  title(text: string): void {
    this.text(`${text}\n${'='.repeat(text.length)}`);
  }

  step(number: number, title: string): void {
    this.text(`\n${String(number).padStart(2)}. ${title}`);
  }

  /** Something that somebody sent: `romeo -> +1202...: Hello`. */
  said(from: string, to: string, what: string): void {
    this.text(`      ${from} -> ${to}: ${what}`);
  }

  /** What was checked and found true. */
  success(what: string): void {
    this.text(`    ✓ ${what}`);
  }

  failure(what: string): void {
    this.text(`    ✗ ${what.replaceAll('\n', '\n      ')}`);
  }

  text(text: string): void {
    this.#out.write(`${text}\n`);
  }
}
