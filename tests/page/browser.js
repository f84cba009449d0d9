// One browser for all tests and a new page for each test; console errors fail the test.

import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

export const URL_OF_MOCK = process.env.MOCK_URL

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Starts a browser. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
}

/**
 * Runs a test with a page of its own. Whatever the console, the policy of the page or a script complains of fails it,
 * and so does a request to anywhere but the server. `expected` are answers that the test is about.
 */
export async function withPage(browser, options, test) {
  const { expected = [], ...rest } = options
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...rest })
  const page = await context.newPage()
  page.setDefaultTimeout(15000)
  const complaints = []
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()) })
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('request', request => { if (!isOwn(request.url())) complaints.push(`asks for ${request.url()}`) })
  try {
    await test(page)
    assert.deepEqual(complaints.filter(text => !expected.some(words => text.includes(words))), [])
  } finally {
    await context.close()
  }
}

const isOwn = url => url.startsWith(URL_OF_MOCK) || url.startsWith('data:') || url.startsWith('blob:')

/** Opens the view of an endpoint, or the list. */
export async function open(page, id = '') {
  await page.goto(`${URL_OF_MOCK}/#${id}`)
  if (id) await page.locator('.meta code').filter({ hasText: new RegExp(`^${id}$`) }).first().waitFor()
  else await page.locator('#results a').first().waitFor()
}

/** Sends the form and waits for the result or the error. */
export async function send(page) {
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('.result, .failure').waitFor()
}

/** Saves a screenshot if SHOTS names a folder. */
export async function shot(page, name) {
  if (!process.env.SHOTS) return
  mkdirSync(process.env.SHOTS, { recursive: true })
  await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}
