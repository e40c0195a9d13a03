// The code of a thread that reads mails, one after the other.
import { parentPort } from 'node:worker_threads';
import { transferable } from './buffers.js';
import type { MailAnswer, MailJob } from './messages.js';
import { readJob } from './read-job.js';

parentPort?.on('message', (job: MailJob) => {
  const answer = answerTo(job);
  parentPort?.postMessage(answer, transferable(answer, job.octets.buffer));
});

function answerTo(job: MailJob): MailAnswer {
  try {
    return { mail: readJob(job) };
  } catch (error) {
    // Of an error only its kind is told: its message may hold words of the mail.
    return { error: error instanceof Error ? error.name : 'Error' };
  }
}
