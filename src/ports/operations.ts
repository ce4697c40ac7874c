/**
 * Everything a command can ask of Baton.
 * 1. The same object answers in the process that owns the data and, through the local socket, in every other.
 * 2. Arguments and answers are plain JSON.
 * 3. What a person must mend is thrown as a BatonError with its remedy; anything else is a bug.
 */
import type { Questions } from './asking.ts';
import type { Work } from './doing.ts';
import type { Governing } from './governing.ts';

export interface Operations extends Questions, Work, Governing {}

export type OperationName = keyof Operations;
