/** The other engines: installed on first use into a folder of their own, so that nobody who installs Baton gets them. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '../peers');
const INSTALL_LIMIT_MS = 3 * 60_000;
const PROXIES = /^(?:https?|all)_proxy$/i;

/** One that scores what it is given. */
export interface Engine<Given> {
  readonly name: string;
  readonly score: (given: Given) => number | Promise<number>;
}

/** Undefined when they are there; else why they are not. Once with the surroundings' proxy, once without. */
export function installed(): string | undefined {
  if (existsSync(join(FOLDER, 'node_modules'))) return undefined;
  const direct = Object.fromEntries(Object.entries(process.env).filter(([name]) => !PROXIES.test(name)));
  let why = '';
  for (const env of [process.env, direct]) {
    const npm = spawnSync('npm', ['ci'], { cwd: FOLDER, env, timeout: INSTALL_LIMIT_MS, encoding: 'utf8' });
    if (npm.status === 0) return undefined;
    why = npm.error?.message ?? npm.stderr.trim().split('\n')[0] ?? `npm ci ended with ${npm.status}`;
  }
  return why;
}

const load = createRequire(join(FOLDER, 'package.json'));

/** What a peer exports, as far as it is used here. Throws where the peer is missing or lacks it. */
export function peer<Shape extends z.ZodType>(name: string, shape: Shape): z.output<Shape> {
  return shape.parse(load(name));
}

const manifest = z.object({ version: z.string() });

/** As installed: `filtrex 3.1.0`. */
export function named(name: string): string {
  return `${name} ${peer(`./node_modules/${name}/package.json`, manifest).version}`;
}

/** A function or class of the stated type; that it is callable is all that can be seen from outside. */
export function callable<T>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === 'function');
}
