/** What a command sees in the folder by itself, whatever the worker or the database says: the STOP file, and the agreement file of this moment. */
import { existsSync, rmSync } from 'node:fs';
import type { StatusReport } from '../ports/answers.ts';
import type { Operations } from '../ports/operations.ts';

/** The file that ends writing stops alone, whatever the database says; it goes away only when the stop itself is ended. */
export function withStopFile(operations: Operations, stopFile: string): Operations {
  return {
    ...operations,
    status: async (args) => {
      const report = await operations.status(args);
      return { ...report, stopped: report.stopped || existsSync(stopFile) };
    },
    resume: async (args) => {
      const report = await operations.resume(args);
      rmSync(stopFile, { force: true });
      return report;
    },
  };
}

/** A worker knows the agreement file as it stood when it began; whoever asks for the status wants to know of it now. */
export function withFile(operations: Operations, file: Omit<StatusReport['agreement'], 'inForce'>): Operations {
  return {
    ...operations,
    status: async (args) => {
      const report = await operations.status(args);
      return { ...report, agreement: { inForce: report.agreement.inForce, ...file } };
    },
  };
}
