/** Stages for the tests of one file, one after the other on one database, since opening a database takes a second or two. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { onPglite, type StoreGround } from '../store/ground.ts';
import { openStage, type Stage, type StageWishes } from './stage.ts';

export interface Stages {
  /** Empty but for the reps; closed after the test. */
  open(wishes?: StageWishes): Promise<Stage>;
  /** Signed and armed up to that step, with a baseline that lies some minutes back: whatever happens now is new. */
  openArmed(step?: 'tasks' | 'status' | 'owner', wishes?: StageWishes): Promise<Stage>;
  /** On the database that all of them share, past Baton. */
  run: StoreGround['run'];
}

/** To be called at the top of a file. */
export function stages(): Stages {
  let ground: StoreGround;
  let stage: Stage | undefined;
  beforeAll(async () => {
    ground = await onPglite();
  });
  afterEach(async () => {
    await stage?.close();
    stage = undefined;
  });
  afterAll(() => ground.dispose());
  const open = async (wishes: StageWishes = {}): Promise<Stage> => {
    await ground.empty();
    stage = await openStage({ ...wishes, store: ground.store });
    return stage;
  };
  return {
    open,
    run: (statement) => ground.run(statement),
    openArmed: async (step = 'status', wishes = {}) => {
      const opened = await open(wishes);
      await opened.arm(step);
      minutesPass(opened, 5);
      return opened;
    },
  };
}

/** Time moves, and Baton does nothing about it. */
export function minutesPass(stage: Stage, minutes: number): void {
  stage.runtime.advanceTo(stage.runtime.now().add({ minutes }));
}

/** Between what happens and Baton's next turn. */
export const STEP_HOURS = 0.1;
