import type { World } from './world.js';
export async function receiving(_: World): Promise<void> {}
