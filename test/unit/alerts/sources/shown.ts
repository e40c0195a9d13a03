import type { Alert } from '../../../../gateways/alerts/alert.js';
import { renderChat } from '../../../../gateways/alerts/render/chat.js';
import { renderIrc } from '../../../../gateways/alerts/render/irc.js';
import { renderMail } from '../../../../gateways/alerts/render/mail.js';
import type { RenderSettings } from '../../../../gateways/alerts/render/settings.js';
import { renderSms } from '../../../../gateways/alerts/render/sms.js';
import type { Preset, Shown } from '../../../../gateways/alerts/sources/presets/preset.js';
import { sampleView } from '../../../../gateways/alerts/sources/presets/sample-view.js';
import { renderTexts } from '../../../../gateways/alerts/texts/render.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';

const CATALOGUE = new Catalogue(renderTexts);

/** How alerts of a preset are shown in each medium. */
export function shownBy({ parts }: Preset, alerts: readonly Omit<Alert, 'origin'>[]): Shown {
  const settings: RenderSettings = {
    words: (key) => CATALOGUE.text({ key }, 'en'),
    reader: { language: 'en', zone: 'UTC' },
    ...(parts !== undefined && { parts }),
  };
  const view = sampleView(alerts);
  const { subject, text: mail } = renderMail(view, settings);
  const [chat, sms, irc] = [renderChat(view, settings), renderSms(view, settings), renderIrc(view, settings)];
  return { chat: chat.text, subject, mail, sms: sms.text, irc: irc.text };
}
