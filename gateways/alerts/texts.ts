import { sourceTexts } from './sources/texts.js';
import { bridgeTexts } from './texts/bridge.js';
import { commandTexts } from './texts/commands.js';
import { gatewayTexts } from './texts/gateway.js';
import { httpTexts } from './texts/http.js';
import { renderTexts } from './texts/render.js';
import { upstreamTexts } from './texts/upstream.js';

const en = {
  ...bridgeTexts.en,
  ...commandTexts.en,
  ...gatewayTexts.en,
  ...httpTexts.en,
  ...renderTexts.en,
  ...sourceTexts.en,
  ...upstreamTexts.en,
} as const;

/** Sentences of the alerts gateway: language -> key -> sentence. What programs and their makers read is in English everywhere. */
export const alertsTexts = {
  en,
  de: { ...en, ...bridgeTexts.de, ...commandTexts.de, ...httpTexts.de, ...renderTexts.de, ...upstreamTexts.de },
  fr: { ...en, ...commandTexts.fr, ...httpTexts.fr, ...renderTexts.fr, ...upstreamTexts.fr },
  es: { ...en, ...commandTexts.es, ...httpTexts.es, ...renderTexts.es },
} as const;
