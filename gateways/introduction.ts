/** One thing that `isthmus init` asks about a network. */
export interface IntroQuestion {
  /** Small letters and `-`; with the name of the network before it the option of the command: `--sms-carrier`. */
  readonly name: string;
  /** The question, without a mark at its end. */
  readonly ask: string;
  /** What an empty answer means. Missing: it must be answered, unless it is `optional`. */
  readonly default?: string;
  /** May be left empty. */
  readonly optional?: true;
  /** Not shown while it is typed. */
  readonly secret?: true;
  /** What is wrong with an answer, a sentence; undefined: nothing. Not asked of an empty one. */
  check?(answer: string): string | undefined;
}

/** What `isthmus init` writes for a network. */
export interface IntroResult {
  /** The section of the config file, without `domain` and the secret of the component. Files are named relative to it. */
  readonly section: Readonly<Record<string, unknown>>;
  /** Files beside the config file, by their names; readable for their owner alone. */
  readonly files?: Readonly<Record<string, string>>;
  /** What else is to be done, a line each. */
  readonly notes?: readonly string[];
}

/** What else the answers have to be put together with. */
export interface IntroBeside {
  /** The domain of the XMPP server. */
  readonly serverDomain: string;
  /** Bare JID of the admin. */
  readonly admin: string;
  /** Names of the other networks that are set up. */
  readonly others: readonly string[];
  /** A new secret, of letters that need no quotes anywhere. */
  newSecret(): string;
}

/** The few questions with which somebody begins on a network, and what comes of the answers. */
export interface Introduction {
  /** As the server shows it in its list: `Text messages`. */
  readonly label: string;
  readonly questions: readonly IntroQuestion[];
  /** `answers`: by the name of the question; an optional one that was left empty is ''. */
  write(answers: ReadonlyMap<string, string>, beside: IntroBeside): IntroResult;
}
