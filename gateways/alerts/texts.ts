import { sourceTexts } from './sources/texts.js';
import { adminTexts } from './texts/admins.js';
import { bridgeTexts } from './texts/bridge.js';
import { commandTexts } from './texts/commands.js';
import { gatewayTexts } from './texts/gateway.js';
import { httpTexts } from './texts/http.js';
import { renderTexts } from './texts/render.js';
import { reportTexts } from './texts/reports.js';
import { trialTexts } from './texts/trials.js';
import { upstreamTexts } from './texts/upstream.js';

const TABLES = [
  adminTexts,
  bridgeTexts,
  commandTexts,
  gatewayTexts,
  httpTexts,
  renderTexts,
  reportTexts,
  sourceTexts,
  trialTexts,
  upstreamTexts,
] as const;

type Language = 'en' | 'de' | 'fr' | 'es';

function textsIn(language: Language): Readonly<Record<string, string>> {
  return Object.assign({}, ...TABLES.flatMap((table) => [table.en, table[language]]));
}

/** Sentences of the alerts gateway: language -> key -> sentence. What programs and their makers read is in English everywhere. */
export const alertsTexts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: textsIn('en'),
  de: textsIn('de'),
  fr: textsIn('fr'),
  es: textsIn('es'),
};
