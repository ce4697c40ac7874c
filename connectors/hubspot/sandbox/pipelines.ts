/** Deal pipelines: the one that every account starts with. */

import { notFound } from './refusal.ts';
import type { Route } from './router.ts';

interface Stage {
  readonly id: string;
  readonly label: string;
  /** Both are strings in the API ("Pipelines guide", HubSpot developer documentation). */
  readonly probability: string;
  readonly isClosed: boolean;
}

const DEFAULT_STAGES: readonly Stage[] = [
  { id: 'appointmentscheduled', label: 'Appointment Scheduled', probability: '0.2', isClosed: false },
  { id: 'qualifiedtobuy', label: 'Qualified To Buy', probability: '0.4', isClosed: false },
  { id: 'presentationscheduled', label: 'Presentation Scheduled', probability: '0.6', isClosed: false },
  { id: 'decisionmakerboughtin', label: 'Decision Maker Bought-In', probability: '0.8', isClosed: false },
  { id: 'contractsent', label: 'Contract Sent', probability: '0.9', isClosed: false },
  { id: 'closedwon', label: 'Closed Won', probability: '1.0', isClosed: true },
  { id: 'closedlost', label: 'Closed Lost', probability: '0.0', isClosed: true },
];

export function findStage(pipeline: string, stage: string): Stage | undefined {
  return pipeline === 'default' ? DEFAULT_STAGES.find((candidate) => candidate.id === stage) : undefined;
}

/** When the account was opened, as far as its own definitions say. */
const OPENED = '2020-01-01T00:00:00.000Z';

const salesPipeline = {
  id: 'default',
  label: 'Sales Pipeline',
  displayOrder: 0,
  archived: false,
  createdAt: OPENED,
  updatedAt: OPENED,
  stages: DEFAULT_STAGES.map((stage, displayOrder) => ({
    id: stage.id,
    label: stage.label,
    displayOrder,
    archived: false,
    createdAt: OPENED,
    updatedAt: OPENED,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    metadata: { probability: stage.probability, isClosed: String(stage.isClosed) },
  })),
};

function pipelinesOf(type: string): readonly (typeof salesPipeline)[] {
  return ['deals', 'deal', '0-3'].includes(type) ? [salesPipeline] : [];
}

/** Reads only: no part of Baton changes pipelines. */
export function pipelineRoutes(): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/crm/v3/pipelines/:type',
      scope: 'crm.objects.deals.read',
      handle: (call) => ({ status: 200, body: { results: pipelinesOf(call.param('type')) } }),
    },
    {
      method: 'GET',
      path: '/crm/v3/pipelines/:type/:pipeline',
      scope: 'crm.objects.deals.read',
      handle: (call) => {
        const found = pipelinesOf(call.param('type')).find((pipeline) => pipeline.id === call.param('pipeline'));
        if (found === undefined) throw notFound();
        return { status: 200, body: found };
      },
    },
  ];
}
