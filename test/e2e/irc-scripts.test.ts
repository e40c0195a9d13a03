import { playIrcScripts } from '../support/play-irc-scripts.js';

playIrcScripts('prosody');
