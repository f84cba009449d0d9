// Creates elements without markup: strings of schemas and results are untrusted and must not be parsed as HTML.

let count = 0

/** Returns a unique element id. */
export function fresh(stem) {
  count += 1
  return `${stem}-${count}`
}

/** Creates an element with attributes (`on…` are listeners, `null` is omitted) and children. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) set(element, key, value)
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false))
  return element
}

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return
  if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
  else if (key === 'value') element.value = value
  else element.setAttribute(key, value === true ? '' : String(value))
}

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false))
}

/** Creates a button. */
export function button(text, act, attributes = {}) {
  return el('button', { type: 'button', onclick: act, ...attributes }, text)
}

/** Returns a debounced function. */
export function settled(act, pause = 150) {
  let timer
  return (...given) => {
    clearTimeout(timer)
    timer = setTimeout(() => act(...given), pause)
  }
}

/** Creates a button that copies the result of a function to the clipboard. */
export function copier(what, text) {
  const made = button('Copy', async () => {
    made.textContent = (await copied(text())) ? 'Copied' : 'Select it to copy'
    setTimeout(() => { made.textContent = 'Copy' }, 1600)
  }, { class: 'small', 'aria-label': `Copy ${what}` })
  return el('span', { 'aria-live': 'polite' }, made)
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Creates tabs from names and panels, with arrow key navigation. `opened` is called with the name of the opened tab. */
export function tabs(label, parts, opened = () => {}) {
  const made = parts.map(([name, panel]) => tab(name, panel))
  const open = index => {
    made.forEach(({ head, panel }, at) => {
      head.setAttribute('aria-selected', String(at === index))
      head.tabIndex = at === index ? 0 : -1
      panel.hidden = at !== index
    })
    opened(parts[index][0])
  }
  const move = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const next = (made.findIndex(({ head }) => head === document.activeElement) + step + made.length) % made.length
    open(next)
    made[next].head.focus()
  }
  made.forEach(({ head }, index) => head.addEventListener('click', () => open(index)))
  const heads = el('div', { role: 'tablist', 'aria-label': label, class: 'tabs', onkeydown: move }, made.map(({ head }) => head))
  open(0)
  return [heads, ...made.map(({ panel }) => panel)]
}

function tab(name, content) {
  const [head, body] = [fresh('tab'), fresh('panel')]
  return {
    head: el('button', { type: 'button', role: 'tab', id: head, 'aria-controls': body }, name),
    panel: el('div', { role: 'tabpanel', id: body, 'aria-labelledby': head, tabindex: 0, class: 'panel' }, content),
  }
}
