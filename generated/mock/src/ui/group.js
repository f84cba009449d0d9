// Controls of arrays, tuples, maps and unions. form.js has objects and creates the nested controls.

import { button, el, fill, fresh } from './dom.js'
import { kind, resolve, typeWords, withoutNull } from './schema.js'

/** Creates the control of a container; `make(node, value, label, step)` creates a nested control. */
export function group(types, schema, value, of) {
  return { list, tuple, map, union }[kind(schema)](types, schema, value, of)
}

function list(types, schema, value, { label, changed, make, fresh: first }) {
  const items = []
  const rows = el('ol', { class: 'items' })
  const add = given => {
    const item = { row: null }
    item.control = make(schema.items ?? {}, given, `${label} ${items.length + 1}`, () => items.indexOf(item))
    const remove = button('Remove', () => {
      items.splice(items.indexOf(item), 1)
      item.row.remove()
      plus.focus()
      changed()
    }, { class: 'small', 'aria-label': `Remove ${label} ${items.length + 1}` })
    item.row = el('li', {}, el('div', { class: 'item' }, item.control.node), remove)
    items.push(item)
    rows.append(item.row)
  }
  const plus = button(`Add to ${label}`, () => { add(first(schema.items ?? {})); changed() }, { class: 'small' })
  if (Array.isArray(value)) value.forEach(add)
  return { node: el('div', {}, rows, plus), inputs: [], read: () => items.map(item => item.control.read() ?? null) }
}

function tuple(_, schema, value, { label, make }) {
  const controls = schema.prefixItems.map((item, at) => make(item, value?.[at], `${label} ${at + 1}`, () => at))
  return { node: el('div', { class: 'items' }, controls.map(control => control.node)), inputs: [], read: () => controls.map(control => control.read() ?? null) }
}

function map(_, schema, value, { label, changed, make, fresh: first }) {
  const pairs = []
  const rows = el('ul', { class: 'items' })
  const add = (name, given) => {
    const box = el('input', { type: 'text', value: name, 'aria-label': `Name in ${label}`, oninput: changed })
    const pair = { box, control: make(schema.additionalProperties ?? {}, given, `${label} value`, () => box.value) }
    const remove = button('Remove', () => {
      pairs.splice(pairs.indexOf(pair), 1)
      row.remove()
      plus.focus()
      changed()
    }, { class: 'small', 'aria-label': `Remove ${name || 'this'} from ${label}` })
    const row = el('li', {}, el('div', { class: 'item' }, box, pair.control.node), remove)
    pairs.push(pair)
    rows.append(row)
  }
  const plus = button(`Add to ${label}`, () => { add('', first(schema.additionalProperties ?? {})); changed() }, { class: 'small' })
  Object.entries(value ?? {}).forEach(([name, given]) => add(name, given))
  const read = () => Object.fromEntries(pairs.map(({ box, control }) => [box.value, control.read() ?? null]))
  return { node: el('div', {}, rows, plus), inputs: [], read }
}

/** Creates the control of a union: a select element for the variant and the control of that variant. */
function union(types, schema, value, { label, changed, make, fresh: first }) {
  const arms = schema.anyOf
  const names = schema['x-rust']?.variants ?? []
  const body = el('div', { class: 'arm' })
  let control
  const open = (at, given) => {
    control = make(arms[at], given ?? first(arms[at]), label, null)
    fill(body, control.node)
  }
  const words = at => {
    const [arm] = withoutNull(types, arms[at])
    return arm.type === 'null' ? 'null' : `${names[at] ?? arm.name ?? ''} (${typeWords(types, arm)})`.trim()
  }
  const id = fresh('shape')
  const choice = el('select', { id, onchange: () => { open(Number(choice.value)); changed() } },
    arms.map((_, at) => el('option', { value: at }, words(at))))
  const fitting = arms.findIndex(arm => fits(types, arm, value))
  choice.value = Math.max(fitting, 0)
  open(Math.max(fitting, 0), fitting < 0 ? undefined : value)
  const node = el('div', {}, el('label', { for: id, class: 'quiet' }, `Variant of ${label}`), choice, body)
  return { node, inputs: [choice], read: () => control.read() }
}

/** Whether the type of a value matches a schema; nested values are not checked. */
function fits(types, node, value) {
  const [schema, nullable] = withoutNull(types, node)
  if (value === null) return nullable || schema.type === 'null'
  if (schema.enum) return schema.enum.includes(value)
  if (schema.anyOf) return schema.anyOf.some(arm => fits(types, arm, value))
  const tag = node['x-discriminator']
  if (tag && !tag.values.includes(value?.[tag.property])) return false
  const is = {
    string: typeof value === 'string',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    boolean: typeof value === 'boolean',
    array: Array.isArray(value),
    object: typeof value === 'object' && !Array.isArray(value),
  }
  if (schema.type === 'object' && is.object) return resemble(schema, value)
  return is[resolve(types, node).type] ?? true
}

/** Whether the schema has all properties of an object and the object has all required ones. */
function resemble(schema, value) {
  return (schema.required ?? []).every(name => name in value)
}
