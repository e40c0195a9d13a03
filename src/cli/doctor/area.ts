import type { Diagnoses, ExamDns, Examined } from '../../../gateways/gateway.js';
import type { Clock } from '../../clock.js';
import type { Config } from '../../config/load.js';
import type { CommandIo } from '../command.js';
import type { Running } from './running.js';

/** What every examination of the core is given. */
export interface CoreExam {
  /** The config file as it was named. */
  readonly file: string;
  readonly config: Config;
  readonly env: CommandIo['env'];
  readonly clock: Clock;
  /** How long one step may take, ms. */
  readonly patience: number;
  readonly dns: ExamDns;
  /** Redis, and what the processes of this installation say of themselves in it. */
  readonly running: Running;
}

/** A part of an installation that is examined by itself; all parts are at the same time. */
export interface CoreArea {
  readonly name: string;
  readonly diagnoses: Diagnoses;
  /** Never rejects for what may be wrong with what it looks at. */
  run(exam: CoreExam): Promise<Examined>;
}
