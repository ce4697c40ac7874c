/** HubSpot's error answers: the shape that every endpoint shares, and the refusals that several of them give. */
import type { WorldResponse } from '../../kit/sandbox.ts';

/** One entry of `errors` in an error body, or of a property list inside a message. */
export interface RefusalDetail {
  readonly message: string;
  readonly code?: string;
  readonly in?: string;
  /** The form API's word for `code`. */
  readonly errorType?: string;
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

interface RefusalParts {
  readonly status: number;
  readonly category: string;
  readonly message: string;
  readonly subCategory?: string;
  readonly errors?: readonly RefusalDetail[];
  readonly context?: Readonly<Record<string, readonly string[]>>;
  readonly links?: Readonly<Record<string, string>>;
  /** Further fields of the body, e.g. `policyName` of a 429. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown inside the world, answered as an error body ("Error handling", HubSpot developer documentation). */
export class Refusal extends Error {
  readonly parts: RefusalParts;

  constructor(parts: RefusalParts) {
    super(parts.message);
    this.name = 'Refusal';
    this.parts = parts;
  }

  /** The whole answer when the call is refused. */
  response(correlationId: string): WorldResponse {
    const { status, category, message, subCategory, errors, context, links, more, headers } = this.parts;
    return {
      status,
      ...(headers ? { headers } : {}),
      body: {
        status: 'error',
        message,
        correlationId,
        ...(errors ? { errors } : {}),
        ...(context ? { context } : {}),
        ...(links ? { links } : {}),
        category,
        ...(subCategory ? { subCategory } : {}),
        ...more,
      },
    };
  }

  /** One entry of `errors` in a multi-status answer. */
  entry(context: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
    const { category, message, subCategory, errors } = this.parts;
    return {
      status: 'error',
      category,
      message,
      ...(subCategory ? { subCategory } : {}),
      ...(errors ? { errors } : {}),
      context: { ...this.parts.context, ...context },
    };
  }
}

export function invalid(message: string, errors?: readonly RefusalDetail[]): Refusal {
  return new Refusal({ status: 400, category: 'VALIDATION_ERROR', message, ...(errors ? { errors } : {}) });
}

export function notFound(message = 'resource not found'): Refusal {
  return new Refusal({ status: 404, category: 'OBJECT_NOT_FOUND', message });
}

/** HubSpot has it, and the sandbox has not: said so, and counted as a call that it does not know. */
export function notServed(what: string): Refusal {
  return new Refusal({ status: 501, category: 'NOT_IMPLEMENTED', message: `The sandbox has no ${what}` });
}

/** A value that a property does not take, in the words of the API's own list. */
export interface PropertyFault {
  readonly name: string;
  readonly error: string;
  readonly message: string;
}

/** 400 whose message embeds the list of faults as JSON ("Using object APIs", HubSpot developer documentation). */
export function invalidProperties(faults: readonly PropertyFault[]): Refusal {
  const list = faults.map((fault) => ({
    isValid: false,
    message: fault.message,
    error: fault.error,
    name: fault.name,
    localizedErrorMessage: fault.message,
  }));
  return invalid(
    `Property values were not valid: ${JSON.stringify(list)}`,
    faults.map((fault) => ({
      message: fault.message,
      code: fault.error,
      context: { propertyName: [fault.name] },
    })),
  );
}

/** 409: the existing id stands only in the prose ("Contacts guide", HubSpot developer documentation). */
export function contactExists(existingId: string): Refusal {
  return new Refusal({
    status: 409,
    category: 'CONFLICT',
    message: `Contact already exists. Existing ID: ${existingId}`,
  });
}
