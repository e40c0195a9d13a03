import { elastalert } from './elastalert.js';
import { generic } from './generic.js';
import { github } from './github.js';
import { gitlab } from './gitlab.js';
import { icinga } from './icinga.js';
import { kapacitor } from './kapacitor.js';
import type { Preset } from './preset.js';
import { uptimeKuma } from './uptime-kuma.js';
import { zabbix } from './zabbix.js';

/** How the JSON of known senders is read, by the names that the book of routes has for them. */
export const PRESETS: ReadonlyMap<string, Preset> = new Map(
  [elastalert, generic, github, gitlab, icinga, kapacitor, uptimeKuma, zabbix].map((preset) => [preset.name, preset]),
);
