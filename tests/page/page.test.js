// User interactions on the page: search, keyboard, forms, buttons.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { URL_OF_MOCK, launch, open, send, withPage } from './browser.js'

const KONTEXT = 'fal-ai/flux-pro/kontext'

let browser
before(async () => { browser = await launch() })
after(() => browser?.close())

/** Runs a test with its own page. */
const on = (name, run, options = {}) => test(name, () => withPage(browser, options, run))

/** The JSON editor, which exists even if the form tab is open. */
const json = page => page.locator('[aria-label="Payload as JSON"]')

const tab = (page, name) => page.getByRole('tab', { name, exact: true }).click()

/** Edits the payload as JSON. */
async function typed(page, change) {
  await tab(page, 'JSON')
  const payload = JSON.parse(await json(page).inputValue())
  await json(page).fill(JSON.stringify({ ...payload, ...change }))
}

on('search finds by id, title and category', async page => {
  await open(page)
  const links = page.locator('#results a')
  const all = await links.count()
  assert.ok(all > 50)
  await page.getByLabel('Search endpoints').fill('kontext pro')
  assert.ok(await links.count() < all)
  assert.ok((await links.allInnerTexts()).every(text => text.toLowerCase().includes('kontext')))
  await page.getByLabel('Search endpoints').fill('')
  await page.getByLabel('Category').selectOption('training')
  assert.ok((await links.allInnerTexts()).every(text => text.includes('training')))
  await page.getByLabel('Search endpoints').fill('nothing is called so')
  assert.equal(await page.locator('#found').innerText(), '0 endpoints')
})

on('the keyboard navigates the list', async page => {
  await open(page)
  await page.keyboard.press('/')
  await page.keyboard.type('kontext')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  const id = await page.evaluate(() => document.activeElement.getAttribute('href'))
  await page.keyboard.press('Escape')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Request' }).waitFor()
  assert.equal(new URL(page.url()).hash, id)
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
})

on('a URL opens its endpoint, and an unknown one shows an error', async page => {
  await open(page, KONTEXT)
  assert.ok(await page.getByText(`spec/`).or(page.getByText('kontext.apifox.json')).first().isVisible())
  await page.goto(`${URL_OF_MOCK}/#acme/none`)
  await page.getByRole('heading', { name: 'Endpoint not found' }).waitFor()
}, { expected: ['404'] })

on('a slider has the limits of the schema', async page => {
  await open(page, KONTEXT)
  const limits = name => page.getByLabel(`${name}, slider`).evaluate(input => [input.min, input.max, input.step])
  assert.deepEqual(await limits('num_images'), ['1', '4', '1'])
  assert.deepEqual((await limits('guidance_scale')).slice(0, 2), ['1', '20'])
})

on('unset properties are not sent', async page => {
  await open(page, KONTEXT)
  const names = async () => Object.keys(JSON.parse(await json(page).inputValue()))
  assert.ok(!(await names()).includes('num_images'))
  const slider = page.getByLabel('num_images, slider')
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  assert.ok((await names()).includes('num_images'))
  assert.equal(await page.getByLabel('num_images', { exact: true }).inputValue(), '2')
  await page.getByLabel('Send num_images').uncheck()
  assert.ok(!(await names()).includes('num_images'))
})

on('the default choice can be selected explicitly', async page => {
  await open(page, KONTEXT)
  const sent = async () => JSON.parse(await json(page).inputValue()).output_format
  assert.equal(await sent(), undefined)
  await page.getByRole('radio', { name: 'jpeg' }).click()
  assert.equal(await sent(), 'jpeg')
  await page.keyboard.press('ArrowLeft')
  assert.equal(await sent(), 'png')
})

on('a value out of range is reported at its field', async page => {
  await open(page, KONTEXT)
  await typed(page, { num_images: 9 })
  await page.locator('.faults').getByText('Input should be less than or equal to 4').waitFor()
  await tab(page, 'Form')
  const box = page.getByLabel('num_images', { exact: true })
  assert.equal(await box.inputValue(), '9')
  assert.equal(await box.getAttribute('aria-invalid'), 'true')
  const ids = (await box.getAttribute('aria-describedby')).split(' ')
  const texts = await Promise.all(ids.map(id => page.locator(`#${id}`).innerText()))
  assert.ok(texts.some(text => text.includes('less than or equal to 4')))
  await box.fill('3')
  await page.getByText('The payload is valid').waitFor()
  assert.equal(await box.getAttribute('aria-invalid'), null)
})

on('a missing property is reported at its field', async page => {
  await open(page, KONTEXT)
  await tab(page, 'JSON')
  await json(page).fill('{"prompt": "a donut"}')
  await tab(page, 'Form')
  await page.locator('.field', { hasText: 'image_url' }).locator('.error:visible').waitFor()
})

on('invalid JSON does not change the form', async page => {
  await open(page, KONTEXT)
  await tab(page, 'JSON')
  await json(page).fill('{"prompt": ')
  await page.getByText('Invalid JSON').waitFor()
})

