import type { GatewayModule } from '../gateway.js';
import { type IrcConfig, ircConfig } from './config.js';
import { IrcGateway } from './irc-gateway.js';
import { ircTexts } from './texts.js';

/** The IRC gateway: its section of the config file, its words, and how it is made. */
export const ircModule: GatewayModule<IrcConfig> = {
  name: 'irc',
  config: ircConfig,
  texts: ircTexts,
  create: (config, environment) => new IrcGateway(config, environment),
  examination: async () => (await import('./examination/examination.js')).ircExamination,
  introduction: async () => (await import('./introduction.js')).ircIntroduction,
};
