/** The bound and the answers of the helper that runs commands. */
import { expect, test } from 'vitest';
import { run } from './run.ts';

const node = (script: string, limitMs = 20_000): ReturnType<typeof run> =>
  run(process.execPath, ['-e', script], { limitMs, input: 'told' });

test('a command answers its code, its output and its errors', async () => {
  const script =
    "process.stdin.on('data', (text) => console.log('heard ' + text)); console.error('oh'); process.exitCode = 3";
  expect(await node(script)).toEqual({ code: 3, stdout: 'heard told\n', stderr: 'oh\n' });
});

test('a command that does not end is killed, and what it said is told', async () => {
  await expect(node("console.log('begun'); setInterval(() => {}, 1000)", 1_000)).rejects.toThrow(
    /within 1000 ms\nbegun/,
  );
});

test('a command that is not there is an error, not a hang', async () => {
  await expect(run('/no/such/program', [])).rejects.toThrow('ENOENT');
});
