import { Conversation, type Item, type Job } from './conversation.js';

/** Envelopes and bytes that a holder keeps in memory before it stops fetching. */
export const MOST_HELD = 4096;
const MOST_HELD_BYTES = 64 * 1024 * 1024;

/** What a holder has fetched and not ended. */
export class Memory {
  readonly conversations = new Map<string, Conversation>();
  readonly jobs = new Map<string, Job>();
  #held = 0;
  #bytes = 0;
  #waiter: (() => void) | undefined;

  /** Number of envelopes. */
  get held(): number {
    return this.#held;
  }

  get full(): boolean {
    return this.#held >= MOST_HELD || this.#bytes >= MOST_HELD_BYTES;
  }

  /** Resolves when it is not full any more, or at `release`. */
  room(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiter = resolve;
    });
  }

  release(): void {
    this.#waiter?.();
    this.#waiter = undefined;
  }

  conversation(key: string): Conversation {
    let conversation = this.conversations.get(key);
    if (conversation === undefined) {
      conversation = new Conversation(key);
      this.conversations.set(key, conversation);
    }
    return conversation;
  }

  addJob(job: Job): void {
    this.jobs.set(job.id, job);
    this.#bytes += job.bytes;
  }

  /** One envelope of the job has ended or was parked; true when it was the last. */
  leaveJob(job: Job): boolean {
    if (--job.left > 0) return false;
    this.jobs.delete(job.id);
    this.#bytes -= job.bytes;
    this.#changed();
    return true;
  }

  add(item: Item): void {
    item.conversation.members.add(item);
    this.#held++;
  }

  drop(item: Item): void {
    item.conversation.members.delete(item);
    this.#held--;
    this.#changed();
  }

  #changed(): void {
    if (!this.full) this.release();
  }
}
