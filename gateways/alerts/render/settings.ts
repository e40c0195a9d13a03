import type { Reader, Words } from './view.js';

/** Templates of the book, by part; what is missing is as it is usual. */
export interface TemplateParts {
  readonly title?: string;
  readonly chat?: string;
  readonly subject?: string;
  readonly mail?: string;
  readonly html?: string;
  readonly sms?: string;
  readonly irc?: string;
}

/** For whom, in which words and how something is rendered. */
export interface RenderSettings {
  readonly words: Words;
  readonly reader: Reader;
  /** Checked before: see `parseTemplate`. */
  readonly parts?: TemplateParts;
}
