// The code of a thread that reads mails, one after the other.
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { transferable } from './buffers.js';
import type { MailAnswer, MailJob } from './messages.js';
import { readJob } from './read-job.js';

/** Where there are fewer cores than work, what is waited for elsewhere goes first. */
const NICENESS = 5;

stepBack();

parentPort?.on('message', (job: MailJob) => {
  const answer = answerTo(job);
  parentPort?.postMessage(answer, transferable(answer, job.octets.buffer));
});

/** Linux alone has a priority for each thread; elsewhere it would be that of the whole process. */
function stepBack(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(NICENESS);
  } catch {
    // Not allowed here: then it competes as before.
  }
}

function answerTo(job: MailJob): MailAnswer {
  try {
    return { mail: readJob(job) };
  } catch (error) {
    // Of an error only its kind is told: its message may hold words of the mail.
    return { error: error instanceof Error ? error.name : 'Error' };
  }
}
