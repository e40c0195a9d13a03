import { alertsFixture } from './alerts-fixture.js';
import { conformance } from './conformance.js';

conformance('alerts', alertsFixture);
