/** Takes the lock of the directory it is given, says so, and lets it go when its input ends. */
import { lockDirectory } from '../../src/store/lock.ts';

const [, , directory = ''] = process.argv;
const lock = await lockDirectory(directory, 'child');
process.stdout.write('held\n');
for await (const _ of process.stdin);
await lock.release();
