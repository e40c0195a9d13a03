/** Why a destination is told something, as the audit and metrics name it. */
export type TellReason =
  /** It has not heard of the incident. */
  | 'first'
  /** Alerts fire that it has not heard of. */
  | 'new-alerts'
  /** All that it has heard of is over. */
  | 'all-resolved'
  /** Some of what it has heard of is over. */
  | 'new-resolved'
  /** The same again, since it lasts. */
  | 'repeat'
  /** A step of the escalation chain. */
  | 'escalation'
  /** There was no sign of life at the addresses that were tried before. */
  | 'no-answer'
  /** An address before it will never get it. */
  | 'failed-before'
  /** The chain is through, and nobody has taken it. */
  | 'final'
  | 'acknowledged'
  | 'unacknowledged'
  /** Whoever took it was silent when asked whether that is still so. */
  | 'unacknowledged-by-time'
  | 'reminder'
  | 'silenced'
  | 'unsilenced'
  | 'comment'
  /** What flood control held back, all in one. */
  | 'summary'
  /** What was collected for a time. */
  | 'digest'
  /** Most of what SMS may cost in a day is spent. */
  | 'money-warning';

/** Why a destination is not told, or an alert is not shown. */
export type WhyNot =
  /** Nothing happened that it has not heard of. */
  | 'no-news'
  /** Somebody has taken it, and it is nothing new. */
  | 'taken'
  | 'silenced'
  | 'inhibited'
  /** The source is being worked on. */
  | 'maintenance'
  /** Too old to be worth it. */
  | 'expired'
  /** A closed time of the route; told when it is over. */
  | 'muted-held'
  /** A closed time of the route; never told. */
  | 'muted-dropped'
  /** Not bad enough for the destination or the medium. */
  | 'too-mild'
  /** It is where the alert came from. */
  | 'origin'
  /** It hears of ends not by this medium. */
  | 'end-not-wanted'
  /** It waits in a digest, or for the end of somebody's quiet hours. */
  | 'collected'
  /** It is a test, which nobody is to be disturbed by now. */
  | 'left-alone'
  /** There was too much; it goes into the summary. */
  | 'flood'
  /** What SMS may cost today is spent. */
  | 'money'
  /** Nobody stands behind the name: no such person, nobody on call, no address. */
  | 'nobody'
  /** There are too many places. */
  | 'too-many'
  /** The route is not in the book any more, or not enabled. */
  | 'no-route';

/** Why an alert that came changes nothing. */
export type IgnoreReason =
  /** The same was said before. */
  | 'repeated'
  /** It speaks of a time before what is known. */
  | 'older'
  /** It is over, and was never known to fire. */
  | 'not-known'
  /** A person has said that it is over. */
  | 'closed-by-person'
  | 'expired'
  | 'no-route';
