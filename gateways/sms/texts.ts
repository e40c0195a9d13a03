/** The sentences of this gateway. */
export const smsTexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  en: {
    'sms.prompt.description': 'Enter the phone number of the person you want to text, with its country code.',
    'sms.prompt.label': 'Phone number',
    'sms.register.title': 'Text messages',
    'sms.register.instructions': 'Exchange text messages with phones. Both fields may stay empty.',
    'sms.register.name': 'Your name',
    'sms.register.name.description':
      'Shown to a phone that has to choose between several people. Default: your user name.',
    'sms.register.name.wrong': 'Use at most {most} characters on one line.',
    'sms.register.country': 'Your country',
    'sms.register.country.description':
      'Two letters, such as US: numbers without a country code are taken to be there.',
    'sms.register.country.wrong': '{value} is not the code of a country. Write two letters, such as US or DE.',
    'sms.number.empty': 'Write a phone number with its country code, such as +15551234567.',
    'sms.number.not-a-number': '{value} is not a phone number. Write it with its country code, such as +15551234567.',
    'sms.number.impossible': '{value} has the wrong length for a phone number of that country.',
    'sms.number.write-as': 'Write this number with its country code: {suggestion}.',
    'sms.number.extension': 'Text messages cannot reach the extension of a number.',
    'sms.number.emergency': 'Emergency services cannot be reached through this gateway. Use a phone to call them.',
    'sms.number.no-reply': 'This sender has no number and cannot be answered.',
    'sms.contact.name': 'A sender with a name in place of a number. It cannot be answered.',
    'sms.contact.anonymous': 'A sender that hides its number. It cannot be answered.',
    'sms.policy':
      'Text messages travel through phone networks, which can read them and keep them as their law and terms say. ' +
      'Nothing on that way is end-to-end encrypted.',
    'sms.route.none': 'No carrier of this gateway serves this number.',
    'sms.message.empty': 'This text holds nothing that a phone could show.',
    'sms.message.too-long':
      'This text is too long: it would take {segments} text messages, at most {most} are allowed.',
    'sms.carrier.refused': 'The carrier refused the message.',
    'sms.carrier.length': 'The carrier refused the message because of its length.',
    'sms.carrier.sender': 'The carrier does not let this gateway send from its number.',
    'sms.carrier.number': 'The carrier does not know this number.',
    'sms.carrier.busy': 'The carrier is overloaded. Try again later.',
    'sms.carrier.trouble': 'The carrier has a fault. Try again later.',
    'sms.carrier.settings':
      'The carrier refused the message because of a setting of this gateway. Its admin can see which.',
    'sms.carrier.forbidden': 'The carrier does not allow this message.',
    'sms.carrier.expiry': 'The carrier refused the time limit of the message.',
    'sms.delivery.expired': 'The message was not delivered in time: the phone was off or out of reach.',
    'sms.delivery.deleted': 'The carrier deleted the message before it was delivered.',
    'sms.delivery.failed': 'The message could not be delivered.',
    'sms.delivery.unknown-number': 'The message could not be delivered: the number is not in service.',
    'sms.delivery.barred': 'The message could not be delivered: the phone does not accept it.',
    'sms.delivery.absent': 'The message could not be delivered: the phone was off or out of reach.',
    'sms.delivery.rejected': 'The carrier rejected the message.',
    'sms.delivery.skipped': 'The carrier did not deliver the message.',
    'sms.inbound.part': '[part {part} of {total}] {text}',
    'sms.inbound.missing': '[part {part} of {total} is missing]',
    'sms.inbound.binary': '[data of {octets} octets that is not text]',
    'sms.inbound.port': '[data of {octets} octets for the application at port {port}, which is not text]',
    'sms.inbound.vcard': '[contact card (vCard) of {octets} octets, which cannot be shown here]',
    'sms.inbound.calendar': '[calendar entry of {octets} octets, which cannot be shown here]',
    'sms.inbound.push':
      '[WAP push of {octets} octets, which cannot be shown here: perhaps notice of a picture message (MMS)]',
    'sms.inbound.ringtone': '[ringtone of {octets} octets, which cannot be played here]',
    'sms.inbound.picture': '[picture of {octets} octets, which cannot be shown here]',
    'sms.inbound.settings': '[phone settings of {octets} octets, which are not for you to read]',
    'sms.ask.question':
      'Several people wrote to you from this number. Who is your answer for? Reply with the number only: {choices}',
    'sms.ask.undelivered':
      'Nobody was chosen, so your message was not delivered. Write it again and answer the question.',
  },
};
