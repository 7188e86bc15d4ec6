// npm run bench [-- [part of a row's id ...] [--quick] [--json | --markdown] [--list] [--together]]
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measure } from './harness.mjs'
import { asMarkdown, asText } from './report.mjs'
import { rows } from './rows/index.mjs'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    together: { type: 'boolean', default: false },
    row: { type: 'string' },
  },
})

const pace = options.quick ? { rounds: 7, sliceMs: 25, warmUpMs: 120 } : { rounds: 21, sliceMs: 40, warmUpMs: 250 }

const measureRow = async (row) => {
  const figures = await measure(row, { ...pace, ...row.pace })
  const skipped = row.contenders.filter(({ missing }) => missing !== undefined)
  const { id, title, limitIs, unit = 'value', goal } = row
  return { id, title, limitIs, unit, goal, contenders: [...figures, ...skipped] }
}

/** Each row in a process of its own, so that its figures do not depend on which rows ran before it. */
const inChild = (row) =>
  new Promise((resolve, reject) => {
    let result
    const flags = options.quick ? ['--quick'] : []
    const child = fork(fileURLToPath(import.meta.url), ['--row', row.id, ...flags])
    child.on('message', (message) => {
      result = message
    })
    child.on('error', reject)
    child.on('exit', (code) => (code === 0 ? resolve(result) : reject(new Error(`${row.id} ended with code ${code}`))))
  })

if (globalThis.gc === undefined) {
  console.error('Run with node --expose-gc, as `npm run bench` does: the young generation is collected between slices.')
  process.exit(2)
}

if (options.row !== undefined) {
  process.send(await measureRow(rows.find(({ id }) => id === options.row)))
  process.disconnect()
} else {
  const selected = rows.filter(({ id }) => positionals.length === 0 || positionals.some((part) => id.includes(part)))
  if (selected.length === 0) {
    console.error(`No row has ${positionals.join(' or ')} in its id. There are: ${rows.map(({ id }) => id).join(', ')}`)
    process.exit(2)
  }
  if (options.list) {
    for (const { id, title } of selected) console.log(`${id.padEnd(32)} ${title}`)
    process.exit(0)
  }
  const measured = []
  for (const row of selected) {
    const result = await (options.together ? measureRow(row) : inChild(row))
    measured.push(result)
    if (!options.json && !options.markdown) console.log(`${asText(result)}\n`)
  }
  if (options.json) console.log(JSON.stringify(measured, undefined, 2))
  if (options.markdown) console.log(asMarkdown(measured))
}
