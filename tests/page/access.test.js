// Accessibility of the list, an endpoint and a result, checked by axe in light and dark mode, wide and narrow.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { launch, open, send, shot, withPage } from './browser.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** One endpoint of each category: images, video, text, training, audio, 3D, nested unions. */
const ENDPOINTS = ['fal-ai/flux-pro/kontext', 'fal-ai/sora-2/text-to-video', 'openrouter/router', 'fal-ai/flux-lora-fast-training',
  'fal-ai/bytedance/seedream/v4/edit', 'fal-ai/meshy/v6-preview/text-to-3d']

const LOOKS = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
]

let browser
before(async () => { browser = await launch() })
after(() => browser?.close())

/** Returns the violations that axe finds, with their elements. */
async function faults(page) {
  // The policy of the page lets no script in; the debugger is asked instead.
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html).join(' | ')}`)
}

for (const [look, options] of LOOKS) {
  test(`the list is accessible (${look})`, () => withPage(browser, options, async page => {
    await open(page)
    await page.locator('#results a').first().waitFor()
    await shot(page, `list-${look}`)
    assert.deepEqual(await faults(page), [])
  }))

  for (const id of ENDPOINTS) {
    test(`${id} and its result are accessible (${look})`, () => withPage(browser, options, async page => {
      await open(page, id)
      await page.locator('.faults > *').first().waitFor()
      const name = id.replaceAll('/', '-')
      await shot(page, `${name}-${look}`)
      assert.deepEqual(await faults(page), [])
      await send(page)
      await page.waitForLoadState('networkidle')
      await shot(page, `${name}-${look}-result`)
      assert.deepEqual(await faults(page), [])
    }))
  }
}
