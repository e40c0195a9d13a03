import { sourceTexts } from './sources/texts.js';
import { bridgeTexts } from './texts/bridge.js';
import { commandTexts } from './texts/commands.js';
import { gatewayTexts } from './texts/gateway.js';
import { httpTexts } from './texts/http.js';
import { renderTexts } from './texts/render.js';
import { upstreamTexts } from './texts/upstream.js';

/** Sentences of the alerts gateway: language -> key -> sentence. */
export const alertsTexts = {
  en: {
    ...bridgeTexts.en,
    ...commandTexts.en,
    ...gatewayTexts.en,
    ...httpTexts.en,
    ...renderTexts.en,
    ...sourceTexts.en,
    ...upstreamTexts.en,
  },
  de: { ...bridgeTexts.de, ...commandTexts.de, ...httpTexts.de, ...renderTexts.de, ...upstreamTexts.de },
  fr: { ...commandTexts.fr, ...httpTexts.fr, ...renderTexts.fr, ...upstreamTexts.fr },
  es: { ...commandTexts.es, ...httpTexts.es, ...renderTexts.es },
} as const;
