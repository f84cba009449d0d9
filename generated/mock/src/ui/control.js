// Controls of scalar values. Each is `{ node, inputs, read }`: the element, the inputs for labels and errors, and a function
// that returns the value, or `undefined` if there is none. Controls of containers are in group.js.

import { upload } from './api.js'
import { el, fresh } from './dom.js'
import { kind, range } from './schema.js'

/** Maximum number of radio buttons; longer enums are a select element. */
const FEW = 5

/** Returns the control of a scalar schema with an initial value; `of` has `id`, `label` and `changed`. */
export function leaf(schema, value, of) {
  const makes = { integer: number, number, numeric: number, set, boolean, file, text }
  return (makes[kind(schema)] ?? any)(schema, value, of)
}

function number(schema, value, { id, label, changed }) {
  const { min, max, low, high, step, whole, closed, multiple } = range(schema)
  const numeric = kind(schema) === 'numeric'
  const box = el('input', {
    type: 'number', id, min: low, max: high, value: value ?? '', class: 'number',
    step: whole ? multiple ?? 1 : 'any', inputmode: whole ? 'numeric' : 'decimal',
  })
  const read = () => (box.value === '' ? undefined : numeric ? box.value : Number(box.value))
  const inputs = [box]
  const node = el('div', { class: 'row' }, box)
  if (closed) {
    const slider = el('input', { type: 'range', min, max, step, value: value ?? min, 'aria-label': `${label}, slider` })
    slider.addEventListener('input', () => { box.value = slider.value; changed() })
    box.addEventListener('input', () => { slider.value = box.value })
    inputs.push(slider)
    node.prepend(el('span', { class: 'end', 'aria-hidden': 'true' }, min), slider, el('span', { class: 'end', 'aria-hidden': 'true' }, max))
  }
  box.addEventListener('input', changed)
  return { node, inputs, read }
}

function set(schema, value, of) {
  if (schema['x-known']) return known(schema, value, of)
  const listed = schema.enum
  // A value outside the enum may have been typed as JSON; it is kept until another one is selected.
  const values = value === undefined || listed.includes(value) ? listed : [...listed, value]
  const short = values.every(choice => String(choice).length < 18)
  return values.length <= FEW && short ? radios(values, value, of) : choices(values, value, of)
}

function radios(values, value, { id, label, changed }) {
  const name = fresh('choice')
  // `click` instead of `change`: selecting the default, which is shown as checked, does not fire `change`.
  const inputs = values.map(choice => el('input', { type: 'radio', name, checked: choice === value, onclick: changed }))
  // The label focuses the first radio button.
  inputs[0].id = id
  const node = el('div', { class: 'radios', role: 'radiogroup', 'aria-label': label },
    values.map((choice, at) => el('label', {}, inputs[at], el('span', {}, shown(choice)))))
  return { node, inputs: [node], read: () => values[inputs.findIndex(input => input.checked)] }
}

function choices(values, value, { id, label, changed }) {
  const options = values.map((choice, at) => el('option', { value: at, selected: choice === value }, shown(choice)))
  const none = value === undefined ? el('option', { value: '', selected: true }, '—') : null
  const node = el('select', { id, 'aria-label': label, onchange: changed }, none, options)
  return { node, inputs: [node], read: () => (node.value === '' ? undefined : values[Number(node.value)]) }
}

const shown = choice => (choice === '' ? 'empty' : String(choice))

/** Returns the control of an open enum: a text input with suggestions. */
function known(schema, value, { id, changed }) {
  const list = fresh('known')
  const box = el('input', { type: 'text', id, list, value: value ?? '', oninput: changed, autocomplete: 'off' })
  const node = el('div', {}, box, el('datalist', { id: list }, schema['x-known'].map(choice => el('option', { value: choice }))))
  const whole = schema.type === 'integer'
  return { node, inputs: [box], read: () => (box.value === '' ? undefined : whole ? Number(box.value) : box.value) }
}

function boolean(_, value, { id, changed }) {
  const box = el('input', { type: 'checkbox', id, checked: value === true, role: 'switch', onchange: changed })
  return { node: el('div', { class: 'row' }, box), inputs: [box], read: () => box.checked }
}

const LONG = /prompt|text|script|lyrics|message|content|description/i

function text(schema, value, { id, label, changed }) {
  const given = typeof value === 'string' ? value : ''
  const long = LONG.test(label) || given.length > 60 || given.includes('\n')
  const box = long ? el('textarea', { id, rows: Math.min(10, Math.max(3, Math.ceil(given.length / 60))), value: given, oninput: changed })
    : el('input', { type: 'text', id, value: given, oninput: changed })
  return { node: box, inputs: [box], read: () => box.value }
}

/** Returns the control of a file: its URL and an upload button. */
function file(_, value, { id, label, changed }) {
  const box = el('input', { type: 'text', inputmode: 'url', id, value: value ?? '', oninput: changed, spellcheck: 'false', placeholder: 'https:// or data:' })
  const said = el('span', { class: 'quiet', role: 'status' })
  const picker = el('input', { type: 'file', 'aria-label': `Upload a file for ${label}` })
  picker.addEventListener('change', async () => {
    const [chosen] = picker.files
    if (!chosen) return
    said.textContent = 'Uploading…'
    try {
      box.value = await upload(chosen)
      said.textContent = `Uploaded ${chosen.name}.`
      changed()
    } catch (error) {
      said.textContent = `Upload failed (${error.message}).`
    }
  })
  return { node: el('div', { class: 'file' }, box, el('div', { class: 'row' }, picker, said)), inputs: [box], read: () => box.value }
}

/** Returns the control of an untyped value: a text area for JSON. */
function any(_, value, { id, changed }) {
  const box = el('textarea', { id, rows: 3, class: 'code', spellcheck: 'false', value: value === undefined ? '' : JSON.stringify(value, null, 2) })
  const said = el('span', { class: 'quiet', role: 'status' })
  const read = () => {
    try {
      said.textContent = ''
      return box.value.trim() === '' ? undefined : JSON.parse(box.value)
    } catch {
      said.textContent = 'Invalid JSON.'
      return undefined
    }
  }
  box.addEventListener('input', changed)
  return { node: el('div', {}, box, said), inputs: [box], read }
}
