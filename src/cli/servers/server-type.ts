/** XMPP servers whose lines we know. */
export const SERVER_TYPES = ['prosody', 'ejabberd', 'openfire', 'mongooseim'] as const;

export type ServerType = (typeof SERVER_TYPES)[number];

/** As its makers write it, where its settings are, and what makes it read them again. */
export const SERVERS: Readonly<
  Record<ServerType, { readonly title: string; readonly file: string; readonly apply: string; readonly port: number }>
> = {
  prosody: {
    title: 'Prosody',
    file: 'prosody.cfg.lua',
    apply: 'prosodyctl check config && systemctl restart prosody',
    port: 5347,
  },
  ejabberd: { title: 'ejabberd', file: 'ejabberd.yml', apply: 'ejabberdctl reload_config', port: 5347 },
  openfire: {
    title: 'Openfire',
    file: 'Server > Server Settings > System Properties',
    apply: 'systemctl restart openfire',
    port: 5275,
  },
  mongooseim: { title: 'MongooseIM', file: 'mongooseim.toml', apply: 'mongooseimctl restart', port: 8888 },
};

/** What an id of a stream tells of the server that made it; the name in XEP-0092 does so only after the handshake. */
const STREAM_IDS: readonly (readonly [ServerType, RegExp])[] = [
  ['prosody', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['ejabberd', /^\d{12,20}$/],
  ['mongooseim', /^[0-9A-Fa-f]{16}$/],
  ['openfire', /^[0-9a-z]{8,12}$/],
];

/** By the form of the ids that a server gives its streams; undefined: it could be any. */
export function typeByStreamId(id: string): ServerType | undefined {
  return STREAM_IDS.find(([, form]) => form.test(id))?.[0];
}

/** By the name that a server gives itself (XEP-0092). */
export function typeByName(name: string): ServerType | undefined {
  const small = name.toLowerCase();
  return SERVER_TYPES.find((type) => small.includes(type));
}
