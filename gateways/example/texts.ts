/** Sentences of the echo gateway: language -> key -> sentence. */
export const echoTexts = {
  en: {
    'echo.title': 'Registration with the echo gateway',
    'echo.instructions': 'Choose a nick. Whatever you write to a contact here comes back from it.',
    'echo.nick': 'Nick',
    'echo.nick-wrong': 'Nick: use 1 to 32 of the letters a to z, digits, dot and dash.',
    'echo.password': 'Password of the echo network',
    'echo.password-wrong': 'Password: the network refuses it. Ask the administrator for the right one.',
    'echo.prompt': 'Type the name of a contact: letters a to z, digits, dot and dash.',
    'echo.prompt-label': 'Contact',
    'echo.address-wrong': '{address} is not a contact of this network: use 1 to 64 of a to z, digits, dot and dash.',
    'echo.contact': 'Sends back whatever you write.',
    'echo.policy': 'There is no network behind this gateway: texts come back at once and are not kept.',
    'echo.nobody': 'There is nobody of this name.',
  },
} as const;
