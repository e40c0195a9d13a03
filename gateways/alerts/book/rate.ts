/** At most `count` in any time of `per` ms; as a token bucket: `count` places that fill again evenly in `per`. */
export interface Rate {
  readonly count: number;
  /** Milliseconds. */
  readonly per: number;
}
