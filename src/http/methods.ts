import type { FastifyInstance } from 'fastify';

/** Methods by which paths are asked for (RFC 9110 9.3, RFC 5789). */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS';

const METHODS: readonly Method[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];

/** Answers the methods that a path does not take with 405 and those that it takes (RFC 9110 15.5.6), whatever they bring along. */
export function onlyBy(app: FastifyInstance, url: string, served: readonly Method[]): void {
  const allow = served.join(', ');
  app.route({
    method: METHODS.filter((one) => !served.includes(one)),
    url,
    // Before a body is read that nobody wants.
    onRequest: async (_, reply) => {
      await reply.code(405).headers({ allow }).type('text/plain; charset=utf-8').send(`only ${allow}\n`);
    },
    handler: async (_, reply) => reply,
  });
}
