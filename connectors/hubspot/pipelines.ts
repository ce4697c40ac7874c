/** Deal pipelines: what each stage is called, and whether a deal in it is open, won or lost (page "Pipelines"). Remembered for an hour. */
import { z } from 'zod';
import type { DealStatus } from '../../src/domain/facts.ts';
import type { Attempt } from '../kit/send.ts';
import type { HubSpotClient } from './client.ts';

/** Both are texts: "1.0", "true". */
const pipelines = z.looseObject({
  results: z.array(
    z.looseObject({
      id: z.string(),
      label: z.string(),
      stages: z.array(
        z.looseObject({
          id: z.string(),
          label: z.string(),
          metadata: z.looseObject({
            probability: z.coerce.string().optional(),
            isClosed: z.coerce.string().optional(),
          }),
        }),
      ),
    }),
  ),
});
const LIVES = { hours: 1 };

export interface DealStage {
  readonly pipeline: string;
  readonly label: string;
  readonly status: DealStatus;
}
/** Undefined: a stage that is not there any more. */
export type StageOf = (pipeline: string, stage: string) => DealStage | undefined;

export class DealPipelines {
  readonly #client: HubSpotClient;
  readonly #now: () => Temporal.Instant;
  #known: { readonly stages: ReadonlyMap<string, DealStage>; readonly until: Temporal.Instant } | undefined;

  constructor(client: HubSpotClient, now: () => Temporal.Instant) {
    this.#client = client;
    this.#now = now;
  }

  async stages(): Promise<Attempt<StageOf>> {
    const now = this.#now();
    if (this.#known === undefined || Temporal.Instant.compare(now, this.#known.until) >= 0) {
      const question = { purpose: 'pull deals', writes: false };
      const answer = await this.#client.request(question, 'GET', '/crm/v3/pipelines/deals', pipelines);
      if (answer.state !== 'answered') return answer;
      this.#known = { stages: stagesOf(answer.value), until: now.add(LIVES) };
    }
    const { stages } = this.#known;
    return { state: 'answered', value: (pipeline, stage) => stages.get(keyOf(pipeline, stage)) };
  }
}

function stagesOf({ results }: z.infer<typeof pipelines>): ReadonlyMap<string, DealStage> {
  return new Map(
    results.flatMap(({ id, label: pipeline, stages }) =>
      stages.map(({ id: stage, label, metadata: { isClosed, probability } }): [string, DealStage] => {
        const closed = isClosed === 'true';
        const status = closed ? (Number(probability) === 1 ? 'won' : 'lost') : 'open';
        return [keyOf(id, stage), { pipeline, label, status }];
      }),
    ),
  );
}

function keyOf(pipeline: string, stage: string): string {
  return `${pipeline} ${stage}`;
}
