import { openComponent, type RawComponent } from '../../support/raw-component.js';

/** A message that somebody was told. */
export interface Told {
  /** Local part of whom. */
  readonly local: string;
  /** Of the stanza: the same when it is sent again. */
  readonly id: string;
  readonly body: string;
  /** When it came, wall time, ms. */
  readonly at: number;
}

const END = '</message>';

/** All users of a domain, who only listen: a component (XEP-0114) that notes what they are told, in its order. */
export class ToldPeople {
  readonly #component: RawComponent;
  readonly all: Told[] = [];
  #text = '';

  private constructor(component: RawComponent) {
    this.#component = component;
    component.onData = (chunk) => this.#hear(chunk);
  }

  static async connect(port: number, domain: string, secret: string): Promise<ToldPeople> {
    return new ToldPeople(await openComponent(port, domain, secret));
  }

  /** What one of them was told so far. */
  of(local: string): readonly Told[] {
    return this.all.filter((one) => one.local === local);
  }

  close(): void {
    this.#component.close();
  }

  #hear(chunk: Buffer): void {
    this.#text += chunk.toString('utf8');
    for (let end = this.#text.indexOf(END); end >= 0; end = this.#text.indexOf(END)) {
      const stanza = this.#text.slice(this.#text.lastIndexOf('<message', end), end);
      this.#text = this.#text.slice(end + END.length);
      const value = (pattern: RegExp): string => pattern.exec(stanza)?.[1] ?? '';
      this.all.push({
        local: value(/^<message[^>]*\sto=['"]([^'"@]+)@/),
        id: value(/^<message[^>]*\sid=['"]([^'"]+)['"]/),
        body: value(/<body>([\s\S]*?)<\/body>/),
        at: Date.now(),
      });
    }
  }
}
