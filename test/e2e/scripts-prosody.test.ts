import { playAllScripts } from '../support/play-scripts.js';

playAllScripts('prosody');
