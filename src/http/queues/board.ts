import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BaseAdapter } from '@bull-board/api/dist/queueAdapters/base.js';
import type {
  AppControllerRoute,
  AppViewRoute,
  BullBoardQueues,
  IServerAdapter,
  UIConfig,
} from '@bull-board/api/typings/app';

/** What `npm run build` bundles of bull-board. */
interface Bundle {
  readonly createBullBoard: typeof import('@bull-board/api')['createBullBoard'];
  readonly BaseAdapter: typeof BaseAdapter;
}

/** bull-board, put together for one server. */
export interface Board {
  readonly BaseAdapter: typeof BaseAdapter;
  /** What answers the page, all methods. */
  readonly routes: readonly AppControllerRoute[];
  /** Paths at which the page itself is. */
  readonly pages: readonly string[];
  /** The page, the same at every path of it. */
  readonly page: string;
  readonly queues: BullBoardQueues;
  readonly config: UIConfig;
  show(queues: readonly BaseAdapter[]): void;
}

/** Where its page leads back to, and what it leaves out because it does not apply to lanes. */
const CONFIG: UIConfig = {
  boardTitle: 'Isthmus: queues',
  boardLogo: { path: '/console/icon.svg' },
  favIcon: { default: '/console/icon.svg', alternative: '/console/icon.svg' },
  miscLinks: [{ text: 'Console', url: '/console/' }],
  hideDocsLink: true,
  hideRedisDetails: true,
  showMetrics: false,
  sortQueues: true,
};

/** Undefined where it was not built. `base`: path of the page, with a slash at its end. */
export async function openBoard(folder: string, base: string): Promise<Board | undefined> {
  const template = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (template === undefined) return undefined;
  const bundle = createRequire(import.meta.url)(join(folder, 'board.cjs')) as Bundle;
  const parts: { routes: AppControllerRoute[]; view?: AppViewRoute; queues: BullBoardQueues; config: UIConfig } = {
    routes: [],
    queues: new Map(),
    config: {},
  };
  const server: IServerAdapter = {
    setQueues: (queues) => keep(() => (parts.queues = queues)),
    setApiRoutes: (routes) => keep(() => (parts.routes = routes)),
    setEntryRoute: (route) => keep(() => (parts.view = route)),
    setUIConfig: (config) => keep(() => (parts.config = config)),
    // What a route throws is answered as everywhere in the console.
    setErrorHandler: () => server,
    setViewsPath: () => server,
    setStaticPath: () => server,
  };
  function keep(set: () => unknown): IServerAdapter {
    set();
    return server;
  }
  const { replaceQueues } = bundle.createBullBoard({
    queues: [],
    serverAdapter: server,
    options: { uiBasePath: folder, uiConfig: CONFIG },
  });
  const { routes, view, queues, config } = parts;
  return {
    BaseAdapter: bundle.BaseAdapter,
    routes,
    pages: view === undefined ? [] : [view.route].flat(),
    page: filled(template, {
      base,
      title: config.boardTitle ?? '',
      icon: config.favIcon?.default ?? '',
      config: jsonIn(config),
    }),
    queues,
    config,
    show: replaceQueues,
  };
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** Nothing in it ends the element that it stands in. */
function jsonIn(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
