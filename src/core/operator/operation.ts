/** Operations belong to the core and to gateways alike; see src/operation.ts. */
export * from '../../operation.js';
