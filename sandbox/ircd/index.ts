export { HonestIrcd, type HonestOptions, startHonestIrcd } from './honest.js';
export { endlessLine, type Hostile, hostileLines, longTags, splitCharacter } from './hostile.js';
export { type Expected, Peer } from './peer.js';
export { ScriptedIrcd, type ScriptedOptions, startScriptedIrcd } from './scripted.js';
export { type WelcomeOptions, welcome } from './welcome.js';
