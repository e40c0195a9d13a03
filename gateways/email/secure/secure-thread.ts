// The code of a thread that opens and seals large mails, one after the other.
import { parentPort } from 'node:worker_threads';
import type { Certificate } from '../crypto/certificate.js';
import { transferable } from '../reader/buffers.js';
import { type AnchorSource, readAnchors } from './anchors.js';
import { directOpenJob, directSealJob } from './direct/jobs.js';
import { openJob, type SecureJob, sealJob } from './jobs.js';

/** What the thread is given. The source of anchors is the same each time. */
export interface ThreadJob {
  readonly job: SecureJob;
  readonly anchors: AnchorSource;
}

let anchors: Promise<readonly Certificate[]> | undefined;

parentPort?.on('message', async ({ job, anchors: source }: ThreadJob) => {
  const answer = await answerTo(job, source);
  parentPort?.postMessage(answer, transferable(answer, job.octets.buffer));
});

async function answerTo(job: SecureJob, source: AnchorSource): Promise<unknown> {
  if (job.do === 'direct-open') return directOpenJob(job);
  if (job.do === 'direct-seal') return directSealJob(job);
  anchors ??= readAnchors(source);
  const trusted = await anchors;
  return job.do === 'open' ? openJob(job, trusted) : sealJob(job, trusted);
}
