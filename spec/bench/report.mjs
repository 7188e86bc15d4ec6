// What was measured as text and as a README table, and judged against its goals.
import { availableParallelism, loadavg } from 'node:os'

/** A load of more than this process itself means that somebody else measures too: look at the quartiles. */
export const machine = () =>
  `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)} at the start`

const figure = (value) => {
  if (value >= 100) return value.toFixed(0)
  if (value >= 10) return value.toFixed(1)
  return value.toFixed(2)
}

const isOurs = ({ name }) => name.startsWith('sluice')

/** The fastest of those that a goal names. */
const rivalOf = ({ of }, contenders) => {
  const named = contenders.filter(({ name, ratio }) => ratio !== undefined && [of].flat().includes(name))
  return named.toSorted((a, b) => a.ratio.median - b.ratio.median)[0]
}

/** A goal is so many times the limit, or, with `of`, so many times what the fastest of these contenders took. */
const judge = ({ goal, contenders }) => {
  const our = contenders.find(isOurs)
  if (goal === undefined || our?.ratio === undefined) return undefined
  const rival = goal.of === undefined ? undefined : rivalOf(goal, contenders)
  if (goal.of !== undefined && rival === undefined) return undefined
  const most = goal.times * (rival?.ratio.median ?? 1)
  return { most, of: rival?.name, times: goal.times, met: our.ratio.median <= most }
}

const goalText = (goal, verdict) => {
  if (goal === undefined) return ''
  const rival = verdict?.of ?? [goal.of].flat().join(' or ')
  const words = goal.of === undefined ? figure(goal.times) : `${figure(goal.times)} of ${rival}'s`
  if (verdict === undefined) return `goal ${words}`
  const most = goal.of === undefined ? words : `${words}, ${figure(verdict.most)}`
  return `goal ${most}: ${verdict.met ? 'met' : 'MISSED'}`
}

const skippedAsText = ({ name, missing }) => `  ${name.padEnd(32)} skipped, not there: ${missing.join(', ')}`

export const rowAsText = (row) => {
  const goal = goalText(row.goal, judge(row))
  const limit = row.contenders.find(({ name }) => name === 'limit')
  const head = `${row.id}: ${row.title}\n  limit: ${row.limitIs}, ${figure(limit.ns.median)} ns per ${row.unit}. ${goal}`
  const lines = row.contenders
    .filter(({ name }) => name !== 'limit')
    .map(({ name, missing, ratio, ns }) =>
      missing === undefined
        ? `  ${name.padEnd(32)} ${figure(ratio.median).padStart(7)}  ${`${figure(ratio.q1)}..${figure(ratio.q3)}`.padEnd(15)}` +
          ` ${figure(ns.median).padStart(8)} ns`
        : skippedAsText({ name, missing }),
    )
  return [head, ...lines].join('\n')
}

export const heapAsText = ({ id, title, contenders }) => {
  const lines = contenders.map(({ name, missing, early, late }) =>
    missing === undefined
      ? `  ${name.padEnd(32)} ${late.toFixed(2).padStart(7)} MB  ${early.toFixed(2).padStart(7)} MB after a twentieth`
      : skippedAsText({ name, missing }),
  )
  return [`${id}: ${title}. goal 2 MB`, ...lines].join('\n')
}

export const linearHead =
  'linear: ns per value, byte or pipeline for so many of them, and the last over the one but two'

export const growthHead =
  'growth: ns per value for so many at once, or so many to a batch, and the last over the one but two'

const counted = (n) => {
  if (n >= 1e6) return `${(n / 1e6).toFixed(0)} M`
  return n >= 1e4 ? n.toExponential(0).replace('+', '') : n.toFixed(0)
}

export const curveAsText = ({ id, sizes, lines, skipped }) =>
  [
    `  ${id.padEnd(57)}${sizes.map((n) => counted(n).padStart(9)).join('')}`,
    ...lines.map(
      ({ name, ns }) =>
        `    ${name.padEnd(55)}${ns.map((value) => figure(value).padStart(9)).join('')}` +
        `   x ${(ns.at(-1) / ns.at(-3)).toFixed(2)}`,
    ),
    ...skipped.map(skippedAsText),
  ].join('\n')

const rowAsMarkdown = ({ title, limitIs, unit, contenders }) => {
  const [limit, ...others] = contenders.filter(({ ratio }) => ratio !== undefined)
  const ratios = (list, label) =>
    list.map(({ name, ratio }) => `${label(name)} ${figure(ratio.median)}`.trim()).join(', ')
  const peers = others.filter((contender) => !isOurs(contender)).toSorted((a, b) => a.ratio.median - b.ratio.median)
  const our = ratios(others.filter(isOurs), (name) => name.replace(/^sluice(, )?/, ''))
  const ns = `${figure(limit.ns.median)} ns${unit === 'value' ? '' : ` a ${unit}`}`
  return `| ${title} | ${limitIs} (${ns}) | ${our || '-'} | ${ratios(peers, (name) => name)} |`
}

const heapAsMarkdown = ({ title, contenders }) => {
  const weights = (list, label) =>
    list.map(({ name, late }) => `${label(name)} ${late.toFixed(1)} MB`.trim()).join(', ')
  const [byHand, ...others] = contenders.filter(({ late }) => late !== undefined)
  const our = weights(others.filter(isOurs), () => '')
  return `| ${title} | ${weights([byHand], (name) => name)} | ${our || '-'} | ${weights(
    others.filter((contender) => !isOurs(contender)),
    (name) => name,
  )} |`
}

export const asMarkdown = ({ rows, heaps }) =>
  [
    '| work, per value | limit | sluice, times the limit | others, times the limit |',
    '| --- | --- | --- | --- |',
    ...rows.map(rowAsMarkdown),
    ...heaps.map(heapAsMarkdown),
  ].join('\n')
