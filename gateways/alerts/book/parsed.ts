/** A value that was read from a text, or what is wrong with the text and what to write instead. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Wrong;

/** What is wrong with a text, in two parts: what it is, and what to write instead. */
export interface Wrong {
  readonly ok: false;
  /** What is wrong, as the end of a sentence about the text: `is no phone number`. */
  readonly message: string;
  readonly fix: string;
}

/** What was written means this. */
export function right<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** What was written means nothing; see `Wrong`. */
export function wrong(message: string, fix: string): Wrong {
  return { ok: false, message, fix };
}
