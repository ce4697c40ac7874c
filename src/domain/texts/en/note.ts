/** The note of a handoff, as it stands on the contact in HubSpot. */
export const note = {
  title: (from: string, to: string): string => `[Baton] Handed over: ${from} → ${to}`,
  when: (at: string): string => `When: ${at}`,
  due: (deadline: string, at: string, state: string): string =>
    `Deadline, ${deadline}: ${at}${state === '' ? '' : `, ${state}`}`,
  priority: (priority: string): string => `Priority: ${priority}`,
  why: (
    handoff: string,
    { total, attribute, behaviour }: { readonly total: number; readonly attribute: number; readonly behaviour: number },
  ): string => `Why: ${handoff}; ${total} points (fit ${attribute}, interest ${behaviour})`,
  before: (names: string): string => `Before: ${names}`,
  contact: (at: string, how: string): string => `First contact: ${at}, ${how}`,
  ended: (at: string, outcome: string): string => `Ended: ${at}, ${outcome}`,
  said: (reason: string): string => `Reason: ${reason}`,
};
