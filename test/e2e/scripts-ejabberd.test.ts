import { playAllScripts } from '../support/play-scripts.js';

playAllScripts('ejabberd');
