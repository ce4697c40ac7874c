/** The product's words in English. */
import type { ActivityKind } from '../../activity.ts';
import type { Stage, Temperature } from '../../facts.ts';
import type { Department } from '../../team.ts';

export const words = {
  stage: {
    lead: 'Lead',
    mql: 'MQL',
    sql: 'SQL',
    opportunity: 'Opportunity',
    won: 'Won',
    lost: 'Lost',
    returned: 'Returned',
    disqualified: 'Disqualified',
  } satisfies Record<Stage, string> as Record<Stage, string>,
  temperature: { hot: 'hot', warm: 'warm', cold: 'cold' } as Record<Temperature, string>,
  department: { marketing: 'Marketing', 'inside-sales': 'Inside sales', 'field-sales': 'Field sales' } as Record<
    Department,
    string
  >,
  priority: { high: 'high', normal: 'normal', low: 'low' } as Record<'high' | 'normal' | 'low', string>,
  deadline: {
    'first-contact': 'first contact',
    'status-update': 'status update',
    meeting: 'meeting set',
  } as Record<string, string>,
  system: { hubspot: 'HubSpot', salesforce: 'Salesforce', baton: 'Baton' } as Record<string, string>,
  activity: {
    'site-visited': 'visited the site',
    'mail-sent': 'was sent a mail',
    'mail-opened': 'opened a mail',
    'mail-clicked': 'clicked a link in a mail',
    'form-submitted': 'sent a form',
    'inquiry-sent': 'sent an inquiry',
    'quote-requested': 'asked for a quote',
    'consultation-requested': 'asked for a consultation',
    'demo-requested': 'asked for a demo',
    'price-list-downloaded': 'downloaded the price list',
    'catalogue-downloaded': 'downloaded the catalogue',
    'material-downloaded': 'downloaded material',
    'survey-answered': 'answered a survey',
    'seminar-registered': 'signed up for a seminar',
    'seminar-attended': 'attended a seminar',
    'webinar-registered': 'signed up for a webinar',
    'webinar-attended': 'attended a webinar',
    'webinar-missed': 'signed up for a webinar but did not come',
    'exhibition-visited': 'came to our stand at an exhibition',
    call: 'call',
    mail: 'mail',
    meeting: 'meeting',
    note: 'note',
    'task-completed': 'task done',
    'handoff-task-open': 'handoff task open',
    'handoff-task-completed': 'handoff task done',
  } as Record<ActivityKind, string>,
  outcome: {
    advanced: 'moved on',
    'sent-back': 'sent back',
    superseded: 'replaced',
  } as Record<'advanced' | 'sent-back' | 'superseded', string>,
  amount: (amount: number, unit: 'hours' | 'business-hours' | 'business-days'): string => {
    const one = { hours: 'hour', 'business-hours': 'business hour', 'business-days': 'business day' }[unit];
    return `${amount} ${one}${amount === 1 ? '' : 's'}`;
  },
  nobody: 'nobody',
  unknown: 'unknown',
  none: 'none',
};
