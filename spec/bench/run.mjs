// npm run bench [-- [linear] [part of a row's id ...] [--quick] [--json | --markdown] [--list] [--together]]
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
    const row = prepared(rows.find((candidate) => candidate.id === id))
    const lengths = row.sizes ?? sizes
    const ours = row.contenders.filter(({ name }) => name.startsWith('sluice'))
    const shown = [{ name: 'limit', run: row.limit }, ...ours.filter(({ run }) => run !== undefined)]
    const lines = await curve(row, shown, lengths, { ...pace, ...row.pace })
    return { skipped: missingOf({ contenders: ours }), sizes: lengths, lines }
  },
  heap: async ({ name }) =>
    heap.weigh(
      heap.contenders.find((contender) => contender.name === name),
      heap.n,
    ),
}

const inChild = (task) =>
  new Promise((resolve, reject) => {
    let result
    const args = ['--task', JSON.stringify(task), ...(quick ? ['--quick'] : [])]
    const child = fork(fileURLToPath(import.meta.url), args)
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
  const runs = []
  for (let run = 0; run < processes; run++) runs.push(await perform({ kind: 'rounds', id }))
  const contenders = [...summary(runs.map(({ samples }) => samples)), ...runs[0].skipped]
  return { id, title: runs[0].title, limitIs, unit, goal, contenders }
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

const parts = positionals.filter((part) => part !== 'linear')
const matches = (id) => parts.length === 0 || parts.some((part) => id.includes(part))

/** `linear` asks for the curves alone, of all rows or of those named beside it; without any word there is everything. */
const choose = () => {
  const linear = positionals.includes('linear')
  return {
    rounds: linear ? [] : rows.filter(({ id }) => matches(id)),
    heap: !linear && matches(heap.id),
    curves: linear || parts.length === 0 ? rows.filter(({ id }) => matches(id)) : [],
  }
}

const main = async () => {
  const chosen = choose()
  if (options.list) {
    for (const { id, title } of [...rows, heap]) console.log(`${id.padEnd(32)} ${title}`)
    console.log(`${'linear'.padEnd(32)} cost per value against the number of values`)
    return 0
  }
  if (chosen.rounds.length + chosen.curves.length === 0 && !chosen.heap) {
    console.error(`No row has ${positionals.join(' or ')} in its id; --list shows them.`)
    return 2
  }
  const say = options.json || options.markdown ? () => {} : (text) => console.log(`${text}\n`)
  const measured = { machine: report.machine(), rows: [], heap: undefined, linear: [] }
  say(measured.machine)
  for (const row of chosen.rounds) {
    measured.rows.push(await measureRow(row))
    say(report.rowAsText(measured.rows.at(-1)))
  }
  if (chosen.heap) {
    measured.heap = await weighAll()
    say(report.heapAsText(measured.heap))
  }
  if (chosen.curves.length > 0) say(report.curveHead)
  for (const row of chosen.curves) {
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
  process.once('disconnect', () => process.exit())
  const task = JSON.parse(options.task)
  process.send(await tasks[task.kind](task))
  process.disconnect()
} else {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const tidy = () => rmSync(directory, { recursive: true, force: true })
  process.env.SLUICE_BENCH_DIR = directory
  process.once('SIGINT', () => {
    tidy()
    process.exit(130)
  })
  try {
    process.exitCode = await main()
  } finally {
    tidy()
  }
}
