/** All Redis keys of one lane; they share the hash tag `{lane}`, so that a Cluster keeps a lane on one node. */
export interface LaneKeys {
  /** Prefix of the lane's BullMQ queues. */
  readonly queuePrefix: string;
  /** BullMQ's own keys: jobs not begun (oldest last), jobs being worked (newest first), wake-up, hash of a job. */
  readonly wait: string;
  readonly active: string;
  readonly marker: string;
  readonly job: string;
  /** Process that holds the lane, with the lease as its TTL. */
  readonly holder: string;
  /** Counts the tenures; a write of a former holder carries an older number and is refused. */
  readonly epoch: string;
  /** Which history of the store the tenures belong to, where a replica has become the master, and how long nobody takes the lane. */
  readonly era: string;
  /** What the holder says of its outside connections, JSON. */
  readonly state: string;
  /** Why an admin has stopped the lane, JSON; absent: it runs. Any process may write it, whoever holds the lane. */
  readonly paused: string;
  /** + job id: one character an envelope, `b`egun or `e`nded. */
  readonly marks: string;
  /** + producer and chunk: one bit for each job that was completed. */
  readonly done: string;
  /** Sorted set of parked conversations by the wall time of their comeback. */
  readonly parked: string;
  /** + conversation: its parked envelopes, oldest first. */
  readonly parkedList: string;
  /** + conversation: hash of envelope id to `b` for those that had begun. */
  readonly parkedMarks: string;
  /** Number of all parked envelopes. */
  readonly parkedCount: string;
  /** Hash of a user's bare JID to the number of parked envelopes of all its accounts. */
  readonly parkedBy: string;
  /** BullMQ's keys of the second queue: delayed jobs by due time, hash of a job. */
  readonly laterDelayed: string;
  readonly laterJob: string;
}

/** Name of the queue that holds a lane's waits. */
export const laterQueue = (lane: string): string => `${lane}.later`;

/** The keys of a lane, all with its hash tag. Throws for a name that BullMQ or a Redis Cluster could not take. */
export function laneKeys(prefix: string, lane: string): LaneKeys {
  // BullMQ refuses a colon in queue names; braces would move the hash tag.
  if (!/^[^:{}\s]+$/.test(lane)) throw new Error(`not a lane name: ${JSON.stringify(lane)}`);
  const own = `${prefix}:{${lane}}`;
  return {
    queuePrefix: own,
    wait: `${own}:${lane}:wait`,
    active: `${own}:${lane}:active`,
    marker: `${own}:${lane}:marker`,
    job: `${own}:${lane}:`,
    holder: `${own}:holder`,
    epoch: `${own}:epoch`,
    era: `${own}:era`,
    state: `${own}:state`,
    paused: `${own}:paused`,
    marks: `${own}:marks:`,
    done: `${own}:done:`,
    parked: `${own}:parked`,
    parkedList: `${own}:parked:`,
    parkedMarks: `${own}:parkmarks:`,
    parkedCount: `${own}:parkcount`,
    parkedBy: `${own}:parkedby`,
    laterDelayed: `${own}:${laterQueue(lane)}:delayed`,
    laterJob: `${own}:${laterQueue(lane)}:`,
  };
}

/** Sorted set of the live processes of a role, by the time of their last heartbeat. */
export const roleKey = (prefix: string, role: string): string => `${prefix}:{role.${role}}:processes`;

const CARETAKER = 'caretaker ';

/** The name under which a process holds a lane that it only takes care of (see `Lanes.careFor`). */
export const caretakerName = (process: string): string => CARETAKER + process;

/** Whether a lane with that holder is only taken care of, so that nothing of it goes out. */
export const isCaretaker = (holder: string): boolean => holder.startsWith(CARETAKER);
