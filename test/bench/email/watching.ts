import type { World } from './world.js';
export async function watching(_: World): Promise<void> {}
