import type { Clock } from '../src/clock.js';
import type { Log } from '../src/log.js';

/** `error`: something does not work. `warning`: it works and will hurt. `hint`: it could be better, or is not known. */
export type ExamSeverity = 'error' | 'warning' | 'hint';

/** A kind of fault that `isthmus doctor` can find. The table of the docs is made of these. */
export interface Diagnosis {
  readonly severity: ExamSeverity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why that matters, a sentence or two. */
  readonly why: string;
}

/** By their codes: small letters and `-`, never renamed, since scripts read them. */
export type Diagnoses = Readonly<Record<string, Diagnosis>>;

/** One fault that was found. */
export interface ExamFinding {
  readonly severity: ExamSeverity;
  readonly code: string;
  /** What was looked at: `component sms.example.org`, `carrier main`. */
  readonly subject: string;
  /** What was found there, a sentence. Never holds a secret. */
  readonly found: string;
  readonly why: string;
  /** The lines to write or the command to run; missing: nothing can be written against it. */
  readonly write?: string;
  /** Where to write that: a file, a section, a program. */
  readonly where?: string;
}

/** What came of an examination. */
export interface Examined {
  readonly findings: readonly ExamFinding[];
  /** What is as it should be, a line each: `Redis 7.0.15 at 127.0.0.1:6379`. */
  readonly well: readonly string[];
}

/** Collects what an examination finds. */
export class ExamReport<Codes extends Diagnoses> implements Examined {
  readonly findings: ExamFinding[] = [];
  readonly well: string[] = [];
  readonly #diagnoses: Codes;

  constructor(diagnoses: Codes) {
    this.#diagnoses = diagnoses;
  }

  /** A fault. `severity`: where this one is more or less than its kind. */
  tell(
    code: keyof Codes & string,
    what: Pick<ExamFinding, 'subject' | 'found' | 'write' | 'where'> & { readonly severity?: ExamSeverity },
  ): void {
    const diagnosis = this.#diagnoses[code];
    if (diagnosis === undefined) throw new Error(`there is no diagnosis ${code}`);
    const { severity, why } = diagnosis;
    this.findings.push({ severity, code, why, ...what });
  }

  fine(text: string): void {
    this.well.push(text);
  }
}

/** What DNS says. `undefined`: nobody answered, so nothing is known; an empty list: there is no such record. */
export interface ExamDns {
  addresses(name: string): Promise<readonly string[] | undefined>;
  mx(name: string): Promise<readonly string[] | undefined>;
  /** Each record as one text. */
  txt(name: string): Promise<readonly string[] | undefined>;
  srv(name: string): Promise<readonly { readonly name: string; readonly port: number }[] | undefined>;
}

/** What a running process says of the outside connections of a lane that it holds. */
export interface LaneWord {
  readonly state: 'up' | 'down';
  /** Wall time of the last change, ms; 0: not told. */
  readonly since: number;
  readonly reason: string;
}

/** What a port of this machine is like to whoever wants to listen there. */
export type PortState = 'free' | 'taken' | 'forbidden' | 'not-here';

/** What an examination of a gateway is given. */
export interface ExamContext {
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the config file, where relative paths begin. */
  readonly folder: string;
  readonly publicUrl?: string;
  /** The domain of the XMPP server. */
  readonly serverDomain: string;
  /** How long one step (connecting, an answer) may take, ms. */
  readonly patience: number;
  readonly dns: ExamDns;
  /** Some process of this installation runs. */
  readonly running: boolean;
  /** The word of a process that holds the lane; undefined: nobody does. Nobody's connections are to be disturbed who is up. */
  lane(lane: string): Promise<LaneWord | undefined>;
  /** Tries to listen, and stops at once. */
  port(host: string, port: number): Promise<PortState>;
}

/** What `isthmus doctor` looks at over the network for one gateway. */
export interface Examination<Config> {
  readonly diagnoses: Diagnoses;
  /** Changes nothing anywhere. Ends within some 10 s: what has no answer by then is a finding. */
  run(config: Config, context: ExamContext): Promise<Examined>;
}
