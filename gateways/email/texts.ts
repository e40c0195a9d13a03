import { accountsTexts } from './texts/accounts.js';
import { addressTexts } from './texts/address.js';
import { commandTexts } from './texts/commands.js';
import { conversationTexts } from './texts/conversation.js';
import { cryptoTexts } from './texts/crypto.js';
import { german } from './texts/de.js';
import { spanish } from './texts/es.js';
import { french } from './texts/fr.js';
import { imapTexts } from './texts/imap.js';
import { listTexts } from './texts/lists.js';
import { policyTexts } from './texts/policy.js';
import { readerTexts } from './texts/reader.js';
import { roomTexts } from './texts/rooms.js';
import { sendingTexts } from './texts/sending.js';
import { smtpTexts } from './texts/smtp.js';

/** Sentences of the mail gateway: language -> key -> sentence. */
export const emailTexts = {
  en: {
    ...accountsTexts.en,
    ...addressTexts.en,
    ...commandTexts.en,
    ...conversationTexts.en,
    ...cryptoTexts.en,
    ...imapTexts.en,
    ...listTexts.en,
    ...policyTexts.en,
    ...roomTexts.en,
    ...sendingTexts.en,
    ...smtpTexts.en,
    ...readerTexts.en,
  },
  de: german,
  fr: french,
  es: spanish,
} as const;
