/** Words of bridges between rooms: what stands in messages, and what those who run the gateway are told. */
export const bridgeTexts = {
  en: {
    'alerts.bridge.joined': '{nick} has come in',
    'alerts.bridge.left': '{nick} has left',
    'alerts.bridge.corrected': '(corrected)',
    'alerts.bridge.retracted': '{nick} took back: “{quote}”',
    'alerts.bridge.moderated': 'A moderator took back what {nick} said: “{quote}”',
    'alerts.bridge.reacted': '{nick} reacted {emojis} to {whom}: “{quote}”',
    'alerts.bridge.unreacted': '{nick} took the reaction back from {whom}: “{quote}”',
    'alerts.bridge.file': '[file]',
    'alerts.bridge.named-file': '[file: {name}]',
    'alerts.bridge.not-a-member':
      'You are not one of those whom this bridge connects. Ask who runs it to put your address into its list.',
    'alerts.bridge.storm':
      'Bridge {bridge}: more than {most} messages a minute from {from} to {to}. Nothing is carried between them for {minutes} min. Look whether another bridge connects the same places.',
    'alerts.bridge.no-room':
      'Bridge {bridge}: no messages are carried to {place}, because I am not in it: {why}. I try again at most once an hour; after a change write the bridge anew or restart.',
    'alerts.bridge.why.banned': 'I am banned there',
    'alerts.bridge.why.not-a-member': 'only members may enter',
    'alerts.bridge.why.password': 'it wants a password',
    'alerts.bridge.why.no-such-room': 'there is no such room',
    'alerts.bridge.why.not-allowed': 'I may not make this room',
    'alerts.bridge.why.destroyed': 'the room was ended or has moved',
    'alerts.bridge.why.kicked': 'I was kicked',
    'alerts.bridge.why.no-voice': 'I may not speak there',
  },
  de: {
    'alerts.bridge.joined': '{nick} ist hereingekommen',
    'alerts.bridge.left': '{nick} ist gegangen',
    'alerts.bridge.corrected': '(berichtigt)',
    'alerts.bridge.retracted': '{nick} hat zurückgenommen: „{quote}“',
    'alerts.bridge.moderated': 'Ein Moderator hat zurückgenommen, was {nick} gesagt hat: „{quote}“',
    'alerts.bridge.reacted': '{nick} reagiert mit {emojis} auf {whom}: „{quote}“',
    'alerts.bridge.unreacted': '{nick} nimmt die Reaktion auf {whom} zurück: „{quote}“',
    'alerts.bridge.file': '[Datei]',
    'alerts.bridge.named-file': '[Datei: {name}]',
  },
} as const;
