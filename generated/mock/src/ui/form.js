// The form of a schema: a field for every property, with its description, limits and a switch for sending it.

import { leaf } from './control.js'
import { el, fill, fresh } from './dom.js'
import { group } from './group.js'
import { limits, example, kind, members, typeWords, withoutNull } from './schema.js'

const GROUPS = ['list', 'tuple', 'map', 'union']

/** Creates the form of a request: `{ node, read, show }`. `changed` is called after each edit. */
export function form(types, request, payload, changed) {
  const context = { types, changed, fields: new Set() }
  const root = make(context, request, payload, 'request', () => [])
  return { node: el('div', { class: 'form' }, root.node), read: () => root.read() ?? null, show: faults => show(context, faults) }
}

/** Creates the control of any schema. `where` returns the path to the value. */
function make(context, node, value, label, where, id = null) {
  const [schema, nullable] = withoutNull(context.types, node)
  if (kind(schema) === 'record') return record(context, schema, value, where)
  const of = {
    id: id ?? fresh('field'), label, changed: context.changed,
    make: (inner, given, name, step) => make(context, inner, given, name, step ? () => [...where(), step()] : where),
    fresh: inner => example(context.types, inner, label),
  }
  if (nullable && value === null) return { node: el('code', {}, 'null'), inputs: [], read: () => null }
  if (GROUPS.includes(kind(schema))) return group(context.types, schema, value, of)
  const control = leaf(schema, value, of)
  // Values outside of a field have no label element.
  if (!id) control.inputs[0]?.setAttribute('aria-label', label)
  return control
}

/** Creates a field for every property, the required ones first; unknown properties are kept. */
function record(context, schema, value, where) {
  const given = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
  const all = members(schema)
  const made = [...all.filter(member => member[2]), ...all.filter(member => !member[2])]
    .map(([name, node, required]) => [name, field(context, name, node, given[name], required, () => [...where(), name])])
  const extra = Object.entries(given).filter(([name]) => !(name in schema.properties))
  const read = () => {
    const entries = made.map(([name, one]) => [name, one.read()]).filter(([, one]) => one !== undefined)
    return Object.fromEntries([...entries, ...extra])
  }
  const kept = extra.length > 0 && el('p', { class: 'quiet' }, `Also sent: ${extra.map(([name]) => name).join(', ')}`)
  return { node: el('div', { class: 'members' }, made.map(([, one]) => one.node), kept), inputs: [], read }
}

/** Creates the field of a property: name, description, send switch and control. */
function field(context, name, node, value, required, where) {
  const [schema, nullable] = withoutNull(context.types, node)
  const grouped = kind(schema) === 'record' || GROUPS.includes(kind(schema))
  const ids = { name: fresh('name'), control: fresh('field'), about: fresh('about'), error: fresh('error') }
  const body = el('div', { class: 'body' })
  let state = value === undefined ? (required ? 'value' : 'unset') : value === null && nullable ? 'null' : 'value'
  let control = null

  const build = given => {
    const inner = { ...context, changed: () => { to('value', true); context.changed() } }
    control = make(inner, node, given, name, where, ids.control)
    control.inputs.forEach(input => input.setAttribute('aria-describedby', `${ids.about} ${ids.error}`))
    fill(body, control.node)
  }
  const to = (next, touched) => {
    state = next
    // Input is kept, even if it is empty.
    if (next === 'value' && !touched && control?.read() === undefined) build(example(context.types, node, name))
    paint()
  }
  const send = required ? null : toggle('Send', `Send ${name}`, on => { to(on ? 'value' : 'unset'); context.changed() })
  const none = nullable ? toggle('null', `Send ${name} as null`, on => { to(on ? 'null' : required ? 'value' : 'unset'); context.changed() }) : null
  const element = el(grouped ? 'fieldset' : 'div', { class: 'field', 'aria-labelledby': grouped ? ids.name : null },
    head(context.types, schema, name, required, grouped, ids, [send?.node, none?.node]),
    about(schema, ids.about), body, el('p', { class: 'error', id: ids.error, hidden: true }))
  const paint = () => {
    element.dataset.state = state
    if (send) send.box.checked = state !== 'unset'
    if (none) none.box.checked = state === 'null'
    body.hidden = state === 'null' || (state === 'unset' && grouped && !control)
  }

  if (state === 'value') build(value)
  else if (!grouped || (schema.default != null && typeof schema.default !== 'object')) build(schema.default ?? undefined)
  paint()
  context.fields.add({ element, where, inputs: () => control?.inputs ?? [], error: element.lastChild })
  return { node: element, read: () => (state === 'unset' ? undefined : state === 'null' ? null : control.read()) }
}

function toggle(word, label, act) {
  const box = el('input', { type: 'checkbox', 'aria-label': label, onchange: () => act(box.checked) })
  return { box, node: el('label', { class: 'toggle' }, box, el('span', { 'aria-hidden': 'true' }, word)) }
}

function head(types, schema, name, required, grouped, ids, toggles) {
  const title = el(grouped ? 'span' : 'label', { for: grouped ? null : ids.control, id: ids.name, class: 'name' }, name)
  const badge = required ? el('span', { class: 'badge' }, 'required') : null
  const old = schema.deprecated ? el('span', { class: 'badge' }, 'deprecated') : null
  const type = el('span', { class: 'quiet type' }, typeWords(types, schema))
  return el(grouped ? 'legend' : 'div', { class: 'head' }, title, type, badge, old, el('span', { class: 'toggles' }, toggles))
}

/** Creates the description of a property: its purpose, default, and limits with their sources. */
function about(schema, id) {
  const all = limits(schema)
  const listed = schema.enum ? all.filter(({ limit }) => !limit.startsWith('one of')) : all
  const facts = listed.map(({ limit }) => limit)
  if (schema.default !== undefined && schema.default !== null) facts.push(`default ${JSON.stringify(schema.default)}`)
  const origins = all.length > 0 && el('details', { class: 'origins' }, el('summary', {}, 'Sources'),
    el('ul', {}, all.map(({ limit, from }) => el('li', {}, el('strong', {}, limit), ` — ${from}`))))
  return el('div', { class: 'about' },
    el('div', { id }, schema.description && el('p', {}, schema.description), facts.length > 0 && el('p', { class: 'facts' }, facts.join(' · '))),
    origins)
}

/** Shows each violation at the nearest field and returns those without a field. */
function show(context, faults) {
  const fields = [...context.fields].filter(one => one.element.isConnected || !context.fields.delete(one))
  const said = new Map(fields.map(one => [one, []]))
  const homeless = faults.filter(fault => {
    const way = fault.loc.slice(1).map(String)
    const near = fields.filter(one => begins(way, one.where().map(String)))
    const home = near.sort((a, b) => b.where().length - a.where().length)[0]
    said.get(home)?.push(fault.msg)
    return !home
  })
  said.forEach((texts, one) => tell(one, texts))
  return homeless
}

const begins = (way, start) => start.every((step, at) => way[at] === step)

function tell({ inputs, error }, texts) {
  error.hidden = texts.length === 0
  error.textContent = texts.join(' ')
  inputs().forEach(input => (texts.length > 0 ? input.setAttribute('aria-invalid', 'true') : input.removeAttribute('aria-invalid')))
}

