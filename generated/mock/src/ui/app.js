// The page: the list of endpoints next to the selected one. api.js sends requests; schema.js reads schemas; control.js,
// group.js and form.js build the form of a schema; endpoint.js shows an endpoint; send.js, job.js and result.js call it.

import * as api from './api.js'
import { el, fill } from './dom.js'
import { endpoint } from './endpoint.js'
import { list } from './list.js'

const view = document.getElementById('view')
const main = document.getElementById('main')

/** Number of navigations; late responses of earlier ones are ignored. */
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
    fill(view, el('h1', {}, 'Endpoint not found'), el('p', {}, error.body?.detail ?? String(error)))
  }
  if (!isFirst) main.focus({ preventScroll: true })
  window.scrollTo(0, 0)
}

function welcome() {
  document.title = 'fal mock server'
  fill(view, el('div', { class: 'welcome' },
    el('h1', {}, 'Choose an endpoint'),
    el('p', {}, 'Every endpoint has a form with the limits of its specification, the matching Rust code, and a queue. Results are generated, with valid pictures, audio, videos and 3D models.'),
    el('p', { class: 'keys' }, 'Press ', el('kbd', {}, '/'), ' to search, ', el('kbd', {}, '↓'), ' to navigate the list, ', el('kbd', {}, 'Enter'), ' to open.'),
    el('p', {}, el('a', { href: '/_mock/requests' }, 'Recorded requests'))))
}

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault()
  main.focus()
})
window.addEventListener('hashchange', () => open(false))
open(true)
list(await api.endpoints())
