/** Which keys a schema knows at a place, read from its JSON Schema: for "did you mean". */
import { z } from 'zod';

export interface KnownKeys {
  /** All keys that any form of this section may have. */
  at(path: readonly PropertyKey[]): readonly string[];
  /** The key by which each form of this section is told from the others. */
  forms(path: readonly PropertyKey[]): readonly string[];
}

const jsonSchema = z.looseObject({
  get anyOf() {
    return z.array(jsonSchema).optional();
  },
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  get items() {
    return jsonSchema.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), jsonSchema]).optional();
  },
  get $defs() {
    return z.record(z.string(), jsonSchema).optional();
  },
  get propertyNames() {
    return jsonSchema.optional();
  },
  enum: z.array(z.unknown()).optional(),
  $ref: z.string().optional(),
  required: z.array(z.string()).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
});
type JsonSchema = z.infer<typeof jsonSchema>;

const cache = new WeakMap<z.ZodType, KnownKeys>();

export function knownKeys(schema: z.ZodType): KnownKeys {
  let known = cache.get(schema);
  if (known === undefined) {
    known = prepare(schema);
    cache.set(schema, known);
  }
  return known;
}

function prepare(schema: z.ZodType): KnownKeys {
  const root = jsonSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const formsAt = (path: readonly PropertyKey[]): readonly JsonSchema[] => {
    let forms = flatten(root, root);
    for (const part of path) forms = forms.flatMap((form) => inside(form, part)).flatMap((form) => flatten(form, root));
    return forms;
  };
  return {
    at: (path) => [
      ...new Set(
        formsAt(path).flatMap(({ properties, propertyNames }) => [
          ...Object.keys(properties ?? {}),
          ...(propertyNames?.enum ?? []).map(String),
        ]),
      ),
    ],
    forms: (path) => [
      ...new Set(
        formsAt(path).flatMap(
          ({ required, type }) => required?.slice(0, 1) ?? (type === undefined ? [] : [type].flat()),
        ),
      ),
    ],
  };
}

function inside(form: JsonSchema, part: PropertyKey): readonly JsonSchema[] {
  if (typeof part === 'number') return form.items === undefined ? [] : [form.items];
  const own = form.properties?.[String(part)];
  if (own !== undefined) return [own];
  return typeof form.additionalProperties === 'object' ? [form.additionalProperties] : [];
}

/** References and alternatives resolved; a schema's own nesting bounds the recursion, references lead to forms that hold keys. */
function flatten(form: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  if (form.$ref !== undefined) {
    const target = form.$ref === '#' ? root : root.$defs?.[form.$ref.replace('#/$defs/', '')];
    return target === undefined ? [] : flatten(target, root);
  }
  return form.anyOf === undefined ? [form] : form.anyOf.flatMap((one) => flatten(one, root));
}
