/** The pipelines of deals, tickets and leads with their stages: those that every account starts with, and those that administrators make. */
import type { ObjectType } from './object-types.ts';

/** What an administrator chooses; the API gives and takes both values of a deal stage's metadata as strings ("Pipelines guide", HubSpot developer documentation). */
export interface StageWish {
  readonly label: string;
  readonly displayOrder: number;
  readonly metadata: Readonly<Record<string, string>>;
}
export interface Stage extends StageWish {
  readonly id: string;
  readonly archived: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
export interface Pipeline {
  readonly id: string;
  readonly label: string;
  readonly displayOrder: number;
  readonly archived: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly stages: readonly Stage[];
}

/** Which properties of a record name its pipeline and its stage. */
export const PIPELINED: Readonly<Partial<Record<ObjectType, { readonly pipeline: string; readonly stage: string }>>> = {
  deals: { pipeline: 'pipeline', stage: 'dealstage' },
  tickets: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
  leads: { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' },
};

/** When the account was opened, as far as its own definitions say. */
const OPENED = Date.parse('2020-01-01T00:00:00.000Z');

type Row = readonly [id: string, label: string, metadata: Readonly<Record<string, string>>];
const deal = (probability: string, isClosed = false) => ({ probability, isClosed: String(isClosed) });
const ticket = (ticketState: 'OPEN' | 'CLOSED') => ({ ticketState, isClosed: String(ticketState === 'CLOSED') });

function given(id: string, label: string, rows: readonly Row[]): Pipeline {
  const opened = { displayOrder: 0, archived: false, createdAt: OPENED, updatedAt: OPENED };
  const stages = rows.map(([stageId, stageLabel, metadata], displayOrder) => ({
    ...opened,
    id: stageId,
    label: stageLabel,
    metadata,
    displayOrder,
  }));
  return { ...opened, id, label, stages };
}

const GIVEN: Readonly<Partial<Record<ObjectType, Pipeline>>> = {
  deals: given('default', 'Sales Pipeline', [
    ['appointmentscheduled', 'Appointment Scheduled', deal('0.2')],
    ['qualifiedtobuy', 'Qualified To Buy', deal('0.4')],
    ['presentationscheduled', 'Presentation Scheduled', deal('0.6')],
    ['decisionmakerboughtin', 'Decision Maker Bought-In', deal('0.8')],
    ['contractsent', 'Contract Sent', deal('0.9')],
    ['closedwon', 'Closed Won', deal('1.0', true)],
    ['closedlost', 'Closed Lost', deal('0.0', true)],
  ]),
  tickets: given('0', 'Support Pipeline', [
    ['1', 'New', ticket('OPEN')],
    ['2', 'Waiting on contact', ticket('OPEN')],
    ['3', 'Waiting on us', ticket('OPEN')],
    ['4', 'Closed', ticket('CLOSED')],
  ]),
  leads: given('lead-pipeline-id', 'Lead pipeline', [
    ['new-stage-id', 'New', {}],
    ['attempting-stage-id', 'Attempting', {}],
    ['connected-stage-id', 'Connected', {}],
    ['qualified-stage-id', 'Qualified', {}],
    ['unqualified-stage-id', 'Disqualified', {}],
  ]),
};

/** Pipelines and stages that are made later have numbers for ids. */
const FIRST_ID = 9_000_001;

export class Pipelines {
  readonly #byType = new Map<ObjectType, Map<string, Pipeline>>();
  #nextId = FIRST_ID;

  constructor() {
    for (const type of Object.keys(PIPELINED) as ObjectType[]) {
      const first = GIVEN[type];
      this.#byType.set(type, new Map(first === undefined ? [] : [[first.id, first]]));
    }
  }

  /** Archived ones too. */
  all(type: ObjectType): readonly Pipeline[] {
    return [...(this.#byType.get(type)?.values() ?? [])];
  }

  /** The live one. */
  find(type: ObjectType, id: string): Pipeline | undefined {
    const found = this.#byType.get(type)?.get(id);
    return found?.archived === true ? undefined : found;
  }

  /** The live stage, in whatever pipeline when none is named. */
  stage(type: ObjectType, pipeline: string | undefined, id: string): Stage | undefined {
    const pipelines = pipeline === undefined ? this.all(type) : [this.find(type, pipeline)];
    return pipelines.flatMap((one) => one?.stages ?? []).find((stage) => stage.id === id && !stage.archived);
  }

  put(type: ObjectType, pipeline: Pipeline): void {
    this.#byType.get(type)?.set(pipeline.id, pipeline);
  }

  newPipeline(
    wish: { readonly label: string; readonly displayOrder: number },
    stages: readonly StageWish[],
    at: number,
  ): Pipeline {
    const times = { archived: false, createdAt: at, updatedAt: at };
    return { ...wish, ...times, id: this.#takeId(), stages: stages.map((stage) => this.newStage(stage, at)) };
  }

  newStage(wish: StageWish, at: number): Stage {
    return { ...wish, id: this.#takeId(), archived: false, createdAt: at, updatedAt: at };
  }

  #takeId(): string {
    this.#nextId += 1;
    return String(this.#nextId - 1);
  }
}
