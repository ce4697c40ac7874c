/** Which reading of a connector is under way here, and what somebody wants to have read meanwhile: it waits for a page, not for the whole reading. */
import type { Connector } from '../ports/connector.ts';

/** What a reading that is under way offers to those who cannot wait for its end. */
export interface Meanwhile {
  /** Between two pages: does what was asked for, but of these streams, which are being read. Answers the streams that were read. */
  serve(reading: readonly string[]): Promise<readonly string[]>;
}

interface Asked {
  readonly streams: readonly string[];
  read(): Promise<void>;
}

interface Reading {
  readonly asked: Asked[];
  isOver: boolean;
  /** Never fails. */
  done: Promise<void>;
}

const underway = new WeakMap<Connector, Reading>();

/**
 * One reading after the other, so that no cursor goes back; named streams are read between two pages of the reading that is under way. Whoever waits
 * behind one that fails reads all the same.
 */
export function inTurn<T>(
  connector: Connector,
  streams: readonly string[] | undefined,
  read: (meanwhile: Meanwhile) => Promise<T>,
): Promise<T> {
  const before = underway.get(connector);
  if (before !== undefined && !before.isOver && streams !== undefined) return asked(before, streams, read);
  const reading: Reading = { asked: [], isOver: false, done: Promise.resolve() };
  const serve = (current: readonly string[]): Promise<readonly string[]> => serveSome(reading, current);
  const run = (before?.done ?? Promise.resolve()).then(() => read({ serve }));
  reading.done = run
    .then(
      () => {},
      () => {},
    )
    .then(async () => {
      while (reading.asked.length > 0) await serve([]);
      reading.isOver = true;
    });
  underway.set(connector, reading);
  return run;
}

function asked<T>(
  { asked: waiting }: Reading,
  streams: readonly string[],
  read: (meanwhile: Meanwhile) => Promise<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  waiting.push({ streams, read: () => read({ serve: async () => [] }).then(resolve, reject) });
  return promise;
}

async function serveSome({ asked: waiting }: Reading, current: readonly string[]): Promise<readonly string[]> {
  const served: string[] = [];
  for (const one of waiting.splice(0)) {
    if (one.streams.some((stream) => current.includes(stream))) waiting.push(one);
    else {
      await one.read();
      served.push(...one.streams);
    }
  }
  return served;
}
