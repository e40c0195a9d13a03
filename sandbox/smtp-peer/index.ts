export { SmtpClient } from './client.js';
export type { PeerMail, PeerPath } from './conversation.js';
export type { Credentials, Login } from './login.js';
export { SmtpPeer, type SmtpPeerOptions } from './peer.js';
export type { Act, Rule, Stage } from './plan.js';
