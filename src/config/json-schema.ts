/** The JSON Schemas by which editors complete and check the files that a company owns. */
import { z } from 'zod';
import { agreementShape } from '../domain/agreement/schema.ts';

/** What mappings/agreement.schema.json holds, as text. A test keeps the file equal to it. */
export function agreementJsonSchema(): string {
  const schema = z.toJSONSchema(agreementShape, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'Baton: agreement', ...schema }, null, 2)}\n`;
}
