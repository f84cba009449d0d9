// The page: the list of endpoints beside the one that the address names. Its parts, in the order to read them: api.js
// asks the server; schema.js reads schemas; control.js, group.js and form.js make a form of one; endpoint.js shows an
// endpoint with its form; send.js, job.js and result.js call it.

import * as api from './api.js'
import { el, fill } from './dom.js'
import { endpoint } from './endpoint.js'
import { list } from './list.js'

const view = document.getElementById('view')
const main = document.getElementById('main')

/** Counts what was opened: an answer that comes late is of no use. */
let opened = 0

async function open(isFirst) {
  const id = decodeURIComponent(location.hash.slice(1))
  const now = ++opened
  document.body.classList.toggle('open', id !== '')
  if (id === '') return welcome()
  try {
    const schema = await api.schema(id)
    if (now !== opened) return
    document.title = `${schema.title ?? id} · Local fal`
    fill(view, endpoint(schema))
  } catch (error) {
    fill(view, el('h1', {}, 'There is no such endpoint'), el('p', {}, error.body?.detail ?? String(error)))
  }
  if (!isFirst) main.focus({ preventScroll: true })
  window.scrollTo(0, 0)
}

function welcome() {
  document.title = 'Local fal'
  fill(view, el('div', { class: 'welcome' },
    el('h1', {}, 'Choose an endpoint'),
    el('p', {}, 'Each has a form with the limits of its specification, the Rust for what is in it, and a queue to send it to. Results are made up, with pictures, sounds and models that open.'),
    el('p', { class: 'keys' }, 'Press ', el('kbd', {}, '/'), ' to search, ', el('kbd', {}, '↓'), ' to walk the list, ', el('kbd', {}, 'Enter'), ' to open.'),
    el('p', {}, el('a', { href: '/_mock/requests' }, 'What this server has received'))))
}

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault()
  main.focus()
})
window.addEventListener('hashchange', () => open(false))
open(true)
list(await api.endpoints())
