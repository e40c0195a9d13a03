import { sourceTexts } from './sources/texts.js';
import { gatewayTexts } from './texts/gateway.js';
import { renderTexts } from './texts/render.js';

/** Sentences of the alerts gateway: language -> key -> sentence. */
export const alertsTexts = {
  ...renderTexts,
  en: { ...renderTexts.en, ...sourceTexts.en, ...gatewayTexts.en },
} as const;
