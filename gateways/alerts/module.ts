import { resolve } from 'node:path';
import type { GatewayModule } from '../gateway.js';
import { AlertsGateway } from './alerts-gateway.js';
import { readFiles } from './book/book-keeper.js';
import { readBook } from './book/read-book.js';
import { bookOptions } from './book-options.js';
import { type AlertsConfig, alertsConfig } from './config.js';
import { alertsMetrics } from './metrics.js';
import { alertsTexts } from './texts.js';

/** The alerts gateway: its section of the config file, its words, and how it is made. */
export const alertsModule: GatewayModule<AlertsConfig> = {
  name: 'alerts',
  config: alertsConfig,
  texts: alertsTexts,
  metrics: alertsMetrics,
  create: (config, environment) => new AlertsGateway(config, environment),
  examination: async () => (await import('./examination/examination.js')).alertsExamination,
  introduction: async () => (await import('./introduction.js')).alertsIntroduction,
  /** Reads the book of routes. */
  async check({ routes, domain }, { folder, gateways: { sms, email, irc }, http, now }) {
    const files = [routes].flat().map((file) => resolve(folder, file));
    const { texts, findings } = await readFiles(files);
    if (findings.length > 0) return findings;
    const gateways = {
      ...(sms !== undefined && { sms }),
      ...(email !== undefined && { email }),
      ...(irc !== undefined && { irc }),
    };
    return readBook(texts, bookOptions({ now, domain, gateways, http })).findings;
  },
};
