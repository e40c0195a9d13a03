import type { FastifyInstance } from 'fastify';
import { findJourneys } from '../../core/journey-search.js';
import { type Inside, lanesOf } from '../../core/operator/inside.js';
import { parseJid } from '../../xmpp/jid.js';
import type { AboutView, JourneysView, LaneJobsView, LettersView } from './api.js';
import { fail } from './guard.js';
import { historyOf } from './history.js';
import { overviewOf } from './overview.js';
import { peopleOf, personOf } from './people.js';

/** Rows of a page where none are asked for, and at most. */
const ROWS = 50;
const MOST_ROWS = 500;

/** What is asked for behind the `?`. */
interface Query {
  readonly Querystring: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** All that only looks. */
export function queryRoutes(app: FastifyInstance, inside: Inside): void {
  app.get('/overview', async () => await overviewOf(inside));
  app.get<Query>('/history', async (request, reply) => {
    const view = await historyOf(inside, one(request.query, 'span') ?? '1h');
    return view ?? (await fail(reply, 400, 'span is 1h, 6h, 24h, 7d or 30d'));
  });
  app.get<Query>('/people', async ({ query }) => {
    const [gateway, filter, after] = ['gateway', 'filter', 'after'].map((name) => one(query, name));
    return await peopleOf(inside, {
      size: sizeOf(query),
      ...(gateway === undefined ? {} : { gateway }),
      ...(filter === undefined ? {} : { filter }),
      ...(after === undefined ? {} : { after }),
    });
  });
  app.get<{ Params: { jid: string } }>('/people/:jid', async ({ params }, reply) => {
    const jid = parseJid(params.jid)?.bare;
    const view = jid === undefined ? undefined : await personOf(inside, jid);
    return view ?? (await fail(reply, 404, 'nobody is registered with this JID'));
  });
  app.get<Query>('/journeys', async ({ query }): Promise<JourneysView> => {
    const { journeys, sites } = inside;
    if (journeys === undefined) return { messages: [], off: true };
    const [jid, contact, id, after] = ['jid', 'contact', 'id', 'after'].map((name) => one(query, name));
    return await findJourneys(
      { journeys, sites },
      {
        size: sizeOf(query),
        ...(jid === undefined ? {} : { jid: parseJid(jid)?.bare ?? jid }),
        ...(contact === undefined ? {} : { contact }),
        ...(id === undefined ? {} : { id }),
        ...(after === undefined ? {} : { after }),
      },
    );
  });
  app.get<Query>('/letters', async ({ query }): Promise<LettersView> => {
    const [gateway, after] = ['gateway', 'after'].map((name) => one(query, name));
    const page = await inside.stores.letters.page({
      ...(gateway === undefined ? {} : { gateway }),
      ...(after === undefined ? {} : { after }),
    });
    const letters = page.letters.map(({ id, gateway: of, jid, contact, direction, kind, at, reason }) => {
      return { id, gateway: of, jid, contact, direction, kind, at, reason };
    });
    return { ...page, letters };
  });
  app.get<Query & { Params: { lane: string } }>('/lanes/:lane/jobs', async ({ params, query }, reply) => {
    const { lane } = params;
    if (!lanesOf(inside).some(({ name }) => name === lane)) return await fail(reply, 404, 'there is no such lane');
    const state = STATES.find((name) => name === one(query, 'state'));
    const view: LaneJobsView = { lane, ...(await inside.lanes.jobs(lane, state)) };
    return view;
  });
  app.get('/about', async (): Promise<AboutView> => {
    const { version, domain } = inside;
    return { version, node: process.versions.node, redis: await inside.redisVersion(), domain };
  });
}

const STATES = ['waiting', 'active', 'delayed', 'parked'] as const;

function one(query: Query['Querystring'], name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function sizeOf(query: Query['Querystring']): number {
  const size = Number(one(query, 'size') ?? ROWS);
  return Number.isInteger(size) && size > 0 ? Math.min(size, MOST_ROWS) : ROWS;
}
