import type { World } from './world.js';
export async function many(_: World): Promise<void> {}
