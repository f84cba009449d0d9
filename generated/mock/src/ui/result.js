// The result of a call: media players, links to other files and the JSON; or the error response.

import { here } from './api.js'
import { copier, el } from './dom.js'

const KINDS = [
  ['image', /^image\//, /\.(png|jpe?g|webp|gif|avif|svg)$/i],
  ['video', /^video\//, /\.(mp4|webm|mov|m4v)$/i],
  ['audio', /^audio\//, /\.(mp3|wav|ogg|flac|m4a|opus)$/i],
]

/** Creates the view of a result. */
export function result(value) {
  const files = find(value)
  const words = texts(value)
  return el('div', { class: 'result' },
    el('h3', {}, 'Result'),
    files.length > 0 && el('ul', { class: 'files', 'aria-label': 'Files' }, files.map(file => el('li', {}, figure(file)))),
    words.map(([name, text]) => el('div', { class: 'answer' }, el('h4', {}, name), el('p', {}, text))),
    raw(value, files.length + words.length === 0))
}

/** Creates the view of an error: its message and the raw response. */
export function failure(error) {
  const detail = error.body?.detail ?? error.body ?? error.message
  const said = Array.isArray(detail)
    ? el('ul', {}, detail.map(one => el('li', {}, el('code', {}, (one.loc ?? []).join('.')), ` ${one.msg} `, el('span', { class: 'quiet' }, one.type))))
    : el('p', {}, typeof detail === 'string' ? detail : JSON.stringify(detail))
  return el('div', { class: 'failure', role: 'alert' },
    el('h3', {}, error.status ? `The server responded with status ${error.status}` : 'No response'), said,
    error.body?.error_type && el('p', { class: 'quiet' }, error.body.error_type),
    error.body !== undefined && raw(error.body, false))
}

function raw(value, open) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return el('details', { open }, el('summary', {}, 'JSON'),
    el('div', { class: 'listing' }, copier('the JSON', () => text), el('pre', { tabindex: 0, role: 'region', 'aria-label': 'JSON' }, el('code', {}, text))))
}

/** Returns all file objects and URLs in a value with their paths. */
function find(value, way = 'result') {
  if (typeof value === 'string') return /^(https?:|data:(image|audio|video)\/)\S+$/.test(value) ? [{ way, url: value }] : []
  if (value === null || typeof value !== 'object') return []
  if (typeof value.url === 'string') return [{ way, ...value }]
  return Object.entries(value).flatMap(([name, inner]) => find(inner, way === 'result' ? name : `${way}.${name}`))
}

function texts(value) {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).filter(([name, text]) => typeof text === 'string' && text.length > 0 && /output|text|content|message|transcript/.test(name))
}

function figure(file) {
  const path = file.url.split(/[?#]/)[0]
  const [kind] = KINDS.find(([, type, ending]) => type.test(file.content_type ?? '') || type.test(file.url.slice(5)) || ending.test(path)) ?? []
  const address = here(file.url)
  const makes = {
    image: () => el('img', { src: address, alt: `${file.way} of the result`, width: file.width, height: file.height }),
    video: () => el('video', { src: address, controls: true, preload: 'metadata', 'aria-label': `${file.way} of the result` }),
    audio: () => el('audio', { src: address, controls: true, preload: 'metadata', 'aria-label': `${file.way} of the result` }),
  }
  const facts = [file.content_type, file.width && `${file.width} × ${file.height}`, file.file_size && `${file.file_size} bytes`].filter(Boolean)
  return el('figure', {}, makes[kind]?.(), el('figcaption', {},
    el('a', { href: address, download: file.file_name ?? true }, file.file_name ?? path.split('/').pop().slice(0, 60) ?? file.way),
    el('span', { class: 'quiet' }, ` ${[file.way, ...facts].join(' · ')}`)))
}
