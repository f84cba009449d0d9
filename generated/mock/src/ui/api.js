// What the page asks the server: about endpoints, and as a client of the queue like any other.

const KEY = { Authorization: 'Key page' }

/** An answer that is no success, with what it said. */
export class Refused extends Error {
  constructor(status, body) {
    super(`${status}`)
    this.status = status
    this.body = body
  }
}

async function told(response) {
  const text = await response.text()
  let body = text
  try { body = JSON.parse(text) } catch { /* what is no JSON is shown as it is */ }
  if (!response.ok) throw new Refused(response.status, body)
  return body
}

function post(path, payload, headers = {}) {
  const body = JSON.stringify(payload)
  return fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body })
}

export const endpoints = async () => told(await fetch('/_mock/endpoints'))

export const schema = async id => told(await fetch(`/_mock/endpoints/${id}`))

export const check = async (id, payload) => told(await post(`/_mock/check/${id}`, payload))

export const rust = async (id, payload) => told(await post(`/_mock/rust/${id}`, payload))

/** Submits a job; the server behaves towards it as the headers say. */
export const submit = async (id, payload, headers) => told(await post(`/queue.fal.run/${id}`, payload, { ...KEY, ...headers }))

/** Makes the one exchange of an endpoint that has no queue: what stands in the path is taken out of the payload. */
export async function exchange(transport, payload, headers) {
  const rest = { ...payload }
  const path = transport.path.replace(/\{([^}]+)\}/g, (_, name) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(value)
  })
  const url = `/fal.run/${path.replace(/^\//, '')}`
  if (transport.method !== 'GET') return told(await post(url, rest, { ...KEY, ...headers }))
  return told(await fetch(`${url}?${new URLSearchParams(rest)}`, { headers: { ...KEY, ...headers } }))
}

export const result = async job => told(await fetch(here(job.response_url), { headers: KEY }))

export const cancel = async job => told(await fetch(here(job.cancel_url), { method: 'PUT', headers: KEY }))

/** Every status of a job as it changes; `tell` is called with each. */
export async function follow(job, tell) {
  const response = await fetch(`${here(job.status_url)}/stream?logs=1`, { headers: KEY })
  if (!response.ok) return told(response)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const events = (rest + value).split('\n\n')
    rest = events.pop()
    events.filter(event => event.startsWith('data: ')).forEach(event => tell(JSON.parse(event.slice(6))))
  }
}

/** The status of a job now. */
export const status = async job => told(await fetch(`${here(job.status_url)}?logs=1`, { headers: KEY }))

/** Stores a file; the URL that results can be asked for with. */
export async function upload(file) {
  const asked = { content_type: file.type || 'application/octet-stream', file_name: file.name }
  const made = await told(await post('/rest.fal.ai/storage/upload/initiate', asked, KEY))
  const put = await fetch(here(made.upload_url), { method: 'PUT', headers: { 'Content-Type': asked.content_type }, body: file })
  if (!put.ok) throw new Refused(put.status, await put.text())
  return made.file_url
}

/**
 * An address of this server as the page may load it. The server tells the address that it listens on, and the page may
 * have been opened by another name of the same machine.
 */
export function here(url) {
  const parsed = URL.canParse(url, location.href) ? new URL(url, location.href) : null
  const own = parsed && parsed.port === location.port && ['localhost', '127.0.0.1', location.hostname].includes(parsed.hostname)
  return own ? parsed.pathname + parsed.search : url
}
