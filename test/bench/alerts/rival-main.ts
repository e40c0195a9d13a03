/**
 * A program that takes alerts and does nothing else, as the documentation of its parts has it: fastify, and each body into Redis. Arguments:
 * port, path of the socket of Redis, `stream` (XADD) or `queue` (BullMQ). Writes `ready` when it listens.
 */
import { Queue } from 'bullmq';
import Fastify from 'fastify';
import { Redis } from 'ioredis';

const [port = '', socket = '', how = ''] = process.argv.slice(2);
const connection = new Redis(socket, { maxRetriesPerRequest: null });
const queue = new Queue('alerts', { connection });

/** Resolves when Redis has it. */
async function keep(body: unknown): Promise<void> {
  if (how === 'queue') await queue.add('alert', body);
  else await connection.xadd('alerts', '*', 'body', JSON.stringify(body));
}

const app = Fastify({ logger: false });
app.post('/alerts', async (request, reply) => {
  await keep(request.body);
  return await reply.code(200).send({ status: 'success' });
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
console.log('ready');
