/** What goes wrong in the network on demand. All counts are of submit_sm since the script was set. */
export interface Script {
  /** Every n-th submit_sm is answered ESME_RTHROTTLED (0x58). */
  readonly throttleEvery?: number;
  /** The first n submits are answered ESME_RTHROTTLED. */
  readonly throttleFirst?: number;
  /** command_status by destination (digits, no `+`). */
  readonly statusByNumber?: Readonly<Record<string, number>>;
  /** As `statusByNumber`, but only for the first n submits to that number; then it is accepted. */
  readonly statusOnce?: Readonly<Record<string, { readonly status: number; readonly times: number }>>;
  /** Destinations whose submit_sm is accepted but never answered. */
  readonly swallowNumbers?: readonly string[];
  /** Every n-th submit_sm is accepted but never answered. */
  readonly swallowEvery?: number;
  /** The connection is cut at every n-th submit_sm: taken (and in the journal), not answered. */
  readonly cutEvery?: number;
  /** Status of every bind answer. */
  readonly bindStatus?: number;
  /** enquire_link stays unanswered. */
  readonly mute?: boolean;
  /** Milliseconds before each submit_sm_resp; replaces that of the start. */
  readonly latencyMs?: number;
}

/** What happens to one submit_sm. */
type Verdict =
  | { readonly act: 'answer'; readonly status: number }
  | { readonly act: 'swallow' }
  | { readonly act: 'cut' };

const ACCEPT: Verdict = { act: 'answer', status: 0 };

/** Decides by the script, counting as it goes. */
export class Judge {
  readonly script: Script;
  /** Whether the destination matters at all. */
  readonly byNumber: boolean;
  #count = 0;
  readonly #times = new Map<string, number>();

  constructor(script: Script) {
    this.script = script;
    this.byNumber = Boolean(script.statusByNumber ?? script.statusOnce ?? script.swallowNumbers);
  }

  judge(to: string): Verdict {
    const { script } = this;
    const count = ++this.#count;
    const every = (n: number | undefined) => n !== undefined && count % n === 0;
    if (count <= (script.throttleFirst ?? 0) || every(script.throttleEvery)) return { act: 'answer', status: 0x58 };
    const status = script.statusByNumber?.[to];
    if (status !== undefined) return { act: 'answer', status };
    const once = script.statusOnce?.[to];
    if (once !== undefined) {
      const times = (this.#times.get(to) ?? 0) + 1;
      this.#times.set(to, times);
      if (times <= once.times) return { act: 'answer', status: once.status };
    }
    if (every(script.cutEvery)) return { act: 'cut' };
    if (every(script.swallowEvery) || script.swallowNumbers?.includes(to)) return { act: 'swallow' };
    return ACCEPT;
  }
}
