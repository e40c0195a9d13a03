import { LAYOUTS } from '../../render/layouts.js';
import type { TemplateParts } from '../../render/settings.js';

const SEVERAL = '{{words.several}}: {{titles | join ", "}}';
/** A title that tells the state need not say it twice; but what a person has taken or closed still has its old title. */
const NO_MORE = '{{#firing}}{{else}}{{status | upper}}: {{/firing}}';
const BY = '{{#by}} ({{words.by}}){{/by}}';

/** For senders whose titles tell the state (`web2 https is CRITICAL`), and whose texts, in a line, what was found. */
export const STATE_IN_TITLE: TemplateParts = {
  sms: `{{#several}}${SEVERAL}{{else}}${NO_MORE}{{name}}{{#text}}: {{text | truncate 80}}{{/text}}{{/several}}${BY}`,
  irc: `{{icon}} {{#several}}${SEVERAL}{{else}}${NO_MORE}{{name}}{{#text}}: {{text | truncate 160}}{{/text}}{{/several}}${BY}`,
};

/** For senders whose annotation `value` is what was measured. */
export const WITH_VALUE: TemplateParts = {
  sms: `{{#several}}${SEVERAL}{{else}}{{status | upper}}: {{name}}{{#alerts 1}}{{#annotations.value}} ({{annotations.value}}){{/annotations.value}}{{/alerts}}{{/several}}${BY}`,
  irc: `{{icon}} {{status | upper}}: {{#several}}${SEVERAL}{{else}}{{heading}}{{#alerts 1}}{{#annotations.value}} ({{annotations.value}}){{/annotations.value}}{{/alerts}}{{/several}}${BY}`,
};

/** For senders whose text says once more what their title says. */
export const TITLE_SAYS_ALL: TemplateParts = {
  chat: LAYOUTS.chat.replace('{{#text}}\n{{text | truncate 2000}}\n{{/text}}\n', ''),
};
