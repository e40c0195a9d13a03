import type { Alert } from '../alert.js';

export type Operator = '=' | '!=' | '=~' | '!~' | '>=' | '<=';

/** One condition on an alert. */
export interface Matcher {
  /**
   * What is looked at: `severity`, `status`, `source`, `network`, `sender`, `title`, `text` of the alert itself, `annotations.x`, or else
   * a label; `labels.x` is a label whatever its name. What an alert does not have is the empty text.
   */
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
  /** The matcher as it is written: `team=~"db|web"`. */
  readonly text: string;
  matches(alert: Alert): boolean;
}
