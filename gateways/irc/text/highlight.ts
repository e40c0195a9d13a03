import { type Casemapping, fold } from '../wire/casemapping.js';

/** More words than anybody wants to be called by. */
const MOST_WORDS = 50;
/** What continues a nick or a word: a nick that stands before or behind it is another one. */
const CONTINUES = /[\p{L}\p{N}\p{M}[\]\\`_^{|}-]/u;
const BLANK = /\s/u;
const ADDRESS = /:\/\/|^\W*www\./u;

/** Tells whether a text calls somebody: by the own nick, or by one of the words that a user chose. */
export class Highlights {
  readonly #words: readonly string[];
  readonly #casemapping: Casemapping;

  constructor(nick: string, words: readonly string[], casemapping: Casemapping) {
    this.#casemapping = casemapping;
    const folded = [nick, ...words.slice(0, MOST_WORDS)].map((word) => this.#fold(word.trim()));
    this.#words = [...new Set(folded)].filter((word) => word !== '');
  }

  /** `text` is without formatting codes. A word counts where it stands alone, and not within the address of a page. */
  matches(text: string): boolean {
    const folded = this.#fold(text);
    return this.#words.some((word) => isCalled(folded, word));
  }

  /** As the network compares nicks, and other letters without case too: people are called in any spelling. */
  #fold(text: string): string {
    return fold(text.toLowerCase(), this.#casemapping);
  }
}

function isCalled(text: string, word: string): boolean {
  let at = text.indexOf(word);
  while (at !== -1) {
    const alone = standsAlone(text, at, at + word.length);
    if (alone && !isInAddress(text, at)) return true;
    // The rest of an address is no better, and looking at each place of it again would take long.
    const from = alone ? nextBlank(text, at) : at + 1;
    at = text.indexOf(word, from);
  }
  return false;
}

function standsAlone(text: string, start: number, end: number): boolean {
  const before = start === 0 ? '' : codePointBefore(text, start);
  const after = end === text.length ? '' : String.fromCodePoint(text.codePointAt(end) ?? 0);
  return !CONTINUES.test(before) && !CONTINUES.test(after);
}

function codePointBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return pair.length === 2 && (pair.codePointAt(0) ?? 0) > 0xffff ? pair : pair.slice(-1);
}

function isInAddress(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && !BLANK.test(text.charAt(start - 1))) start -= 1;
  return ADDRESS.test(text.slice(start, at));
}

function nextBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && !BLANK.test(text.charAt(at))) at += 1;
  return at;
}
