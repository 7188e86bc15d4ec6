// npm run bench [-- [linear | growth] [part of a row's id ...] [--quick] [--json | --markdown] [--list] [--together]]
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { curve, sample, summary } from './harness.mjs'
import * as report from './report.mjs'
import { growth } from './rows/growth.mjs'
import { heaps } from './rows/heap.mjs'
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

/** The limit and ours at each of `sizes`, where the row is what stands at that place of `turned`. */
const drawn = async (row, sizes, turned) => {
  const points = turned.map(({ n, expected, limit, contenders }) => {
    const ours = contenders.filter(({ name, run }) => run !== undefined && name.startsWith('sluice'))
    return { n, expected: expected(n), contenders: [{ name: 'limit', run: limit }, ...ours] }
  })
  const skipped = missingOf(turned[0]).filter(({ name }) => name.startsWith('sluice'))
  return { skipped, sizes, lines: await curve(row, points, { ...pace, ...row.pace }) }
}

/** What one process does: a task and its result are plain data, so that they pass between processes. */
const tasks = {
  rounds: async ({ id, first }) => {
    const row = prepared(rows.find((candidate) => candidate.id === id))
    return { title: row.title, skipped: missingOf(row), samples: await sample(row, { ...pace, ...row.pace }, first) }
  },
  linear: async ({ id }) => {
    const row = prepared(rows.find((candidate) => candidate.id === id))
    const lengths = row.sizes ?? sizes
    return drawn(
      row,
      lengths,
      lengths.map((n) => ({ ...row, n })),
    )
  },
  growth: async ({ id }) => {
    const row = growth.find((candidate) => candidate.id === id)
    return drawn(
      row,
      row.sizes,
      row.sizes.map((size) => ({ ...row.at(size), n: row.n })),
    )
  },
  heap: async ({ id, name }) => {
    const { contenders, weigh, n } = heaps.find((candidate) => candidate.id === id)
    return weigh(
      contenders.find((contender) => contender.name === name),
      n,
    )
  },
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
  for (let run = 0; run < processes; run++) runs.push(await perform({ kind: 'rounds', id, first: run === 0 }))
  const contenders = [...summary(runs.map(({ samples }) => samples)), ...runs[0].skipped]
  return { id, title: runs[0].title, limitIs, unit, goal, contenders }
}

const weighAll = async ({ id, title, contenders }) => {
  const weighed = []
  for (const { name, missing } of contenders) {
    weighed.push(missing === undefined ? { name, ...(await inChild({ kind: 'heap', id, name })) } : { name, missing })
  }
  return { id, title, contenders: weighed }
}

const curveOf = async (kind, { id }) => ({ id, ...(await perform({ kind, id })) })

const words = ['linear', 'growth']
const parts = positionals.filter((part) => !words.includes(part))
const matching = (list) => list.filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part)))

/** `linear` and `growth` ask for these curves alone, of all or of those named beside; without any word there is everything. */
const choose = () => {
  const asked = words.filter((word) => positionals.includes(word))
  const curves = asked.length > 0 || parts.length > 0 ? asked : words
  return {
    rounds: asked.length > 0 ? [] : matching(rows),
    heaps: asked.length > 0 ? [] : matching(heaps),
    linear: curves.includes('linear') ? matching(rows) : [],
    growth: curves.includes('growth') ? matching(growth) : [],
  }
}

const main = async () => {
  const chosen = choose()
  if (options.list) {
    for (const { id, title } of [...rows, ...heaps]) console.log(`${id.padEnd(32)} ${title}`)
    console.log(`${'linear'.padEnd(32)} cost per value against the number of values`)
    console.log(
      `${'growth'.padEnd(32)} cost per value against what is at once: ${growth.map(({ id }) => id).join(', ')}`,
    )
    return 0
  }
  if (Object.values(chosen).every(({ length }) => length === 0)) {
    console.error(`No row has ${positionals.join(' or ')} in its id; --list shows them.`)
    return 2
  }
  const say = options.json || options.markdown ? () => {} : (text) => console.log(`${text}\n`)
  const measured = { machine: report.machine(), rows: [], heaps: [], linear: [], growth: [] }
  say(measured.machine)
  for (const row of chosen.rounds) {
    measured.rows.push(await measureRow(row))
    say(report.rowAsText(measured.rows.at(-1)))
  }
  for (const heap of chosen.heaps) {
    measured.heaps.push(await weighAll(heap))
    say(report.heapAsText(measured.heaps.at(-1)))
  }
  for (const [kind, head] of [
    ['linear', report.linearHead],
    ['growth', report.growthHead],
  ]) {
    if (chosen[kind].length > 0) say(head)
    for (const row of chosen[kind]) {
      measured[kind].push(await curveOf(kind, row))
      say(report.curveAsText(measured[kind].at(-1)))
    }
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
