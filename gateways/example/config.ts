import { z } from 'zod';

/** The section `gateways.echo` of the config file. */
export const echoConfig = z.strictObject({
  domain: z.string().describe('XMPP domain that the gateway answers for, e.g. echo.example.org'),
  secret: z.string().optional().describe('Secret of this component on the XMPP server'),
  secretFile: z.string().optional().describe('File that holds the secret, instead of `secret`'),
  avatarFile: z
    .string()
    .min(1)
    .optional()
    .describe('Picture of the gateway and its contacts: a square PNG under 8 KiB')
    .meta({ examples: ['/etc/isthmus/avatar.png'] }),
  password: z.string().optional().describe('If set, people must give it when they register'),
  answers: z.boolean().default(true).describe('Whether a contact sends each text back'),
});

export type EchoConfig = z.infer<typeof echoConfig>;
