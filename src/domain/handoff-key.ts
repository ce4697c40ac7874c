/** The key by which a handoff is known everywhere: in the ledger, on the task, and in the row that keeps the task from being made twice. */
import type { HandoffKey, LeadId } from './facts.ts';
import { canonical, sha256 } from './ledger.ts';

/**
 * Equal for equal lead, type (the agreement's name of the handoff) and episode, on every machine and after every restart. 34 letters and digits, so that
 * it fits a vendor's text field and an address.
 */
export function handoffKey(lead: LeadId, type: string, episode: number): HandoffKey {
  return `bh${sha256(canonical({ episode, lead, type })).slice(0, 32)}` as HandoffKey;
}
