import type { GatewayModule } from '../gateway.js';
import { type EmailConfig, emailConfig } from './config.js';
import { EmailGateway } from './email-gateway.js';
import { emailMetrics } from './metrics.js';
import { emailTexts } from './texts.js';

/** The mail gateway: its section of the config file, its words, and how it is made. */
export const emailModule: GatewayModule<EmailConfig> = {
  name: 'email',
  config: emailConfig,
  texts: emailTexts,
  metrics: emailMetrics,
  create: (config, environment) => new EmailGateway(config, environment),
  examination: async () => (await import('./examination/examination.js')).emailExamination,
  introduction: async () => (await import('./introduction.js')).emailIntroduction,
};
