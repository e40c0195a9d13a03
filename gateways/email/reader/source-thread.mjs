// The same thread from the TypeScript sources, as tests and tools run them: a thread has no loader of its own.
import { register } from 'tsx/esm/api';

register();
await import('./mail-thread.ts');
