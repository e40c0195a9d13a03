import type { Alert } from '../../alert.js';
import type { TemplateParts } from '../../render/settings.js';
import type { MappingFile } from '../json/mapping.js';

/** How a group of alerts is shown in English, at UTC, with the code of `sampleView`. */
export interface Shown {
  readonly chat: string;
  /** Of the mail. */
  readonly subject: string;
  /** The mail's text. */
  readonly mail: string;
  readonly sms: string;
  readonly irc: string;
}

/** What a sender is known to send, with what comes out of it. */
interface PresetSample {
  /** What has happened in it. */
  readonly about: string;
  /** As `JSON.parse` gives it. */
  readonly payload: unknown;
  /** Without what says where it came in; an alert that tells no time starts at `SAMPLE_TIME`. */
  readonly alerts: readonly Omit<Alert, 'origin'>[];
  /** How they are shown in one message of each medium; missing where there are none. */
  readonly shown?: Shown;
}

/** How one sender's JSON is read. */
export interface Preset {
  /** By which the book of routes calls it. */
  readonly name: string;
  /** The sender, as it calls itself. */
  readonly sender: string;
  /** What an admin sets at the sender. */
  readonly setup: string;
  readonly mapping: MappingFile;
  /** Titles and layouts of its own, where the usual ones say too much or too little; templates of the book go before. */
  readonly parts?: TemplateParts;
  /** At least one; a test runs all of them. */
  readonly samples: readonly PresetSample[];
}

/** When samples arrive: wall time, ms since the epoch. */
export const SAMPLE_TIME = Date.UTC(2026, 0, 2, 3, 4, 5);
