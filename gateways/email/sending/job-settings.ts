import { readSettings, type Settings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { Job } from './job.js';

interface Known {
  readonly account: Job['account'];
  readonly config: EmailConfig;
  readonly settings: Settings;
}

/** Messages and accounts never change (another one is another object), and each mail asks for them several times. */
const known = new WeakMap<Job['event'], Known>();

/** The settings that count for a message: what travels with it, before what its account has. Pure. */
export function settingsFor({ account, event }: Pick<Job, 'account' | 'event'>, config: EmailConfig): Settings {
  const before = known.get(event);
  if (before?.account === account && before.config === config) return before.settings;
  const settings = readSettings({ ...account.fields, ...event.settings }, config);
  known.set(event, { account, config, settings });
  return settings;
}
