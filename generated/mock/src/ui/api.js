// Requests to the server: its API for the page, the queue, runs and uploads.

const KEY = { Authorization: 'Key page' }

/** An error response with its status and body. */
export class Refused extends Error {
  constructor(status, body) {
    super(`${status}`)
    this.status = status
    this.body = body
  }
}

async function parseResponse(response) {
  const text = await response.text()
  let body = text
  try { body = JSON.parse(text) } catch { /* not JSON: shown as text */ }
  if (!response.ok) throw new Refused(response.status, body)
  return body
}

function post(path, payload, headers = {}) {
  const body = JSON.stringify(payload)
  return fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body })
}

export const endpoints = async () => parseResponse(await fetch('/_mock/endpoints'))

export const schema = async id => parseResponse(await fetch(`/_mock/endpoints/${id}`))

export const check = async (id, payload) => parseResponse(await post(`/_mock/check/${id}`, payload))

export const rust = async (id, payload) => parseResponse(await post(`/_mock/rust/${id}`, payload))

/** Submits a job with settings headers. */
export const submit = async (id, payload, headers) => parseResponse(await post(`/queue.fal.run/${id}`, payload, { ...KEY, ...headers }))

/** Calls a direct endpoint; path parameters are removed from the payload. */
export async function exchange(transport, payload, headers) {
  const rest = { ...payload }
  const path = transport.path.replace(/\{([^}]+)\}/g, (_, name) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(value)
  })
  const url = `/fal.run/${path.replace(/^\//, '')}`
  if (transport.method !== 'GET') return parseResponse(await post(url, rest, { ...KEY, ...headers }))
  return parseResponse(await fetch(`${url}?${new URLSearchParams(rest)}`, { headers: { ...KEY, ...headers } }))
}

export const result = async job => parseResponse(await fetch(here(job.response_url), { headers: KEY }))

export const cancel = async job => parseResponse(await fetch(here(job.cancel_url), { method: 'PUT', headers: KEY }))

/** Streams the status of a job and calls `onStatus` for each event. */
export async function watchStatus(job, onStatus) {
  const response = await fetch(`${here(job.status_url)}/stream?logs=1`, { headers: KEY })
  if (!response.ok) return parseResponse(response)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const events = (rest + value).split('\n\n')
    rest = events.pop()
    events.filter(event => event.startsWith('data: ')).forEach(event => onStatus(JSON.parse(event.slice(6))))
  }
}

/** Returns the current status of a job. */
export const status = async job => parseResponse(await fetch(`${here(job.status_url)}?logs=1`, { headers: KEY }))

/** Uploads a file and returns its URL. */
export async function upload(file) {
  const asked = { content_type: file.type || 'application/octet-stream', file_name: file.name }
  const made = await parseResponse(await post('/rest.fal.ai/storage/upload/initiate', asked, KEY))
  const put = await fetch(here(made.upload_url), { method: 'PUT', headers: { 'Content-Type': asked.content_type }, body: file })
  if (!put.ok) throw new Refused(put.status, await put.text())
  return made.file_url
}

/**
 * Rewrites a URL of this server to the origin of the page, which may have been opened under another host name.
 */
export function here(url) {
  const parsed = URL.canParse(url, location.href) ? new URL(url, location.href) : null
  const own = parsed && parsed.port === location.port && ['localhost', '127.0.0.1', location.hostname].includes(parsed.hostname)
  return own ? parsed.pathname + parsed.search : url
}