on('the code follows the form', async page => {
  await open(page, KONTEXT)
  await page.getByLabel('prompt', { exact: true }).fill('Two "donuts".\n甜甜圈')
  await page.getByRole('radio', { name: 'png' }).check()
  const code = page.getByRole('region', { name: 'Rust code' })
  await code.filter({ hasText: 'OutputFormat::Png' }).waitFor()
  const text = await code.innerText()
  assert.ok(text.includes('"Two \\"donuts\\".\\n甜甜圈"'), text)
  assert.ok(text.includes('.output_format(kontext::OutputFormat::Png)'), text)
  await tab(page, 'curl')
  assert.ok((await page.getByRole('region', { name: 'curl code' }).innerText()).includes('queue.fal.run/fal-ai/flux-pro/kontext'))
})

on('a job passes the queue and returns a picture', async page => {
  await open(page, KONTEXT)
  await send(page)
  const stages = await page.getByRole('list', { name: 'Stages' }).innerText()
  for (const words of ['In queue: 1 ahead', 'In progress', 'Completed']) assert.ok(stages.includes(words), stages)
  assert.ok((await page.getByRole('list', { name: 'Log' }).innerText()).includes('Half of the steps'))
  const picture = page.locator('.files img').first()
  await picture.evaluate(image => image.decode())
  assert.ok(await picture.evaluate(image => image.naturalWidth) > 0)
})

on('a video has a player', async page => {
  await open(page, 'fal-ai/sora-2/text-to-video')
  await send(page)
  assert.equal(await page.locator('.files video').count(), 1)
})

on('a fault shows its error', async page => {
  await open(page, KONTEXT)
  await page.getByText('Delays and faults').click()
  await page.getByLabel('Fault', { exact: true }).fill('execute:content_policy_violation')
  await send(page)
  const failure = page.getByRole('alert')
  assert.ok((await failure.innerText()).includes('422'))
  assert.ok((await failure.innerText()).includes('content policy violation'))
}, { expected: ['422'] })

on('a failed status stream falls back to polling', async page => {
  await open(page, KONTEXT)
  await page.getByText('Delays and faults').click()
  await page.getByLabel('Fault', { exact: true }).fill('stream:500')
  await send(page)
  assert.ok(await page.locator('.files img').first().isVisible())
}, { expected: ['500'] })

on('a job can be cancelled', async page => {
  await open(page, KONTEXT)
  await page.getByText('Delays and faults').click()
  await page.getByLabel('Latency').fill('30s')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.locator('.failure').waitFor()
  assert.ok((await page.locator('.job .status').innerText()).startsWith('Cancelled'))
  assert.ok(await page.getByRole('button', { name: 'Send', exact: true }).isEnabled())
}, { expected: ['499'] })

on('an uploaded file is inserted as a URL', async page => {
  await open(page, KONTEXT)
  const file = { name: 'donut.txt', mimeType: 'text/plain', buffer: Buffer.from('a donut') }
  await page.getByLabel('Upload a file for image_url').setInputFiles(file)
  await page.getByText('Uploaded donut.txt').waitFor()
  const url = await page.getByLabel('image_url', { exact: true }).inputValue()
  assert.equal(await (await fetch(url)).text(), 'a donut')
})

on('array items can be added and removed', async page => {
  await open(page, 'fal-ai/bytedance/seedream/v4/edit')
  const urls = async () => JSON.parse(await json(page).inputValue()).image_urls.length
  const count = await urls()
  await page.getByRole('button', { name: 'Add to image_urls' }).click()
  assert.equal(await urls(), count + 1)
  await page.getByRole('button', { name: 'Remove image_urls 1', exact: true }).click()
  assert.equal(await urls(), count)
})

on('a union has a control for each variant', async page => {
  await open(page, 'fal-ai/bytedance/seedream/v4/edit')
  const send = page.getByLabel('Send image_size', { exact: true })
  await send.check()
  const variant = page.getByLabel('Variant of image_size')
  const variants = await variant.locator('option').count()
  assert.ok(variants >= 2)
  for (let at = 0; at < variants; at += 1) await variant.selectOption({ index: at })
  assert.ok('image_size' in JSON.parse(await json(page).inputValue()))
})

on('a narrow screen does not scroll horizontally', async page => {
  for (const id of ['', KONTEXT, 'openrouter/router', 'fal-ai/bytedance/seedream/v4/edit']) {
    await open(page, id)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    assert.equal(over, 0, id)
  }
}, { viewport: { width: 360, height: 740 } })

test('every endpoint opens and its example is what the server takes', async () => {
  const all = await (await fetch(`${URL_OF_MOCK}/_mock/endpoints`)).json()
  await withPage(browser, {}, async page => {
    const refused = []
    for (const { id } of all) {
      await open(page, id)
      await page.locator('.faults > *').first().waitFor()
      if (!(await page.locator('.fine').isVisible())) refused.push(`${id}: ${await page.locator('.faults').innerText()}`)
      assert.ok((await json(page).inputValue()).startsWith('{'), id)
    }
    assert.deepEqual(refused, [])
  })
})
