// The list of endpoints with search, category filter and keyboard navigation.

import { el, fill } from './dom.js'

/** Shows the endpoints and handles keyboard navigation. */
export function list(endpoints) {
  const [search, category, results, found] = ['search', 'category', 'results', 'found'].map(id => document.getElementById(id))
  const categories = [...new Set(endpoints.map(one => one.category).filter(Boolean))].sort()
  category.append(...categories.map(name => el('option', { value: name }, name)))
  const draw = () => {
    const hits = endpoints.filter(one => matches(one, search.value, category.value))
    fill(results, hits.map(entry))
    found.textContent = hits.length === 1 ? '1 endpoint' : `${hits.length} endpoints`
    mark()
  }
  search.addEventListener('input', draw)
  category.addEventListener('change', draw)
  keys(search, results)
  window.addEventListener('hashchange', mark)
  draw()
}

const haystack = ({ id, title, category }) => `${id} ${title ?? ''} ${category ?? ''}`.toLowerCase()

function matches(endpoint, words, category) {
  const text = haystack(endpoint)
  return (!category || endpoint.category === category) && words.toLowerCase().split(/\s+/).every(word => text.includes(word))
}

function entry({ id, title, category, deprecated }) {
  // A title that repeats the id is replaced by the last segments, which are easier to read.
  const named = title && title.replace(/^\/|\/$/g, '') !== id ? title : id.split('/').slice(1).join(' / ')
  return el('li', {}, el('a', { href: `#${id}` },
    el('span', { class: 'title' }, named, deprecated && el('span', { class: 'badge' }, 'deprecated')),
    el('span', { class: 'id' }, id),
    category && el('span', { class: 'quiet' }, category)))
}

/** Marks the open endpoint. */
function mark() {
  const open = decodeURIComponent(location.hash)
  for (const link of document.querySelectorAll('#results a')) {
    if (link.getAttribute('href') === open) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

const isTyping = target => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable

/** `/` focuses the search, arrows navigate the matches, Enter opens the first, Escape returns to the search. */
function keys(search, results) {
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    search.focus()
    search.select()
  })
  search.addEventListener('keydown', event => {
    const first = results.querySelector('a')
    if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus() }
    if (event.key === 'Enter' && first) first.click()
  })
  results.addEventListener('keydown', event => walk(event, search, results))
}

function walk(event, search, results) {
  const links = [...results.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key]
  if (event.key === 'Escape' || to === -1) { event.preventDefault(); search.focus() }
  else if (links[to]) { event.preventDefault(); links[to].focus() }
}
