// Runs a job: submits it, watches its status stream, cancels it and fetches the result.

import * as api from './api.js'
import { el, fill } from './dom.js'
import { failure, result } from './result.js'

/** Interval of status polls after the status stream has failed, in milliseconds. */
const PAUSE = 400

/** Sends a payload: `{ node, done }`, where `node` shows the progress. `stop` is the cancel button. */
export function run(schema, payload, headers, stop, refused) {
  const view = progress()
  const place = el('div')
  const done = call(schema, payload, headers, stop, view)
    .then(found => fill(place, result(found)))
    .catch(error => {
      view.end(error.status === 499 ? 'Cancelled' : 'Failed')
      if (Array.isArray(error.body?.detail)) refused(error.body.detail.filter(fault => Array.isArray(fault.loc)))
      fill(place, failure(error))
    })
  return { node: el('div', {}, view.node, place), done }
}

async function call(schema, payload, headers, stop, view) {
  if (schema.transport.kind === 'direct') {
    view.say('Running')
    const found = await api.exchange(schema.transport, payload, headers)
    view.end('Completed')
    return found
  }
  view.say('Submitting')
  const job = await api.submit(schema.id, payload, headers)
  view.name(job.request_id)
  view.update(job)
  stop.hidden = false
  stop.onclick = () => cancel(job, view)
  await ended(job, view)
  stop.hidden = true
  const found = await api.result(job)
  view.end('Completed')
  return found
}

/** Waits until a job is completed, by its status stream or, if that fails, by polling. */
async function ended(job, view) {
  let last = job
  const tell = status => { last = status; view.update(status) }
  try {
    await api.watchStatus(job, tell)
  } catch (error) {
    view.note(`The status stream failed (${error.message}); polling instead.`)
  }
  while (last.status !== 'COMPLETED') {
    await new Promise(resolve => { setTimeout(resolve, PAUSE) })
    tell(await api.status(job))
  }
}

async function cancel(job, view) {
  try {
    const { status } = await api.cancel(job)
    view.note(status)
  } catch (error) {
    view.note(`Cancellation failed: ${JSON.stringify(error.body?.status ?? error.message)}`)
  }
}

/** Creates the view of a job: status, stages with their times, log. */
function progress() {
  const started = performance.now()
  const bar = el('progress', { 'aria-label': 'Progress of the job' })
  const said = el('p', { class: 'status', role: 'status', 'aria-live': 'polite' })
  const id = el('p', { class: 'quiet' })
  const stages = el('ol', { class: 'stages', 'aria-label': 'Stages' })
  const lines = el('ol', { class: 'log', 'aria-label': 'Log' })
  const node = el('div', { class: 'job' }, said, bar, id, stages, lines)
  const since = () => `${((performance.now() - started) / 1000).toFixed(2)} s`
  const logged = new Set()
  const say = text => {
    if (said.textContent === text) return
    said.textContent = text
    stages.append(el('li', {}, el('span', { class: 'time' }, since()), ` ${text}`))
  }
  const note = text => stages.append(el('li', { class: 'quiet' }, el('span', { class: 'time' }, since()), ` ${text}`))
  const log = line => {
    const key = `${line.timestamp} ${line.message}`
    if (logged.has(key)) return
    logged.add(key)
    lines.append(el('li', {}, line.message))
  }
  const update = status => {
    const ahead = status.queue_position
    const words = { IN_QUEUE: `In queue: ${ahead} ahead`, IN_PROGRESS: 'In progress', COMPLETED: 'Fetching the result' }
    say(words[status.status] ?? status.status)
    status.logs?.forEach(log)
    const took = status.metrics?.inference_time
    if (took !== undefined) note(`Inference time: ${took} s`)
  }
  const end = text => { bar.hidden = true; say(`${text} after ${since()}`) }
  return { node, say, note, update, end, name: text => fill(id, 'Request ', el('code', {}, text)) }
}

