// The view of an endpoint: description, form, JSON editor, validation and code.

import * as api from './api.js'
import { button, copier, el, fill, settled, tabs } from './dom.js'
import { form } from './form.js'
import { examplePayload } from './schema.js'
import { sender } from './send.js'

/** Creates the view of an endpoint. */
export function endpoint(schema) {
  const types = schema.$defs ?? {}
  const start = () => (schema.request ? examplePayload(types, schema.request) : {})
  const state = { payload: start(), form: null, asked: 0 }
  const place = el('div')
  const json = el('textarea', { class: 'code', rows: 16, spellcheck: 'false', 'aria-label': 'Payload as JSON', 'aria-describedby': 'json-said' })
  const said = el('p', { id: 'json-said', class: 'error', role: 'status' })
  const faults = el('div', { role: 'status', class: 'faults' })
  const code = codes()

  const judged = async () => {
    const now = ++state.asked
    const [found, rust] = await Promise.allSettled([api.check(schema.id, state.payload), api.rust(schema.id, state.payload)])
    if (now !== state.asked) return
    if (found.status === 'fulfilled') tellFaults(faults, state.form, found.value)
    code.update(rust.value ?? '', curl(schema, state.payload))
  }
  const judge = settled(judged)
  const fromForm = () => { state.payload = state.form.read(); json.value = pretty(state.payload); judge() }
  const build = () => {
    if (!schema.request) return fill(place, el('p', {}, 'This endpoint has no input.'))
    state.form = form(types, schema.request, state.payload, fromForm)
    fill(place, state.form.node)
  }
  const use = payload => { state.payload = payload; json.value = pretty(payload); said.textContent = ''; build(); judged() }
  json.addEventListener('input', () => {
    try {
      state.payload = JSON.parse(json.value)
      said.textContent = ''
      build()
      judge()
    } catch (error) {
      said.textContent = `Invalid JSON: ${error.message}`
    }
  })
  use(start())

  const input = el('section', { 'aria-labelledby': 'request-title', class: 'request' },
    el('div', { class: 'bar' }, el('h2', { id: 'request-title' }, 'Request'), button('Load example', () => use(start()), { class: 'small' })),
    tabs('Request', [['Form', place], ['JSON', el('div', {}, json, said)]]), faults)
  const send = sender(schema, () => state.payload, found => tellFaults(faults, state.form, found))
  return [heading(schema), el('div', { class: 'columns' }, input, el('div', { class: 'aside' }, send, code.node))]
}

const pretty = payload => JSON.stringify(payload, null, 2)

function heading({ id, title, description, category, spec, deprecated, transport }) {
  const way = transport.kind === 'direct' ? `${transport.method} ${transport.path}` : null
  return el('header', { class: 'about-endpoint' },
    el('p', { class: 'back' }, el('a', { href: '#' }, '← All endpoints')),
    el('h1', {}, (title ?? id).replace(/^\//, ''), deprecated && el('span', { class: 'badge' }, 'deprecated')),
    el('p', { class: 'meta' }, el('code', {}, id), category && el('span', {}, category), way && el('code', {}, way),
      spec && el('span', { class: 'quiet' }, 'from ', el('code', {}, spec))),
    description && description.split('\n').map(line => el('p', { class: 'prose' }, line)))
}

/** Shows violations at their fields and in a list. */
function tellFaults(place, form, found) {
  form?.show(found)
  if (found.length === 0) return fill(place, el('p', { class: 'fine' }, '✓ The payload is valid.'))
  const where = fault => fault.loc.slice(1).join('.') || 'payload'
  return fill(place, el('p', { class: 'error' }, found.length === 1 ? '1 fault:' : `${found.length} faults:`),
    el('ul', {}, found.map(fault => el('li', {}, el('code', {}, where(fault)), ` ${fault.msg}`))))
}

/** Creates the code view: the Rust program and the curl command. */
function codes() {
  const made = ['Rust', 'curl'].map(name => [name, el('code', {})])
  const panels = made.map(([name, text]) => [name, el('pre', { tabindex: 0, role: 'region', 'aria-label': `${name} code` }, text)])
  let shown = 'Rust'
  const copy = copier('the code', () => made.find(([name]) => name === shown)[1].textContent)
  const node = el('section', { 'aria-labelledby': 'code-title' },
    el('div', { class: 'bar' }, el('h2', { id: 'code-title' }, 'Code'), copy), tabs('Code', panels, name => { shown = name }))
  const update = (...texts) => made.forEach(([, place], at) => { place.textContent = texts[at] })
  return { node, update }
}

function curl({ id, transport }, payload) {
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`
  const url = transport.kind === 'direct' ? `https://fal.run/${transport.path.replace(/^\//, '')}` : `https://queue.fal.run/${id}`
  return [`curl ${transport.method && transport.method !== 'POST' ? `-X ${transport.method} ` : ''}${url} \\`,
    '  -H "Authorization: Key $FAL_KEY" \\', "  -H 'Content-Type: application/json' \\", `  -d ${quoted(pretty(payload))}`].join('\n')
}
