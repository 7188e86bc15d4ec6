// npm run bench [-- [part of a row's id ...] [--quick] [--json | --markdown] [--list] [--together]]
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { curve, sample, summary } from './harness.mjs'
import * as report from './report.mjs'
import { heap } from './rows/heap.mjs'
import { rows } from './rows/index.mjs'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    together: { type: 'boolean', default: false },
    task: { type: 'string' },
  },
})

const { quick } = options
const pace = quick ? { rounds: 9, sliceMs: 25, warmUpMs: 120 } : { rounds: 9, sliceMs: 40, warmUpMs: 250 }
const processes = quick || options.together ? 1 : 3
const sizes = [1e3, 1e4, 1e5, 1e6]

const prepared = (row) => ({ ...row, ...row.prepare?.({ quick }) })

const missingOf = ({ contenders }) => contenders.filter(({ missing }) => missing !== undefined)

/** What one process does: a task and its result are plain data, so that they pass between processes. */
const tasks = {
  rounds: async ({ id }) => {
    const row = prepared(rows.find((candidate) => candidate.id === id))
    return { title: row.title, skipped: missingOf(row), samples: await sample(row, { ...pace, ...row.pace }) }
  },
  curve: async ({ id }) => {
    const row = rows.find((candidate) => candidate.id === id)
    const ours = row.contenders.filter(({ name }) => name.startsWith('sluice'))
    const shown = [{ name: 'limit', run: row.limit }, ...ours.filter(({ run }) => run !== undefined)]
    return { skipped: missingOf({ contenders: ours }), lines: await curve(row, shown, sizes, pace) }
  },
  heap: async ({ name }) =>
    heap.weigh(
      heap.contenders.find((contender) => contender.name === name),
      heap.n,
    ),
}

const directory = process.env.SLUICE_BENCH_DIR ?? mkdtempSync(join(tmpdir(), 'sluice-bench-'))

const inChild = (task) =>
  new Promise((resolve, reject) => {
    let result
    const args = ['--task', JSON.stringify(task), ...(quick ? ['--quick'] : [])]
    const child = fork(fileURLToPath(import.meta.url), args, { env: { ...process.env, SLUICE_BENCH_DIR: directory } })
    child.on('message', (message) => {
      result = message
    })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve(result) : reject(new Error(`${JSON.stringify(task)} ended with code ${code}`)),
    )
  })

const perform = (task) => (options.together && task.kind !== 'heap' ? tasks[task.kind](task) : inChild(task))

const measureRow = async (row) => {
  const { id, limitIs, unit = 'value', goal } = row
  const parts = []
  for (let part = 0; part < processes; part++) parts.push(await perform({ kind: 'rounds', id }))
  const contenders = [...summary(parts.map(({ samples }) => samples)), ...parts[0].skipped]
  return { id, title: parts[0].title, limitIs, unit, goal, contenders }
}

const weighAll = async () => {
  const { id, title, contenders } = heap
  const weighed = []
  for (const { name, missing } of contenders) {
    weighed.push(missing === undefined ? { name, ...(await inChild({ kind: 'heap', name })) } : { name, missing })
  }
  return { id, title, contenders: weighed }
}

const curveOf = async ({ id }) => ({ id, ...(await perform({ kind: 'curve', id })) })

const wanted = (id) => positionals.length === 0 || positionals.some((part) => id.includes(part))

const main = async () => {
  const selected = rows.filter(({ id }) => wanted(id))
  const curves = wanted('linear') ? rows.filter(({ curve: has }) => has !== false) : []
  if (options.list) {
    for (const { id, title } of [...rows, heap]) console.log(`${id.padEnd(32)} ${title}`)
    console.log(`${'linear'.padEnd(32)} cost per value against the number of values`)
    return 0
  }
  if (selected.length + curves.length === 0 && !wanted(heap.id)) {
    console.error(`No row has ${positionals.join(' or ')} in its id; --list shows them.`)
    return 2
  }
  const say = options.json || options.markdown ? () => {} : (text) => console.log(`${text}\n`)
  const measured = { rows: [], heap: undefined, linear: [] }
  for (const row of selected) {
    measured.rows.push(await measureRow(row))
    say(report.rowAsText(measured.rows.at(-1)))
  }
  if (wanted(heap.id)) {
    measured.heap = await weighAll()
    say(report.heapAsText(measured.heap))
  }
  if (curves.length > 0) say(report.curveHead(sizes))
  for (const row of curves) {
    measured.linear.push(await curveOf(row))
    say(report.curveAsText(measured.linear.at(-1)))
  }
  if (options.json) console.log(JSON.stringify(measured, undefined, 2))
  if (options.markdown) console.log(report.asMarkdown(measured))
  return 0
}

if (globalThis.gc === undefined) {
  console.error('Run with node --expose-gc, as `npm run bench` does: the young generation is collected between slices.')
  process.exitCode = 2
} else if (options.task !== undefined) {
  const task = JSON.parse(options.task)
  process.send(await tasks[task.kind](task))
  process.disconnect()
} else {
  try {
    process.exitCode = await main()
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
