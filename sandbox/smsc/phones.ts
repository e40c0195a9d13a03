import type { Text } from './recorder.js';

/** What a phone does with a text that it has received whole. */
export interface PhoneBehaviour {
  /** The answer that it sends; `{text}` stands for what it got, so `{text}` alone is an echo. */
  readonly answer: string;
  /** Milliseconds before it answers; default 0. */
  readonly delayMs?: number;
  /** Answers only the first so many texts. */
  readonly times?: number;
}

/** Behaviour by number (digits, no `+`); `*` is every other phone. */
export type Phones = Readonly<Record<string, PhoneBehaviour>>;

/** The phones that answer. */
export class PhoneBook {
  readonly #phones: Phones;
  readonly #answered = new Map<string, number>();

  constructor(phones: Phones) {
    this.#phones = phones;
  }

  get empty(): boolean {
    return Object.keys(this.#phones).length === 0;
  }

  /** What the phone that got this text sends back, if it does. */
  answer(text: Text): { readonly text: string; readonly delayMs: number } | undefined {
    const phone = this.#phones[text.to] ?? this.#phones['*'];
    if (phone === undefined) return undefined;
    const count = (this.#answered.get(text.to) ?? 0) + 1;
    if (phone.times !== undefined && count > phone.times) return undefined;
    this.#answered.set(text.to, count);
    return { text: phone.answer.split('{text}').join(text.text), delayMs: phone.delayMs ?? 0 };
  }
}
