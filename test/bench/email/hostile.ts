import type { World } from './world.js';
export async function hostile(_: World): Promise<void> {}
