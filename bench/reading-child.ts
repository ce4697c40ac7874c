/** Reads one agreement in a process of its own: `<path> <times> [<folder of the compile cache>]`. Prints what it took. */
import { enableCompileCache } from 'node:module';

const [path = '', times = '1', cache] = process.argv.slice(2);
if (cache !== undefined) enableCompileCache(cache);
const began = performance.now();
const { readAgreement } = await import('../src/config/agreement.ts');
const importMs = performance.now() - began;
const before = process.cpuUsage();
const firstMs = once();
const { user, system } = process.cpuUsage(before);
for (let n = 0; n < Number(times); n += 1) once();
const warm = Array.from({ length: Number(times) }, once).sort((a, b) => a - b);
const warmMs = warm[Math.floor(warm.length / 2)];
console.log(JSON.stringify({ importMs, firstMs, firstCpuMs: (user + system) / 1_000, warmMs }));

function once(): number {
  const start = performance.now();
  readAgreement({ path });
  return performance.now() - start;
}
