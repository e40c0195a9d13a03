/** One parser that meets the outside, and what it promises whatever comes. */
export interface FuzzTarget {
  /** As on the command line, and the name of its file in `corpus/`. */
  readonly name: string;
  /** What mutations put in beside octets: words of the grammar, and what is known to make parsers stumble. */
  readonly tokens: readonly string[];
  /** Folder of the repository whose files are inputs too. */
  readonly seeds?: string;
  /** Octets of the longest input. */
  readonly longest: number;
  /**
   * Has an input read. Returns where the parser kept its promises: it took the input or refused it as it declares. Anything
   * that is thrown is a finding, whether the parser throws it or a check of what it returned.
   */
  readonly read: (input: Buffer) => void;
}

/** Octets of an input where a target has no reason for more. */
export const USUAL_LENGTH = 4096;
