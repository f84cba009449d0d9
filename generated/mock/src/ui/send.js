// The section that sends a request: buttons, settings of the server for this request, and the result.

import { el, fill } from './dom.js'
import { run } from './job.js'

const FAULTS = ['execute:content_policy_violation', 'execute:no_media_generated', 'submit:503', 'submit:429', 'stream:cut', 'stream:drop',
  'status:500', 'result:503', 'result:garbage', 'execute:runner_disconnected']

/** Creates the section; `payload` returns the payload, `refused` is called with the violations of a 422 response. */
export function sender(schema, payload, refused) {
  const place = el('div', { class: 'outcome' })
  const [settings, headers] = behaviour()
  const stop = el('button', { type: 'button', hidden: true }, 'Cancel')
  const send = el('button', { type: 'button', class: 'primary' }, 'Send')
  send.addEventListener('click', async () => {
    send.disabled = true
    const work = run(schema, payload(), headers(), stop, refused)
    fill(place, work.node)
    await work.done
    send.disabled = false
    stop.hidden = true
  })
  return el('section', { 'aria-labelledby': 'send-title', class: 'send' },
    el('div', { class: 'bar' }, el('h2', { id: 'send-title' }, 'Send'), el('div', { class: 'actions' }, stop, send)),
    settings, place)
}

/** Creates the controls of the settings; `headers` returns the request headers. */
function behaviour() {
  const latency = el('input', { type: 'text', id: 'latency', placeholder: '2s, 250ms', autocomplete: 'off' })
  const queue = el('input', { type: 'number', id: 'queue-length', min: 0, step: 1, placeholder: 'jobs ahead' })
  const fault = el('input', { type: 'text', id: 'fault', list: 'faults', placeholder: 'step:what', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'fault-help' })
  const node = el('details', { class: 'behaviour' }, el('summary', {}, 'Delays and faults'),
    el('div', { class: 'grid' },
      el('div', {}, el('label', { for: 'latency' }, 'Latency'), latency),
      el('div', {}, el('label', { for: 'queue-length' }, 'Queue'), queue),
      el('div', { class: 'wide' }, el('label', { for: 'fault' }, 'Fault'), fault,
        el('p', { class: 'quiet', id: 'fault-help' }, 'A step (submit, status, stream, result, cancel, execute) and a kind: a status, drop, cut, hang, html, empty, garbage, or an error type of fal.'))),
    el('datalist', { id: 'faults' }, FAULTS.map(value => el('option', { value }))))
  const headers = () => {
    const all = { 'x-mock-latency': latency.value, 'x-mock-queue-length': queue.value, 'x-mock-fault': fault.value }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value.trim() !== ''))
  }
  return [node, headers]
}
