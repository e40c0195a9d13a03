/** A regular expression that takes time in proportion to the text, whatever both are. */
export interface Pattern {
  /** As it is written. */
  readonly text: string;
  /** Whether it fits the whole text. */
  matches(text: string): boolean;
  /** Whether it fits a part of the text. */
  isIn(text: string): boolean;
  /** Puts something else in place of each part that it fits; `$0` is that part. */
  replace(text: string, by: string): string;
}
