// Reads schemas: resolves references, selects controls, formats limits and creates initial values.

const WORDS = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf']

/** Returns a node merged with the type that it refers to; the node's own keywords take precedence. */
export function resolve(types, node) {
  const name = node.$ref?.replace('#/$defs/', '')
  if (!name) return { ...node, name: null }
  const type = types[name] ?? {}
  return { ...type, ...node, name, 'x-rust': { ...type['x-rust'], ...node['x-rust'] } }
}

const isNull = node => node.type === 'null'

/** Returns `[schema, nullable]`: the schema without its null variant, and whether it has one. */
export function withoutNull(types, node) {
  const whole = resolve(types, node)
  const arms = whole.anyOf
  if (!arms?.some(isNull) || arms.length !== 2) return [whole, false]
  const { anyOf, ...said } = whole
  const inner = resolve(types, arms.find(arm => !isNull(arm)))
  return [{ ...inner, ...said, name: inner.name, 'x-rust': { ...inner['x-rust'], ...said['x-rust'] } }, true]
}

/** Returns the kind of control for a schema. */
export function kind(schema) {
  if (schema.enum || schema['x-known']) return 'set'
  if (schema.anyOf) return 'union'
  if (schema.prefixItems) return 'tuple'
  if (schema.type === 'array') return 'list'
  if (schema.type === 'object') return schema.properties ? 'record' : 'map'
  if (schema.type === 'string') return schema.format === 'uri' ? 'file' : schema['x-numeric'] ? 'numeric' : 'text'
  return schema.type ?? 'any'
}

/** Returns the properties of an object in display order: `[name, node, required]`. */
export function members(schema) {
  const required = new Set(schema.required ?? [])
  return (schema['x-fal-order-properties'] ?? []).map(name => [name, schema.properties[name], required.has(name)])
}

/** Returns a short name of the type. */
export function typeWords(types, schema) {
  const items = () => typeWords(types, withoutNull(types, schema.items ?? {})[0])
  const words = {
    set: schema.type === 'integer' ? 'number of a list' : 'choice',
    union: 'one of several shapes',
    tuple: 'fixed list',
    record: 'object',
    map: 'object of any names',
    file: 'URL of a file',
    numeric: 'number as text',
    number: 'number',
    integer: 'whole number',
    boolean: 'yes or no',
    any: 'any JSON',
  }
  const found = kind(schema)
  return found === 'list' ? `list of ${items()}` : words[found] ?? found
}

/** Returns the bounds of a number, the bounds that a slider can reach, and the step of the slider. */
export function range(schema) {
  const from = schema['x-numeric'] ?? schema
  const whole = schema.type === 'integer' || from.whole === true
  const [least, below] = [from.minimum, from.exclusiveMinimum]
  const [most, above] = [from.maximum, from.exclusiveMaximum]
  const closed = (least ?? below) !== undefined && (most ?? above) !== undefined
  const span = (most ?? above) - (least ?? below)
  const step = from.multipleOf ?? (whole ? 1 : nice(span))
  const min = least ?? (below === undefined ? undefined : exact(below + step))
  const max = most ?? (above === undefined ? undefined : exact(above - step))
  const [low, high] = whole ? [min, max] : [least ?? below, most ?? above]
  return { min, max, low, high, step, whole, closed, multiple: from.multipleOf }
}

/** Returns a power of ten that divides the range into at least 100 steps. */
const nice = span => (span > 0 ? 10 ** Math.floor(Math.log10(span / 100) + 1e-9) : 0.01)

/** Rounds off floating-point errors. */
const exact = number => Number(number.toPrecision(12))

/** Returns the limits of a schema as text: from `x-limits`, else from its keywords. */
export function limits(schema) {
  if (schema['x-limits']) return schema['x-limits']
  return WORDS.filter(word => schema[word] !== undefined).map(word => ({ limit: `${word} ${schema[word]}`, from: 'schema' }))
}

/** Returns the example of a schema, else a minimal value. */
export function example(types, node, wire = '', depth = 0) {
  const [schema] = withoutNull(types, node)
  const shown = schema.examples?.find(value => value !== null) ?? schema.default
  if (shown !== undefined && shown !== null) return structuredClone(shown)
  const inner = (from, name = wire) => example(types, from, name, depth + 1)
  const { min, max } = range(schema)
  const makes = {
    set: () => (schema.enum ?? schema['x-known'])[0],
    union: () => inner(schema.anyOf.find(arm => !isNull(arm))),
    tuple: () => schema.prefixItems.map(item => inner(item)),
    list: () => (depth > 5 ? [] : Array.from({ length: Math.max(1, schema.minItems ?? 0) }, () => inner(schema.items))),
    record: () => Object.fromEntries(members(schema).filter(member => member[2]).map(([name, from]) => [name, inner(from, name)])),
    map: () => Object.fromEntries(Array.from({ length: schema.minProperties ?? 0 }, (_, index) => [`key${index + 1}`, inner(schema.additionalProperties)])),
    file: () => `${location.origin}/v3.fal.media/files/example`,
    numeric: () => String(min ?? max ?? 1),
    text: () => wire.padEnd(schema.minLength ?? 0, '.'),
    integer: () => min ?? Math.min(max ?? 1, 1),
    number: () => min ?? Math.min(max ?? 1, 1),
    boolean: () => false,
  }
  return makes[kind(schema)]?.() ?? null
}

/** Returns an initial payload: required properties and examples that differ from the default. */
export function examplePayload(types, node) {
  const schema = resolve(types, node)
  if (kind(schema) !== 'record') return example(types, node)
  const isShown = ([, from, required]) => {
    const [member] = withoutNull(types, from)
    const shown = member.examples?.[0]
    return required || (shown != null && JSON.stringify(shown) !== JSON.stringify(member.default))
  }
  const shown = members(schema).filter(isShown)
  return Object.fromEntries(shown.map(([name, from]) => [name, example(types, from, name)]))
}
