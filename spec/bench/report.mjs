// Measured rows as text, as a README table, and judged against their goals.

const figure = (value) => {
  if (value >= 100) return value.toFixed(0)
  if (value >= 10) return value.toFixed(1)
  return value.toFixed(2)
}

const isOurs = ({ name }) => name.startsWith('sluice')

/** A goal is so many times the limit, or, with `of`, so many times what that contender took. */
const judge = ({ goal, contenders }) => {
  const our = contenders.find(isOurs)
  if (goal === undefined || our?.ratio === undefined) return undefined
  const base = goal.of === undefined ? 1 : contenders.find(({ name }) => name === goal.of)?.ratio?.median
  if (base === undefined) return undefined
  const most = goal.times * base
  return { most, of: goal.of, times: goal.times, met: our.ratio.median <= most }
}

const goalText = (goal, verdict) => {
  if (goal === undefined) return ''
  const words = goal.of === undefined ? figure(goal.times) : `${goal.times} of ${goal.of}'s`
  if (verdict === undefined) return `goal ${words}`
  const most = goal.of === undefined ? words : `${words}, ${figure(verdict.most)}`
  return `goal ${most}: ${verdict.met ? 'met' : 'MISSED'}`
}

export const asText = (row) => {
  const goal = goalText(row.goal, judge(row))
  const limit = row.contenders.find(({ name }) => name === 'limit')
  const head = `${row.id}: ${row.title}\n  limit: ${row.limitIs}, ${figure(limit.ns.median)} ns per ${row.unit}. ${goal}`
  const lines = row.contenders
    .filter(({ name }) => name !== 'limit')
    .map(({ name, missing, ratio, ns }) =>
      missing === undefined
        ? `  ${name.padEnd(32)} ${figure(ratio.median).padStart(7)}  ${`${figure(ratio.q1)}..${figure(ratio.q3)}`.padEnd(15)}` +
          ` ${figure(ns.median).padStart(8)} ns`
        : `  ${name.padEnd(32)} skipped, not there: ${missing.join(', ')}`,
    )
  return [head, ...lines].join('\n')
}

export const asMarkdown = (measured) => {
  const lines = measured.map((row) => {
    const limit = row.contenders.find(({ name }) => name === 'limit')
    const shown = row.contenders.filter(({ ratio, name }) => ratio !== undefined && name !== 'limit')
    const our = shown
      .filter(isOurs)
      .map(({ name, ratio }) => `${name.replace(/^sluice(, )?/, '')} ${figure(ratio.median)}`)
    const peers = shown
      .filter((contender) => !isOurs(contender))
      .toSorted((a, b) => a.ratio.median - b.ratio.median)
      .map(({ name, ratio }) => `${name} ${figure(ratio.median)}`)
    const unit = row.unit === 'value' ? '' : ` a ${row.unit}`
    return `| ${row.title} | ${row.limitIs} (${figure(limit.ns.median)}${unit}) | ${our.map((text) => text.trim()).join(', ') || '-'} | ${peers.join(', ')} |`
  })
  return ['| work | limit (ns) | sluice | peers |', '| --- | --- | --- | --- |', ...lines].join('\n')
}
