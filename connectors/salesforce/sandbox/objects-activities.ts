/** Tasks and events (Object Reference). */
import { systemFields, USERS } from './objects-system.ts';
import { derived, type FieldSpec, field, type ObjectSpec, picklist, reference, text } from './schema.ts';

const activity = (): FieldSpec[] => [
  text('Subject', 255),
  field('Description', 'textarea'),
  reference('OwnerId', USERS),
  reference('WhoId', ['Contact', 'Lead']),
  reference('WhatId', ['Account', 'Opportunity', 'Campaign', 'Case']),
  reference('AccountId', ['Account'], { createable: false, updateable: false }),
  field('IsReminderSet', 'boolean', { default: false }),
  field('ReminderDateTime', 'datetime'),
];

export const TASK: ObjectSpec = {
  name: 'Task',
  label: 'Task',
  labelPlural: 'Tasks',
  prefix: '00T',
  writable: true,
  family: 'Activity',
  fields: [
    ...systemFields(),
    ...activity(),
    field('ActivityDate', 'date'),
    picklist('Type', ['Call', 'Meeting', 'Other']),
    picklist('Status', ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'], {
      default: 'Not Started',
    }),
    picklist('Priority', ['High', 'Normal', 'Low'], { default: 'Normal' }),
    // Fixed when the task is made (Object Reference, Task).
    picklist('TaskSubtype', ['Task', 'Call', 'Email'], { default: 'Task', updateable: false, restricted: true }),
    picklist('CallType', ['Internal', 'Inbound', 'Outbound'], { restricted: true }),
    text('CallDisposition', 255),
    field('CallDurationInSeconds', 'int'),
    derived('IsClosed', 'boolean', { default: false }),
    derived('IsHighPriority', 'boolean', { default: false }),
    derived('CompletedDateTime', 'datetime'),
    derived('IsArchived', 'boolean', { default: false }),
  ],
};

export const EVENT: ObjectSpec = {
  name: 'Event',
  label: 'Event',
  labelPlural: 'Events',
  prefix: '00U',
  writable: true,
  family: 'Activity',
  fields: [
    ...systemFields(),
    ...activity(),
    text('Location', 255),
    field('StartDateTime', 'datetime'),
    field('EndDateTime', 'datetime'),
    field('DurationInMinutes', 'int'),
    derived('ActivityDate', 'date'),
    field('IsAllDayEvent', 'boolean', { default: false }),
  ],
};
