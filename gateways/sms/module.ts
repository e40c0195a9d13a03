import type { GatewayModule } from '../gateway.js';
import { type SmsConfig, smsConfig } from './config.js';
import { smsMetrics } from './metrics.js';
import { SmsGateway } from './sms-gateway.js';
import { smsTexts } from './texts.js';

/** The SMS gateway: its section of the config file, its words, and how it is made. */
export const smsModule: GatewayModule<SmsConfig> = {
  name: 'sms',
  config: smsConfig,
  texts: smsTexts,
  metrics: smsMetrics,
  create: (config) => new SmsGateway(config),
  examination: async () => (await import('./examination/examination.js')).smsExamination,
  introduction: async () => (await import('./introduction.js')).smsIntroduction,
};
